/**
 * The text of `openclaw.json`: find, set and remove `CLAUDE_AI_SESSION_KEY` by edits that touch nothing else. Every
 * result is parsed with json5, as OpenClaw will, before anybody may write it. What an `$include` brings in is
 * neither read nor changed: we only say where one stands.
 */
import JSON5 from "json5";
import { failure, type Failure, type FailureCode, type Result } from "../messages/failures.ts";
import type { Detail } from "../messages/messages.ts";
import { applyEdits } from "./edit.ts";
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
import { SESSION_KEY_VARIABLE } from "./precedence.ts";
import { isObject, isSame, valueAt, withValueAt, type Json } from "./values.ts";

/** The names that lead from the root to the object of the variable, and to the variable, from the root and from env. */
const VARS = ["env", "vars"];
const PATH = [...VARS, SESSION_KEY_VARIABLE];
const PATH_IN_ENV = PATH.slice(1);

/** Line and column count from 1. */
interface Position {
  line: number;
  column: number;
}

/** An `$include` that may bring the variable in. */
interface Include extends Position {
  /** Its text where that names one file, and no other `$include` counts. */
  file: string | undefined;
}

export interface ConfigValues {
  /** Under `env.vars`: it wins over all that is included. */
  vars: string | undefined;
  /** Directly under `env`, where OpenClaw reads it as well. */
  flat: string | undefined;
  include: Include | undefined;
  /** Where the gateway is, `local` or `remote`; whatever stands there. */
  gatewayMode: unknown;
}

/** What `openclaw.json` is where there was none: OpenClaw fills in the rest by itself. */
export function newConfig(value: string): string {
  return `${JSON.stringify({ env: { vars: { [SESSION_KEY_VARIABLE]: value } } }, null, 2)}\n`;
}

/** Fails where OpenClaw could not read the text: `config_unparsable`, `config_root_not_object`. */
export function readFromConfig(text: string): Result<ConfigValues> {
  const parsed = parseAsOpenClaw(text);
  if (!parsed.ok) return parsed;
  const { root } = parsed;
  const [env, vars] = [valueAt(root, ["env"]), valueAt(root, VARS)];
  return {
    ok: true,
    vars: variableIn(vars),
    flat: variableIn(env),
    include: includeIn(text, [root, env, vars]),
    gatewayMode: valueAt(root, ["gateway", "mode"]),
  };
}

/**
 * The text in which the variable is `value`.
 *
 * Fails as `readFromConfig` does, with `config_env_not_object`, `config_vars_not_object`, `config_included` where an
 * `$include` stands in one of the two, and `config_unsupported` where no edit can be placed safely.
 */
export function setInConfig(text: string, value: string): Result<{ text: string }> {
  const spot = locate(text);
  return spot.ok ? confirm(spot, withVariable(spot, value), value) : spot;
}

/**
 * The text without the variable, duplicates too. Where it is what `setInConfig` made: the bytes before that, without
 * the `env` and `vars` that it had added; else the members alone go. Fails as `setInConfig` does.
 */
export function removeFromConfig(text: string): Result<{ text: string }> {
  const first = locate(text);
  if (!first.ok) return first;
  let after = text;
  // An earlier duplicate comes to light when the last one goes.
  for (let spot: Spot | Failure = first; spot.ok && spot.member; spot = locate(after))
    after = undo(spot) ?? applyEdits(after, removeMember(spot.tree, spot.objects.at(-1)!, spot.member));
  return confirm(first, after, undefined);
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
  const targets = objects.flatMap((object) =>
    Object.hasOwn(object, "$include") ? [object["$include"]] : [],
  );
  if (targets.length === 0) return undefined;
  const tree = parseTree(text);
  const last = tree && includesIn(objectsAlong(tree, VARS).objects).at(-1);
  const file = targets.length === 1 && typeof targets[0] === "string" ? targets[0] : undefined;
  return { ...positionAt(text, last?.nameRange[0] ?? 0), file };
}

const includesIn = (objects: readonly ObjectNode[]): Member[] =>
  objects.flatMap((object) => findMember(object, "$include") ?? []);

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** Where an edit goes. */
interface Spot {
  ok: true;
  tree: ConfigTree;
  /** The root, `env` and `env.vars`, as far as they stand in the text. */
  objects: ObjectNode[];
  /** The variable's own, where all of these objects stand there. The last of its name is the one that counts. */
  member: Member | undefined;
  /** The value of `env`: no other part of the text is parsed before the edit, for a config may be large. */
  env: unknown;
}

