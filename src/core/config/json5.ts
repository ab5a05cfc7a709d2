/**
 * A text of OpenClaw's config: find, set and remove `CLAUDE_AI_SESSION_KEY` by edits that touch nothing else. Every
 * result is parsed with json5, as OpenClaw will, before anybody may write it.
 *
 * A *way* is the names that lead from the text's root to the object of the variable: `env`, `vars` in
 * `openclaw.json`, and fewer in a file that `$include` puts in the place of one of them.
 */
import JSON5 from "json5";
import { insertMember, removeMember, undoInsertion } from "./json5-layout.ts";
import {
  findMember,
  parseTree,
  stepsAlong,
  valueOf,
  type ConfigTree,
  type Member,
  type ObjectNode,
} from "./json5-tokens.ts";
import { isObject, isSame, valueAt, withValueAt, type Json } from "./json5-values.ts";
import { applyEdits, difference, type Edit } from "./edit.ts";
import { SESSION_KEY_VARIABLE } from "./variable.ts";

type ConfigProblem =
  /** Not JSON5. Line and column count from 1. */
  | { code: "config_unparsable"; line: number; column: number }
  | { code: "config_root_not_object" }
  | { code: "config_env_not_object" }
  | { code: "config_vars_not_object" }
  /** Valid for OpenClaw, but our parser can't place an edit in it safely. */
  | { code: "config_unsupported" };

type Refusal = { ok: false } & ConfigProblem;

export type ConfigEdits = { ok: true; edits: Edit[] } | Refusal;

export type ConfigValues = { ok: true; vars: string | undefined; flat: string | undefined } | Refusal;

/** The way in `openclaw.json`. */
export const VARS_WAY: readonly string[] = ["env", "vars"];

/** What `openclaw.json` is where there was none: OpenClaw fills in the rest by itself. */
export function newConfig(value: string): string {
  return `${JSON.stringify({ env: { vars: { [SESSION_KEY_VARIABLE]: value } } }, null, 2)}\n`;
}

/** The values OpenClaw would find: at the end of the way, and one step before it, which it reads as well. */
export function readFromConfig(text: string, way = VARS_WAY): ConfigValues {
  const parsed = parseAsOpenClaw(text);
  if (!parsed.ok) return parsed;
  const at = (names: readonly string[]) => variableIn(valueAt(parsed.root, names));
  return { ok: true, vars: at(way), flat: way.length === 0 ? undefined : at(way.slice(0, -1)) };
}

/** OpenClaw trims the names of variables, and of several that are the same then takes the last. */
function variableIn(object: unknown): string | undefined {
  if (!isObject(object)) return undefined;
  const values = Object.entries(object).filter(([name]) => isVariable(name));
  return values.map(([, value]) => value).findLast((value) => typeof value === "string");
}

export const isVariable = (name: string): boolean => name.trim() === SESSION_KEY_VARIABLE;

/** Edits after which the variable is `value`; none where it already is. */
export function setInConfig(text: string, value: string, way = VARS_WAY): ConfigEdits {
  const place = locate(text, way);
  if (!place.ok) return place;
  const { tree, objects, member, inner } = place;
  if (valueAt(place.top, inner) === value) return nothingToDo(text);
  const edits = member
    ? [replaceValue(text, member, value)]
    : insertMember(tree, objects.at(-1)!, [...way, SESSION_KEY_VARIABLE].slice(objects.length - 1), value);
  return confirm(place, edits, value);
}

/**
 * Edits after which the key is gone. Where the text is what `setInConfig` made, they lead back to the bytes
 * before it, `env` and `vars` that it had added included; else the members alone go, duplicates too.
 */
export function removeFromConfig(text: string, way = VARS_WAY): ConfigEdits {
  const first = removeLast(text, way);
  if (!first.ok || first.edits.length === 0) return first;
  const after = applyEdits(text, first.edits);
  const rest = removeFromConfig(after, way);
  if (!rest.ok || rest.edits.length === 0) return rest.ok ? first : rest;
  return { ok: true, edits: [difference(text, applyEdits(after, rest.edits))] };
}

/** The last member of the name is the one that counts. */
function removeLast(text: string, way: readonly string[]): ConfigEdits {
  const place = locate(text, way);
  if (!place.ok) return place;
  const { tree, objects, member, inner } = place;
  if (!member) return nothingToDo(text);
  const value = valueAt(place.top, inner);
  if (typeof value === "string" && value !== "") {
    if (text === newConfig(value)) return { ok: true, edits: [difference(text, "{}\n")] };
    const inverse = possibleInsertions(tree, objects, way).find((edits) =>
      isUndoneBy(text, edits, value, way),
    );
    if (inverse) return { ok: true, edits: inverse };
  }
  const vars = objects.at(-1)!;
  const earlier = vars.members.findLast((other) => other !== member && other.name === SESSION_KEY_VARIABLE);
  // An earlier duplicate comes to light when the last one goes; the caller removes again.
  return confirm(place, removeMember(tree, vars, member), earlier && valueOf(text, earlier));
}

