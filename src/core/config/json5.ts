/**
 * The text of `openclaw.json`: find, set and remove `CLAUDE_AI_SESSION_KEY` by edits that touch nothing else. json5
 * parses it first, as OpenClaw will, and every result as well: in all of it but the variable the two must be the
 * same. What an `$include` brings in is neither read nor changed: we only say where one stands.
 */
import JSON5 from "json5";
import { failure, type Failure, type Result } from "../messages/failures.ts";
import type { Foreign } from "../messages/messages.ts";
import { applyEdits, type Edit } from "./edit.ts";
import { foreignIn, isOurs, takenBy, type MayGo, type Replaceable } from "./foreign.ts";
import { insertMember, removeMembers, undoInsertion } from "./json5-layout.ts";
import {
  everyObjectAt,
  findMember,
  isTooDense,
  objectsAlong,
  parseTree,
  withoutLast,
  type ConfigTree,
  type Member,
  type ObjectNode,
} from "./json5-tokens.ts";
import { SESSION_KEY_VARIABLE } from "./precedence.ts";
import { isObject, isSame, valueAt, type Json } from "./values.ts";

/** The names that lead to the object of the variable, to the variable, and to where OpenClaw's old configs have it. */
const VARS = ["env", "vars"];
const IN_VARS = [...VARS, SESSION_KEY_VARIABLE];
const IN_ENV = ["env", SESSION_KEY_VARIABLE];

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
  /** Directly under `env`, where OpenClaw reads it as well, and from where a starting gateway moves it. */
  flat: string | undefined;
  include: Include | undefined;
  /** Why `setInConfig` would fail. */
  problem: Failure | null;
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
  const tree = parseTree(text);
  const spot = locateIn(text, root, tree);
  return {
    ok: true,
    vars: variableIn(vars),
    flat: variableIn(env),
    include: includeIn([root, env, vars], tree),
    gatewayMode: valueAt(root, ["gateway", "mode"]),
    problem: spot.ok ? takenIn(spot, undefined) : spot,
  };
}

/**
 * The text in which the variable is `value`. It stands under `env.vars` then, and nowhere else: some versions of
 * OpenClaw let one directly under `env` win.
 *
 * Fails as `readFromConfig` does, with `config_env_not_object`, `config_vars_not_object`, `config_included` where an
 * `$include` stands in one of the two, `key_place_taken` where something else does, and `config_unsupported` where no
 * edit can be placed safely.
 */
export function setInConfig(
  text: string,
  value: string,
  replaceable?: Replaceable,
): Result<{ text: string }> {
  const spot = locate(text);
  if (!spot.ok) return spot;
  const { root, tree } = spot;
  const taken = takenIn(spot, replaceable);
  if (taken) return taken;
  const isFlat = valueAt(root, IN_ENV) !== undefined;
  if (valueAt(root, IN_VARS) === value && !isFlat) return { ok: true, text };
  const place = isFlat ? parseTree(withoutFlat(spot)) : tree;
  if (!place) return failure("config_unsupported");
  return confirm(root, withVariable(place, value), ([vars, flat]) => vars === value && flat === undefined);
}

/**
 * The text without the variable, duplicates too. Where it is what `setInConfig` made: the bytes before that, without
 * the `env` and `vars` that it had added; else the members alone go. Fails as `setInConfig` does.
 * @param mayGo asked of each value, those included that a later one hides
 * @returns `holds`: what is no session key, and was left where it stands
 */
export function removeFromConfig(
  text: string,
  mayGo: MayGo = isOurs,
): Result<{ text: string; holds: Foreign | undefined }> {
  const spot = locate(text);
  if (!spot.ok) return spot;
  let holds: Foreign | undefined;
  const after = undo(spot, mayGo) ?? withoutVariable(spot.tree, mayGo);
  const done = confirm(spot.root, after, (left) => {
    holds = left.map(foreignIn).find((found) => found !== undefined);
    return left.every((value) => value === undefined || !mayGo(value));
  });
  return done.ok ? { ...done, holds } : done;
}

