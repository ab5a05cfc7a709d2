/**
 * `openclaw.json` as text: find, set and remove `env.vars.CLAUDE_AI_SESSION_KEY` by edits that touch nothing
 * else. Every result is parsed with json5, as OpenClaw will, before anybody may write it.
 */
import JSON5 from "json5";
import { insertMember, removeMember, undoInsertion } from "./config-layout.ts";
import {
  findMember,
  objectOf,
  parseTree,
  type ConfigTree,
  type Member,
  type ObjectNode,
} from "./config-tree.ts";
import { applyEdits, difference, type Edit } from "./edit.ts";
import { SESSION_KEY_VARIABLE } from "./variable.ts";

type ConfigProblem =
  /** Not JSON5. Line and column count from 1. */
  | { code: "config_unparsable"; line: number; column: number }
  | { code: "config_root_not_object" }
  | { code: "config_env_not_object" }
  | { code: "config_vars_not_object" }
  /** `$include` stands under `env` or `env.vars`: another file owns the key. */
  | { code: "config_included" }
  /** Valid for OpenClaw, but our parser can't place an edit in it safely. */
  | { code: "config_unsupported" };

type Refusal = { ok: false } & ConfigProblem;

export type ConfigEdits = { ok: true; edits: Edit[] } | Refusal;

export type ConfigValues = { ok: true; vars: string | undefined; flat: string | undefined } | Refusal;

type Json = { [key: string]: unknown };

/** What `openclaw.json` is where there was none: OpenClaw fills in the rest by itself. */
export function newConfig(value: string): string {
  return `${JSON.stringify({ env: { vars: { [SESSION_KEY_VARIABLE]: value } } }, null, 2)}\n`;
}

/** The values OpenClaw would find: under `env.vars`, and directly under `env`, which it reads as well. */
export function readFromConfig(text: string): ConfigValues {
  const parsed = parseAsOpenClaw(text);
  if (!parsed.ok) return parsed;
  const env = asObject(parsed.root["env"]);
  return { ok: true, vars: stringIn(asObject(env["vars"])), flat: stringIn(env) };
}

/** Edits after which `env.vars.CLAUDE_AI_SESSION_KEY` is `value`; none where it already is. */
export function setInConfig(text: string, value: string): ConfigEdits {
  const place = locate(text);
  if (!place.ok) return place;
  const { tree, env, vars, member } = place;
  const before = JSON5.parse<Json>(env ? text.slice(...env.range) : "{}");
  if (asObject(before["vars"])[SESSION_KEY_VARIABLE] === value) {
    const read = readFromConfig(text);
    return read.ok ? { ok: true, edits: [] } : read;
  }
  const missing = [...(env ? [] : ["env"]), ...(vars ? [] : ["vars"]), SESSION_KEY_VARIABLE];
  const edits = member
    ? [replaceValue(text, member, value)]
    : insertMember(tree, vars ?? env ?? tree.root, missing, value);
  const after = { ...before, vars: { ...asObject(before["vars"]), [SESSION_KEY_VARIABLE]: value } };
  return confirm(tree, edits, after);
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
  const place = locate(text);
  if (!place.ok) return place;
  const { tree, env, vars, member } = place;
  if (!env || !vars || !member) {
    const read = readFromConfig(text);
    return read.ok ? { ok: true, edits: [] } : read;
  }
  const before = JSON5.parse<Json>(text.slice(...env.range));
  const value = stringIn(asObject(before["vars"]));
  if (value && text === newConfig(value)) return { ok: true, edits: [difference(text, "{}\n")] };
  const inverse =
    value && possibleInsertions(tree, env, vars).find((edits) => isUndoneBy(text, edits, value));
  if (inverse) return { ok: true, edits: inverse };

  const { [SESSION_KEY_VARIABLE]: _, ...others } = asObject(before["vars"]);
  const earlier = vars.members.findLast((other) => other !== member && other.name === SESSION_KEY_VARIABLE);
  // An earlier duplicate comes to light when the last one goes; the caller removes again.
  if (earlier) others[SESSION_KEY_VARIABLE] = JSON5.parse(text.slice(...earlier.value.range));
  return confirm(tree, removeMember(tree, vars, member), { ...before, vars: others });
}

