/**
 * The text of `openclaw.json`: find, set and remove `CLAUDE_AI_SESSION_KEY` by edits that touch nothing else. Every
 * result is parsed with json5, as OpenClaw will, before anybody may write it. What an `$include` brings in is
 * neither read nor changed: we only say where one stands.
 */
import JSON5 from "json5";
import { insertMember, removeMember, undoInsertion } from "./json5-layout.ts";
import {
  findMember,
  objectsAlong,
  parseTree,
  valueOf,
  type ConfigTree,
  type Member,
  type ObjectNode,
} from "./json5-tokens.ts";
import { isObject, isSame, valueAt, withValueAt, type Json } from "./json5-values.ts";
import { applyEdits, difference, type Edit } from "./edit.ts";
import { SESSION_KEY_VARIABLE } from "./precedence.ts";

/** The names that lead from the root to the object of the variable, and to the variable. */
const VARS = ["env", "vars"];
const PATH = [...VARS, SESSION_KEY_VARIABLE];

/** Line and column count from 1. */
interface Position {
  line: number;
  column: number;
}

type ConfigProblem =
  /** Not JSON5. */
  | ({ code: "config_unparsable" } & Position)
  | { code: "config_root_not_object" }
  | { code: "config_env_not_object" }
  | { code: "config_vars_not_object" }
  /** In `env` or `env.vars` stands an `$include`. */
  | ({ code: "config_included" } & Position)
  /** Valid for OpenClaw, but our parser can't place an edit in it safely. */
  | { code: "config_unsupported" };

type Refusal = { ok: false } & ConfigProblem;

export type ConfigEdits = { ok: true; edits: Edit[] } | Refusal;

/** An `$include` that may bring the variable in. */
interface Include extends Position {
  /** Its text where that names one file, and no other `$include` counts. */
  file: string | undefined;
}

export interface ConfigValues {
  ok: true;
  /** Under `env.vars`: it wins over all that is included. */
  vars: string | undefined;
  /** Directly under `env`, where OpenClaw reads it as well. */
  flat: string | undefined;
  include: Include | undefined;
}

/** What `openclaw.json` is where there was none: OpenClaw fills in the rest by itself. */
export function newConfig(value: string): string {
  return `${JSON.stringify({ env: { vars: { [SESSION_KEY_VARIABLE]: value } } }, null, 2)}\n`;
}

export function readFromConfig(text: string): ConfigValues | Refusal {
  const parsed = parseAsOpenClaw(text);
  if (!parsed.ok) return parsed;
  const { root } = parsed;
  const [env, vars] = [valueAt(root, ["env"]), valueAt(root, VARS)];
  return {
    ok: true,
    vars: variableIn(vars),
    flat: variableIn(env),
    include: includeIn(text, [root, env, vars]),
  };
}

/** OpenClaw trims the names of variables, and of several that are the same then takes the last. */
function variableIn(object: unknown): string | undefined {
  if (!isObject(object)) return undefined;
  const values = Object.entries(object).filter(([name]) => isVariable(name));
  return values.map(([, value]) => value).findLast((value) => typeof value === "string");
}

const isVariable = (name: string): boolean => name.trim() === SESSION_KEY_VARIABLE;

/** @param values of the root, `env` and `env.vars`: what is no object there hides all that is included */
function includeIn(text: string, values: unknown[]): Include | undefined {
  const objects = values.filter(isObject);
  if (objects.length < values.filter((value) => value !== undefined).length) return undefined;
  if (!objects.some((object) => Object.hasOwn(object, "$include"))) return undefined;
  const tree = parseTree(text);
  const includes = tree ? includesIn(objectsAlong(tree, VARS).objects) : [];
  const target = includes.length === 1 ? valueOf(text, includes[0]!) : undefined;
  return {
    ...positionAt(text, includes.at(-1)?.nameRange[0] ?? 0),
    file: typeof target === "string" ? target : undefined,
  };
}

const includesIn = (objects: readonly ObjectNode[]): Member[] =>
  objects.flatMap((object) => findMember(object, "$include") ?? []);

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** Edits after which the variable is `value`; none where it already is. */
export function setInConfig(text: string, value: string): ConfigEdits {
  const spot = locate(text);
  if (!spot.ok) return spot;
  const { tree, objects, member, env } = spot;
  if (valueAt(env, PATH.slice(1)) === value) return nothingToDo(text);
  const edits = member
    ? [replaceValue(text, member, value)]
    : insertMember(tree, objects.at(-1)!, PATH.slice(objects.length - 1), value);
  return confirm(spot, edits, value);
}

/**
 * Edits after which the key is gone. Where the text is what `setInConfig` made, they lead back to the bytes
 * before it, `env` and `vars` that it had added included; else the members alone go, duplicates too.
 */