/** OpenClaw trims the names of variables, and of several that are the same then takes the last. */
function variableIn(object: unknown): string | undefined {
  if (!isObject(object)) return undefined;
  const values = Object.keys(object)
    .filter(isVariable)
    .map((name) => object[name]);
  return values.findLast((value) => typeof value === "string");
}

const isVariable = (name: string): boolean => name.trim() === SESSION_KEY_VARIABLE;

/** @param values of the root, `env` and `env.vars`: what is no object there hides all that is included */
function includeIn(values: unknown[], tree: ConfigTree | undefined): Include | undefined {
  const objects = values.filter(isObject);
  if (objects.length < values.filter((value) => value !== undefined).length) return undefined;
  const targets = objects.flatMap((object) =>
    Object.hasOwn(object, "$include") ? [object["$include"]] : [],
  );
  if (targets.length === 0 || !tree) return undefined;
  const last = includesIn(objectsAlong(tree, VARS)).at(-1);
  const file = targets.length === 1 && typeof targets[0] === "string" ? targets[0] : undefined;
  return { ...positionAt(tree.text, last?.start ?? 0), file };
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
  /** As json5 reads it. */
  root: Json;
  tree: ConfigTree;
  /** The root, `env` and `env.vars`, as far as they stand in the text. */
  objects: ObjectNode[];
}

function locate(text: string): Spot | Failure {
  const parsed = parseAsOpenClaw(text);
  return parsed.ok ? locateIn(text, parsed.root, parseTree(text)) : parsed;
}

function locateIn(text: string, root: Json, tree: ConfigTree | undefined): Spot | Failure {
  const [env, vars] = [valueAt(root, ["env"]), valueAt(root, VARS)];
  if (env !== undefined && !isObject(env)) return failure("config_env_not_object");
  if (vars !== undefined && !isObject(vars)) return failure("config_vars_not_object");
  if (!tree) return failure("config_unsupported");
  const objects = objectsAlong(tree, VARS);
  // One at the root may stay: an `env` beside it wins.
  const include = includesIn(objects.slice(1)).at(-1);
  if (include) return failure("config_included", { ...positionAt(text, include.start) });
  // Spelled with white space around it, it would win over ours or be hidden by it: nobody means that.
  const isPadded = (name: string) => name !== SESSION_KEY_VARIABLE && isVariable(name);
  if ([env, vars].some((object) => Object.keys(object ?? {}).some(isPadded)))
    return failure("config_unsupported");
  return { ok: true, root, tree, objects };
}

/** All that stand under `env` go, those included that a later one hides. */
function takenIn({ root, tree: { text }, objects: [, env] }: Spot, replaceable: Replaceable): Failure | null {
  const flat = env ? variablesIn(env).map((member) => valueOf(text, member)) : [];
  return takenBy([valueAt(root, IN_VARS), ...flat], replaceable);
}

function parseAsOpenClaw(text: string): Result<{ root: Json }> {
  if (isTooDense(text)) return failure("config_unsupported");
  try {
    const root = parse(text);
    return isObject(root) ? { ok: true, root } : failure("config_root_not_object");
  } catch (error) {
    const { lineNumber, columnNumber } = error as { lineNumber?: number; columnNumber?: number };
    return failure("config_unparsable", { line: lineNumber ?? 1, column: columnNumber ?? 1 });
  }
}

/** json5 warns of each U+2028 in a string, on the user's terminal, and of a million too. */
function parse(text: string): unknown {
  const { warn } = console;
  try {
    Object.assign(console, { warn: () => {} });
    return JSON5.parse(text);
  } finally {
    Object.assign(console, { warn });
  }
}