/** What `setInConfig` may have added: all of `env`, all of `vars`, or the member alone. */
function possibleInsertions(tree: ConfigTree, env: ObjectNode, vars: ObjectNode): Edit[][] {
  const [alone, aloneInEnv] = [vars.members.length === 1, env.members.length === 1];
  return [
    ...(alone && aloneInEnv ? undoInsertion(tree, tree.root, "env") : []),
    ...(alone ? undoInsertion(tree, env, "vars") : []),
    ...undoInsertion(tree, vars, SESSION_KEY_VARIABLE),
  ];
}

/** Does `setInConfig`, applied to the text without the candidate, lead back to exactly this text? */
function isUndoneBy(text: string, edits: Edit[], value: string): boolean {
  const before = applyEdits(text, edits);
  const again = setInConfig(before, value);
  return again.ok && applyEdits(before, again.edits) === text && parseAsOpenClaw(before).ok;
}

interface Place {
  ok: true;
  tree: ConfigTree;
  env: ObjectNode | undefined;
  vars: ObjectNode | undefined;
  member: Member | undefined;
}

function locate(text: string): Place | Refusal {
  const tree = parseTree(text);
  if (!tree) return refuse(text, "config_unsupported");
  const envMember = findMember(tree.root, "env");
  const env = envMember && objectOf(tree, envMember.value);
  if (envMember && !env) return refuse(text, "config_env_not_object");
  const varsMember = env && findMember(env, "vars");
  const vars = varsMember && objectOf(tree, varsMember.value);
  if (varsMember && !vars) return refuse(text, "config_vars_not_object");
  const included = [env, vars].some((object) => object && findMember(object, "$include"));
  if (included) return refuse(text, "config_included");
  if (env && !parses(text.slice(...env.range))) return refuse(text, "config_unsupported");
  return { ok: true, tree, env, vars, member: vars && findMember(vars, SESSION_KEY_VARIABLE) };
}

/** What json5 has to say of the text comes first: with a broken file, the place where it is broken. */
function refuse(text: string, code: Exclude<ConfigProblem["code"], "config_unparsable">): Refusal {
  const parsed = parseAsOpenClaw(text);
  return parsed.ok ? { ok: false, code } : parsed;
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

function parses(text: string): boolean {
  return parseAsOpenClaw(text).ok;
}

function replaceValue(text: string, { value: { range } }: Member, value: string): Edit {
  const [start, end] = range;
  const quote = text[start] === "'" ? "'" : '"';
  return { offset: start, length: end - start, replacement: quote + value + quote };
}

/**
 * Hands the edits on only where json5 reads the result as wanted: `env` as it was but for the key, and beside it
 * the same names as before, whose values no edit has touched.
 */
function confirm({ text, root }: ConfigTree, edits: Edit[], wantedEnv: Json): ConfigEdits {
  const after = parseAsOpenClaw(applyEdits(text, edits));
  if (!after.ok) return refuse(text, "config_unsupported");
  const names = new Set([...root.members.map(({ name }) => name), "env"]);
  const sameNames =
    Object.keys(after.root).length === names.size &&
    [...names].every((name) => Object.hasOwn(after.root, name));
  const right = sameNames && isSame(after.root["env"], wantedEnv);
  return right ? { ok: true, edits } : { ok: false, code: "config_unsupported" };
}

/** Equal in all that json5 can tell apart; the order of members means nothing to OpenClaw. */
function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

function stringIn(object: Json): string | undefined {
  const value = Object.hasOwn(object, SESSION_KEY_VARIABLE) ? object[SESSION_KEY_VARIABLE] : undefined;
  return typeof value === "string" ? value : undefined;
}