function locate(text: string): Spot | Failure {
  const tree = parseTree(text);
  if (!tree) return refuse(text, "config_unsupported");
  const { objects, obstacle } = objectsAlong(tree, VARS);
  if (obstacle !== undefined)
    return refuse(text, obstacle === "env" ? "config_env_not_object" : "config_vars_not_object");
  const [root, ...inner] = objects as [ObjectNode, ...ObjectNode[]];
  // One at the root may stay: an `env` beside it wins.
  const include = includesIn(inner).at(-1);
  if (include) return refuse(text, "config_included", { ...positionAt(text, include.nameRange[0]) });
  const vars = inner[1];
  // Spelled with white space around it, it would win over ours or be hidden by it: nobody means that.
  if (vars?.members.some(({ name }) => name !== SESSION_KEY_VARIABLE && isVariable(name)))
    return refuse(text, "config_unsupported");
  const envMember = findMember(root, "env");
  const env = envMember && valueOf(text, envMember);
  if (envMember && env === undefined) return refuse(text, "config_unsupported");
  return { ok: true, tree, objects, member: vars && findMember(vars, SESSION_KEY_VARIABLE), env };
}

/** What json5 has to say of the text comes first: with a broken file, the place where it is broken. */
function refuse(text: string, code: FailureCode, detail?: Detail): Failure {
  const parsed = parseAsOpenClaw(text);
  return parsed.ok ? failure(code, detail) : parsed;
}

function parseAsOpenClaw(text: string): Result<{ root: Json }> {
  try {
    const root: unknown = JSON5.parse(text);
    return isObject(root) ? { ok: true, root } : failure("config_root_not_object");
  } catch (error) {
    const { lineNumber, columnNumber } = error as { lineNumber?: number; columnNumber?: number };
    return failure("config_unparsable", { line: lineNumber ?? 1, column: columnNumber ?? 1 });
  }
}

function withVariable({ tree, objects, member, env }: Spot, value: string): string {
  const { text } = tree;
  if (valueAt(env, PATH_IN_ENV) === value) return text;
  if (!member)
    return applyEdits(text, insertMember(tree, objects.at(-1)!, PATH.slice(objects.length - 1), value));
  const [start, end] = member.value.range;
  const quote = text[start] === "'" ? "'" : '"';
  return applyEdits(text, [{ start, end, replacement: quote + value + quote }]);
}

/** The text from which `setInConfig` would lead back to exactly this one, if there is one. */
function undo({ tree, objects, env }: Spot): string | undefined {
  const { text } = tree;
  const value = valueAt(env, PATH_IN_ENV);
  if (typeof value !== "string" || value === "") return undefined;
  if (text === newConfig(value)) return "{}\n";
  // It may have added `env` or `vars` with all that is in it, or the member alone.
  const candidates = PATH.flatMap((name, i) => {
    const heldNothingElse = objects.slice(i + 1).every(({ members }) => members.length === 1);
    return heldNothingElse ? undoInsertion(tree, objects[i]!, name) : [];
  });
  return candidates
    .map((edits) => applyEdits(text, edits))
    .find((before) => {
      const again = setInConfig(before, value);
      return again.ok && again.text === text;
    });
}

/**
 * Hands the new text on only where json5 reads it as wanted: the variable with that value, or gone where none is
 * wanted, `env` around it as it was, and at the root the same names as before, whose values no edit has touched.
 */
function confirm({ tree, env }: Spot, text: string, wanted: string | undefined): Result<{ text: string }> {
  const after = parseAsOpenClaw(text);
  if (!after.ok) return refuse(tree.text, "config_unsupported");
  const { root } = after;
  // Without the variable there may be no `env` and `vars`: both are compared as if it stood there.
  const around = (value: unknown) => withValueAt(value, PATH_IN_ENV, null);
  const namesWith = (names: string[]) => [...new Set([...names, "env"])].toSorted();
  const isRight =
    valueAt(root, PATH) === wanted &&
    isSame(around(root["env"]), around(env)) &&
    isSame(namesWith(Object.keys(root)), namesWith(tree.root.members.map(({ name }) => name)));
  return isRight ? { ok: true, text } : failure("config_unsupported");
}
