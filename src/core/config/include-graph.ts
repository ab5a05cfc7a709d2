/**
 * The files that `$include` makes one config of, as far as they can hold the variable. As in OpenClaw 2026.9.6, an
 * object with `$include` is replaced by the named file's root, or by several merged in their order, and what stands
 * beside the `$include` is merged over that.
 */
import { VARS_WAY } from "./json5.ts";
import { findMember, parseTree, stepsAlong, valueOf, type Member } from "./json5-tokens.ts";

/** OpenClaw gives up behind this many files within each other. */
const MAX_DEPTH = 10;

export interface OpenedFile {
  path: string;
  text: string;
  /** Whether it lies in the config's own folder: OpenClaw itself writes no other. */
  isInFolder: boolean;
}

/**
 * Reads what an `$include` names, by OpenClaw's rules for it.
 * @param from path of the file in which it stands
 * @returns null where OpenClaw would refuse it
 */
export type OpenInclude = (name: string, from: string) => Promise<OpenedFile | null>;

/** Where an `$include` stands; line and column count from 1, as json5 counts them. */
export interface IncludePlace {
  path: string;
  line: number;
  column: number;
}

interface Include {
  place: IncludePlace;
  /** In their order; null for each that OpenClaw can't read either. */
  files: readonly (ConfigFile | null)[];
  isList: boolean;
  /** Whether a variable that stands nowhere yet would have to go in there, for nothing beside it leads further. */
  leads: boolean;
}

export interface ConfigFile extends OpenedFile {
  /** See config-text.ts. */
  way: readonly string[];
  /** The `$include` that brought it in; null for `openclaw.json`. */
  includedAt: IncludePlace | null;
  /** Those on its way, innermost first: what an inner one brings in wins over an outer one's. */
  includes: readonly Include[];
}

export function readIncludes(config: OpenedFile, open: OpenInclude): Promise<ConfigFile> {
  return follow(config, VARS_WAY, null, [config.path], open);
}

async function follow(
  file: OpenedFile,
  way: readonly string[],
  includedAt: IncludePlace | null,
  chain: readonly string[],
  open: OpenInclude,
): Promise<ConfigFile> {
  const load = async (name: string, restOfWay: readonly string[], place: IncludePlace) => {
    const opened = chain.length > MAX_DEPTH ? null : await open(name, file.path);
    if (opened === null || chain.includes(opened.path)) return null;
    return follow(opened, restOfWay, place, [...chain, opened.path], open);
  };
  const includes = await Promise.all(
    directivesIn(file.text, way).map(async ({ offset, names, isList, depth, leads }): Promise<Include> => {
      const place = { path: file.path, ...lineAndColumn(file.text, offset) };
      const loaded = names?.map((name) => load(name, way.slice(depth), place));
      return { place, files: loaded ? await Promise.all(loaded) : [null], isList, leads };
    }),
  );
  return { ...file, way, includedAt, includes };
}

interface Directive {
  offset: number;
  /** Undefined where OpenClaw takes what stands there for no name. */
  names: string[] | undefined;
  isList: boolean;
  /** How many names of the way lead to the object in which it stands. */
  depth: number;
  leads: boolean;
}

/** Innermost first. */
function directivesIn(text: string, way: readonly string[]): Directive[] {
  // Most configs include nothing, and a large one takes time to read. A backslash may spell the `$` in another way.
  const tree = /\$include|\\/.test(text) ? parseTree(text) : undefined;
  if (!tree) return [];
  const { objects, obstacle } = stepsAlong(tree, way);
  // It wins over all that is included, and is refused where the variable is to be set.
  if (obstacle !== undefined) return [];
  const found = objects.flatMap((object, depth): Directive[] => {
    const member = findMember(object, "$include");
    if (!member) return [];
    // What the whole config includes is left as it is: an `env` beside it wins.
    const isWholeConfig = way.length - depth === VARS_WAY.length;
    const leads = depth === objects.length - 1 && !isWholeConfig;
    return [{ offset: member.nameRange[0], ...targetOf(text, member), depth, leads }];
  });
  return found.toReversed();
}

function targetOf(text: string, member: Member): Pick<Directive, "names" | "isList"> {
  const target = valueOf(text, member);
  const names = [target].flat();
  const areNames = names.every((name) => typeof name === "string");
  return { names: areNames ? names : undefined, isList: Array.isArray(target) };
}

function lineAndColumn(text: string, offset: number): Pick<IncludePlace, "line" | "column"> {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