/** Replaces the value that counts, or adds the variable with the objects that it lacks. */
function withVariable(tree: ConfigTree, value: string): string {
  const { text } = tree;
  const objects = objectsAlong(tree, VARS);
  const member = objects[2] && findMember(objects[2], SESSION_KEY_VARIABLE);
  if (!member)
    return applyEdits(text, insertMember(tree, objects.at(-1)!, IN_VARS.slice(objects.length - 1), value));
  const { valueStart: start, end } = member;
  const quote = text[start] === "'" ? "'" : '"';
  return applyEdits(text, [{ start, end, replacement: quote + value + quote }]);
}

function withoutFlat({ tree: { text }, objects: [, env] }: Spot): string {
  return env
    ? applyEdits(
        text,
        editsToRemove(text, env, () => true),
      )
    : text;
}

/** What stays comes to light where a later one hid it. */
function withoutVariable(tree: ConfigTree, mayGo: MayGo): string {
  const { text } = tree;
  return applyEdits(
    text,
    placesIn(tree).flatMap((object) => editsToRemove(text, object, mayGo)),
  );
}

/** Every object with the variable in it, those included that json5 passes over for a later one. */
const placesIn = (tree: ConfigTree): ObjectNode[] =>
  [...everyObjectAt(tree, VARS), ...everyObjectAt(tree, ["env"])].filter(
    (object) => variablesIn(object).length > 0,
  );

const variablesIn = ({ members }: ObjectNode): Member[] =>
  members.filter(({ name }) => name === SESSION_KEY_VARIABLE);

const valueOf = (text: string, { valueStart, end }: Member): unknown => parse(text.slice(valueStart, end));

function editsToRemove(text: string, object: ObjectNode, mayGo: MayGo): Edit[] {
  const gone = variablesIn(object).filter((member) => mayGo(valueOf(text, member)));
  return removeMembers(text, object, new Set(gone));
}

/** The text from which `setInConfig` would lead back to exactly this one, if there is one. */
function undo({ root, tree, objects }: Spot, mayGo: MayGo): string | undefined {
  const { text } = tree;
  const value = valueAt(root, IN_VARS);
  if (typeof value !== "string" || value.trim() === "" || !mayGo(value)) return undefined;
  // `setInConfig` makes no second one.
  if (placesIn(tree).flatMap(variablesIn).length > 1) return undefined;
  if (text === newConfig(value)) return "{}\n";
  // It may have added `env` or `vars` with all that is in it, or the member alone.
  for (const [i, name] of IN_VARS.entries()) {
    const [object, ...inner] = objects.slice(i) as [ObjectNode, ...ObjectNode[]];
    if (inner.some(({ members }) => members.length !== 1)) continue;
    for (const edits of undoInsertion(tree, object, name)) {
      const before = applyEdits(text, edits);
      const place = withoutLast(before, object);
      const example = i === 0 ? place : tree.root;
      const again = insertMember({ text: before, root: example }, place, IN_VARS.slice(i), value);
      if (!findMember(place, name) && applyEdits(before, again) === text) return before;
    }
  }
  return undefined;
}

/**
 * Hands the text on only where json5 reads it as it read the one before, but for the variable.
 * @param before is not to be used any more
 */
function confirm(
  before: Json,
  text: string,
  isRight: (variable: unknown[]) => boolean,
): Result<{ text: string }> {
  const after = parseAsOpenClaw(text);
  if (!after.ok || !isRight(takeOut(after.root))) return failure("config_unsupported");
  takeOut(before);
  return isSame(after.root, before) ? { ok: true, text } : failure("config_unsupported");
}

/**
 * Takes the variable out of what json5 has made: a copy of a large config costs too much.
 * @returns what stood in both of its places. `env` and `env.vars` are there then, for it may have come and gone with them
 */
function takeOut(root: Json): unknown[] {
  const env = (root["env"] ??= {}) as Json;
  const vars = (env["vars"] ??= {}) as Json;
  const found = [vars[SESSION_KEY_VARIABLE], env[SESSION_KEY_VARIABLE]];
  delete vars[SESSION_KEY_VARIABLE];
  delete env[SESSION_KEY_VARIABLE];
  return found;
}