export function removeFromConfig(text: string): ConfigEdits {
  const first = removeLast(text);
  if (!first.ok || first.edits.length === 0) return first;
  const after = applyEdits(text, first.edits);
  const rest = removeFromConfig(after);
  if (!rest.ok || rest.edits.length === 0) return rest.ok ? first : rest;
  return { ok: true, edits: [difference(text, applyEdits(after, rest.edits))] };
}

/** The last member of the name is the one that counts. */
function removeLast(text: string): ConfigEdits {
  const spot = locate(text);
  if (!spot.ok) return spot;
  const { tree, objects, member, env } = spot;
  if (!member) return nothingToDo(text);
  const value = valueAt(env, PATH.slice(1));
  if (typeof value === "string" && value !== "") {
    if (text === newConfig(value)) return { ok: true, edits: [difference(text, "{}\n")] };
    const inverse = possibleInsertions(tree, objects).find((edits) => isUndoneBy(text, edits, value));
    if (inverse) return { ok: true, edits: inverse };
  }
  const vars = objects.at(-1)!;
  const earlier = vars.members.findLast((other) => other !== member && other.name === SESSION_KEY_VARIABLE);
  // An earlier duplicate comes to light when the last one goes; the caller removes again.
  return confirm(spot, removeMember(tree, vars, member), earlier && valueOf(text, earlier));
}

/** What `setInConfig` may have added: `env` or `vars` with all that is in it, or the member alone. */
function possibleInsertions(tree: ConfigTree, objects: ObjectNode[]): Edit[][] {
  return PATH.flatMap((name, i) => {
    const heldNothingElse = objects.slice(i + 1).every(({ members }) => members.length === 1);
    return heldNothingElse ? undoInsertion(tree, objects[i]!, name) : [];
  });
}

/** Does `setInConfig`, applied to the text without the candidate, lead back to exactly this text? */
function isUndoneBy(text: string, edits: Edit[], value: string): boolean {
  const before = applyEdits(text, edits);
  const again = setInConfig(before, value);
  return again.ok && applyEdits(before, again.edits) === text && parseAsOpenClaw(before).ok;
}

/** Where an edit goes. */
interface Spot {
  ok: true;
  tree: ConfigTree;
  /** The root, `env` and `env.vars`, as far as they stand in the text. */
  objects: ObjectNode[];
  /** The variable's own; where all of these objects stand there. */
  member: Member | undefined;
  /** The value of `env`: no other part of the text is parsed for it. */
  env: unknown;
}

function locate(text: string): Spot | Refusal {
  const tree = parseTree(text);
  if (!tree) return refuse(text, { code: "config_unsupported" });
  const { objects, obstacle } = objectsAlong(tree, VARS);
  if (obstacle !== undefined)
    return refuse(text, { code: obstacle === "env" ? "config_env_not_object" : "config_vars_not_object" });
  const [root, ...inner] = objects as [ObjectNode, ...ObjectNode[]];
  // One at the root may stay: an `env` beside it wins.
  const include = includesIn(inner).at(-1);
  if (include) return refuse(text, { code: "config_included", ...positionAt(text, include.nameRange[0]) });
  const vars = inner[1];
  // Spelled with white space around it, it would win over ours or be hidden by it: nobody means that.
  if (vars?.members.some(({ name }) => name !== SESSION_KEY_VARIABLE && isVariable(name)))
    return refuse(text, { code: "config_unsupported" });
  const envMember = findMember(root, "env");
  const env = envMember && valueOf(text, envMember);
  if (envMember && env === undefined) return refuse(text, { code: "config_unsupported" });
  return { ok: true, tree, objects, member: vars && findMember(vars, SESSION_KEY_VARIABLE), env };
}

/** What json5 has to say of the text comes first: with a broken file, the place where it is broken. */
function refuse(text: string, problem: ConfigProblem): Refusal {
  const parsed = parseAsOpenClaw(text);
  return parsed.ok ? { ok: false, ...problem } : parsed;
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
function confirm({ tree: { text, root }, env }: Spot, edits: Edit[], wanted: unknown): ConfigEdits {
  const after = parseAsOpenClaw(applyEdits(text, edits));
  if (!after.ok) return refuse(text, { code: "config_unsupported" });
  const wantedEnv = withValueAt(env, PATH.slice(1), wanted);
  const names = new Set(root.members.map(({ name }) => name));
  if (wantedEnv === undefined) names.delete("env");
  else names.add("env");
  const sameNames =
    Object.keys(after.root).length === names.size &&
    [...names].every((name) => Object.hasOwn(after.root, name));
  const right = sameNames && isSame(after.root["env"], wantedEnv);
  return right ? { ok: true, edits } : { ok: false, code: "config_unsupported" };
}
