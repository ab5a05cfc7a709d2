/** Configs in several files, in memory, and a plain reading of what OpenClaw makes of them. */
import fc from "fast-check";
import JSON5 from "json5";
import {
  readIncludes,
  type ConfigFile,
  type OpenInclude,
} from "../../../../src/core/config/include-graph.ts";

/** Text by name. `openclaw.json` includes the others by their names; those that begin with `/` lie outside its folder. */
export type Files = Readonly<Record<string, string>>;

export const CONFIG = "openclaw.json";

export function graphOf(files: Files): Promise<ConfigFile> {
  const open: OpenInclude = async (name) => {
    const text = files[name];
    return text === undefined ? null : { path: name, text, isInFolder: !name.startsWith("/") };
  };
  return readIncludes({ path: CONFIG, text: files[CONFIG]!, isInFolder: true }, open);
}

type Json = Record<string, unknown>;

/** The whole config, every `$include` replaced. Throws where one can't be. */
export function merged(files: Files, value: unknown = JSON5.parse(files[CONFIG]!)): unknown {
  if (Array.isArray(value)) return value.map((item) => merged(files, item));
  if (!isObject(value)) return value;
  const { $include, ...siblings } = value;
  const rest = Object.fromEntries(
    Object.entries(siblings).map(([name, item]) => [name, merged(files, item)]),
  );
  if (!Object.hasOwn(value, "$include")) return rest;
  const included = [$include].flat().map((name) => merged(files, JSON5.parse(files[String(name)]!)));
  return deepMerge(included.reduce(deepMerge), rest);
}

function deepMerge(base: unknown, override: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(override)) return [...base, ...override];
  if (!isObject(base) || !isObject(override)) return override;
  const result = { ...base };
  for (const [name, value] of Object.entries(override)) {
    result[name] = Object.hasOwn(base, name) ? deepMerge(base[name], value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One object on the way to the variable, as it is written: what stands in it, and what it includes. */
interface Part {
  others: Json;
  key: string | null;
  inner: Part | null;
  included: Part[];
  isList: boolean;
}

const NAMES = ["env", "vars"];

/** At each level a part may stand in the file, in one that it includes, in several, or in both. */
const partAt = (level: number, depth: number): fc.Arbitrary<Part> =>
  fc.record({
    others: fc.dictionary(fc.constantFrom("A", "B", "$x"), fc.constantFrom("1", "two"), { maxKeys: 2 }),
    key: level === 2 ? fc.option(fc.constantFrom("old", "other"), { freq: 2 }) : fc.constant(null),
    inner: level < 2 ? fc.option(partAt(level + 1, depth), { freq: 3 }) : fc.constant(null),
    included: depth < 3 ? fc.array(partAt(level, depth + 1), { maxLength: 2 }) : fc.constant([]),
    isList: fc.boolean(),
  });

/** @returns each file's text by its name */
export const splitConfig: fc.Arbitrary<Files> = partAt(0, 0).map((root) => {
  const files: Record<string, string> = {};
  let count = 0;
  const write = (name: string, part: Part, level: number): string => {
    files[name] = JSON5.stringify(objectOf(part, level), null, 2) ?? "";
    return name;
  };
  const objectOf = ({ others, key, inner, included, isList }: Part, level: number): Json => {
    const names = included.map((part) => write(`part-${++count}.json5`, part, level));
    const directive = names.length > 1 || isList ? names : names[0];
    return {
      ...(names.length > 0 && { $include: directive }),
      ...others,
      ...(inner && { [NAMES[level]!]: objectOf(inner, level + 1) }),
      ...(key !== null && { CLAUDE_AI_SESSION_KEY: key }),
    };
  };
  write(CONFIG, root, 0);
  return files;
});