/** What `setInConfig` may have added: an object on the way with all that is in it, or the member alone. */
function possibleInsertions(tree: ConfigTree, objects: ObjectNode[], way: readonly string[]): Edit[][] {
  return [...way, SESSION_KEY_VARIABLE].flatMap((name, i) => {
    const heldNothingElse = objects.slice(i + 1).every(({ members }) => members.length === 1);
    return heldNothingElse ? undoInsertion(tree, objects[i]!, name) : [];
  });
}

/** Does `setInConfig`, applied to the text without the candidate, lead back to exactly this text? */
function isUndoneBy(text: string, edits: Edit[], value: string, way: readonly string[]): boolean {
  const before = applyEdits(text, edits);
  const again = setInConfig(before, value, way);
  return again.ok && applyEdits(before, again.edits) === text && parseAsOpenClaw(before).ok;
}

interface Place {
  ok: true;
  tree: ConfigTree;
  /** Those on the way that stand in the text, the root first. */
  objects: ObjectNode[];
  /** The variable's own; where all objects of the way stand there. */
  member: Member | undefined;
  /** The root's member that an edit changes or adds, and its value: no other part of the text is parsed for it. */
  topName: string;
  top: unknown;
  /** The names that lead from there to the variable. */
  inner: string[];
}

function locate(text: string, way: readonly string[]): Place | Refusal {
  const tree = parseTree(text);
  if (!tree) return refuse(text, "config_unsupported");
  const { objects, obstacle } = stepsAlong(tree, way);
  if (obstacle !== undefined)
    return refuse(text, obstacle === "env" ? "config_env_not_object" : "config_vars_not_object");
  const member = objects.length > way.length ? findMember(objects.at(-1)!, SESSION_KEY_VARIABLE) : undefined;
  // Spelled with white space around it, it would win over ours or be hidden by it: nobody means that.
  const isTwin = ({ name }: Member) => name !== SESSION_KEY_VARIABLE && isVariable(name);
  if (objects.length > way.length && objects.at(-1)!.members.some(isTwin))
    return refuse(text, "config_unsupported");
  const [topName, ...inner] = [...way, SESSION_KEY_VARIABLE];
  const topMember = findMember(tree.root, topName);
  const top = topMember && valueOf(text, topMember);
  if (topMember && top === undefined) return refuse(text, "config_unsupported");
  return { ok: true, tree, objects, member, topName, top, inner };
}

/** What json5 has to say of the text comes first: with a broken file, the place where it is broken. */
function refuse(text: string, code: Exclude<ConfigProblem["code"], "config_unparsable">): Refusal {
  const parsed = parseAsOpenClaw(text);
  return parsed.ok ? { ok: false, code } : parsed;
}

/** Only where OpenClaw can read the text as it is. */
function nothingToDo(text: string): ConfigEdits {
  const parsed = parseAsOpenClaw(text);
  return parsed.ok ? { ok: true, edits: [] } : parsed;
}

function parseAsOpenClaw(text: string): { ok: true; root: Json } | Refusal {
  try {
    const root: unknown = JSON5.parse(text);
    return isObject(root) ? { ok: true, root } : { ok: false, code: "config_root_not_object" };
  } catch (error) {
    const { lineNumber, columnNumber } = error as { lineNumber?: number; columnNumber?: number };
    return { ok: false, code: "config_unparsable", line: lineNumber ?? 1, column: columnNumber ?? 1 };
  }
}

function replaceValue(text: string, { value: { range } }: Member, value: string): Edit {
  const [start, end] = range;
  const quote = text[start] === "'" ? "'" : '"';
  return { offset: start, length: end - start, replacement: quote + value + quote };
}

/**
 * Hands the edits on only where json5 reads the result as wanted: the variable with that value, or gone where none
 * is wanted, all around it as it was, and at the root the same names as before, whose values no edit has touched.
 */
function confirm(
  { tree: { text, root }, topName, top, inner }: Place,
  edits: Edit[],
  wanted: unknown,
): ConfigEdits {
  const after = parseAsOpenClaw(applyEdits(text, edits));
  if (!after.ok) return refuse(text, "config_unsupported");
  const wantedTop = withValueAt(top, inner, wanted);
  const names = new Set(root.members.map(({ name }) => name));
  if (wantedTop === undefined) names.delete(topName);
  else names.add(topName);
  const sameNames =
    Object.keys(after.root).length === names.size &&
    [...names].every((name) => Object.hasOwn(after.root, name));
  const right = sameNames && isSame(after.root[topName], wantedTop);
  return right ? { ok: true, edits } : { ok: false, code: "config_unsupported" };
}
