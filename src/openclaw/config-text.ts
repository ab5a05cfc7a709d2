/**
 * `openclaw.json` as text: find, set and remove `env.vars.CLAUDE_AI_SESSION_KEY` by edits that touch nothing
 * else. Every result is parsed again with json5, as OpenClaw will, before anybody may write it.
 */
import JSON5 from "json5";
import { insertMember, removeMember, undoInsertion } from "./config-layout.ts";
import { findMember, memberName, parseTree, type ConfigTree, type ObjectNode } from "./config-tree.ts";
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

export type ConfigEdits = { ok: true; edits: Edit[] } | ({ ok: false } & ConfigProblem);

export type ConfigValues =
  | { ok: true; vars: string | undefined; flat: string | undefined }
  | ({ ok: false } & ConfigProblem);

/** What `openclaw.json` is where there was none: OpenClaw fills in the rest by itself. */
export function newConfig(value: string): string {
  return `${JSON.stringify({ env: { vars: { [SESSION_KEY_VARIABLE]: value } } }, null, 2)}\n`;
}

type Json = { [key: string]: unknown };

/** The values OpenClaw would find: under `env.vars`, and directly under `env`, which it reads as well. */
export function readFromConfig(text: string): ConfigValues {
  const parsed = parseAsOpenClaw(text);
  if (!parsed.ok) return parsed;
  const env = isObject(parsed.root["env"]) ? parsed.root["env"] : {};
  const vars = isObject(env["vars"]) ? env["vars"] : {};
  return { ok: true, vars: stringIn(vars), flat: stringIn(env) };
}

/** Edits after which `env.vars.CLAUDE_AI_SESSION_KEY` is `value`; none where it already is. */
export function setInConfig(text: string, value: string): ConfigEdits {
  const parsed = parseAsOpenClaw(text);
  if (!parsed.ok) return parsed;
  const place = locate(text);
  if (!place.ok) return place;
  const { tree, env, vars } = place;
  const member = vars && findMember(vars, SESSION_KEY_VARIABLE);
  if (member?.value.type === "String" && member.value.value === value) return { ok: true, edits: [] };

  const edits = member
    ? [replaceValue(tree, member.value.range, value)]
    : insertMember(
        tree,
        vars ?? env ?? tree.root,
        [...(vars ? [] : env ? ["vars"] : ["env", "vars"]), SESSION_KEY_VARIABLE],
        value,
      );
  return confirm(text, edits, withKey(parsed.root, value));
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
  const parsed = parseAsOpenClaw(text);
  if (!parsed.ok) return parsed;
  const place = locate(text);
  if (!place.ok) return place;
  const { tree, env, vars } = place;
  const member = vars && findMember(vars, SESSION_KEY_VARIABLE);
  if (!env || !member) return { ok: true, edits: [] };

  const value = member.value.type === "String" ? member.value.value : undefined;
  if (value && text === newConfig(value)) return { ok: true, edits: [difference(text, "{}\n")] };
  const candidates = [
    ...undoInsertion(tree, tree.root, "env"),
    ...undoInsertion(tree, env, "vars"),
    ...undoInsertion(tree, vars, SESSION_KEY_VARIABLE),
  ];
  const inverse = value && candidates.find((edits) => isUndoneBy(text, edits, value));
  if (inverse) return { ok: true, edits: inverse };
  return confirm(text, removeMember(tree, vars, member), withoutKey(parsed.root, text, vars));
}

/** Does `setInConfig`, applied to the text without the candidate, lead back to exactly this text? */
function isUndoneBy(text: string, edits: Edit[], value: string): boolean {
  const before = applyEdits(text, edits);
  const again = setInConfig(before, value);
  return again.ok && applyEdits(before, again.edits) === text;
}

type Place =
  | { ok: true; tree: ConfigTree; env: ObjectNode | undefined; vars: ObjectNode | undefined }
  | ({ ok: false } & ConfigProblem);

function locate(text: string): Place {
  const tree = parseTree(text);
  if (!tree) return { ok: false, code: "config_unsupported" };
  const env = findMember(tree.root, "env")?.value;
  if (!env) return { ok: true, tree, env: undefined, vars: undefined };
  if (env.type !== "Object") return { ok: false, code: "config_env_not_object" };
  const vars = findMember(env, "vars")?.value;
  if (findMember(env, "$include")) return { ok: false, code: "config_included" };
  if (!vars) return { ok: true, tree, env, vars: undefined };
  if (vars.type !== "Object") return { ok: false, code: "config_vars_not_object" };
  if (findMember(vars, "$include")) return { ok: false, code: "config_included" };
  return { ok: true, tree, env, vars };
}

function parseAsOpenClaw(text: string): { ok: true; root: Json } | ({ ok: false } & ConfigProblem) {
  let root: unknown;
  try {
    root = JSON5.parse(text);
  } catch (error) {
    const { lineNumber, columnNumber } = error as { lineNumber?: number; columnNumber?: number };
    return { ok: false, code: "config_unparsable", line: lineNumber ?? 1, column: columnNumber ?? 1 };
  }
  return isObject(root) ? { ok: true, root } : { ok: false, code: "config_root_not_object" };
}

function replaceValue(tree: ConfigTree, [start, end]: readonly [number, number], value: string): Edit {
  const old = tree.text[start];
  const quote = old === "'" || old === '"' ? old : '"';
  return { offset: start, length: end - start, replacement: quote + value + quote };
}

/** Hands the edits on only where json5 sees the one wanted change and no other. */
function confirm(text: string, edits: Edit[], expected: Json): ConfigEdits {
  const after = parseAsOpenClaw(applyEdits(text, edits));
  const right = after.ok && isSame(after.root, expected);
  return right ? { ok: true, edits } : { ok: false, code: "config_unsupported" };
}

function withKey(root: Json, value: string): Json {
  const env = isObject(root["env"]) ? root["env"] : {};
  const vars = isObject(env["vars"]) ? env["vars"] : {};
  return { ...root, env: { ...env, vars: { ...vars, [SESSION_KEY_VARIABLE]: value } } };
}

/** An earlier duplicate of the key comes to light when the last one goes; the caller removes again. */
function withoutKey(root: Json, text: string, vars: ObjectNode): Json {
  const env = root["env"] as Json;
  const { [SESSION_KEY_VARIABLE]: _, ...rest } = env["vars"] as Json;
  const earlier = vars.members.filter((member) => memberName(member) === SESSION_KEY_VARIABLE).at(-2);
  if (earlier) rest[SESSION_KEY_VARIABLE] = JSON5.parse(text.slice(...earlier.value.range));
  return { ...root, env: { ...env, vars: rest } };
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

function stringIn(object: Json): string | undefined {
  const value = Object.hasOwn(object, SESSION_KEY_VARIABLE) ? object[SESSION_KEY_VARIABLE] : undefined;
  return typeof value === "string" ? value : undefined;
}
