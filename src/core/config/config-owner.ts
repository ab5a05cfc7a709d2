/** Of the files that make up one config: which hold the variable, and which one is to be changed for it. */
import { isVariable, readFromConfig } from "./json5.ts";
import { parseTree, stepsAlong } from "./json5-tokens.ts";
import type { ConfigFile, IncludePlace } from "./include-graph.ts";

/** `place`: the `$include` behind which we may not write, or can't tell which of several files is meant. */
export type Owner = { ok: true; file: ConfigFile } | { ok: false; place: IncludePlace };

/**
 * The file to set the variable in: the one whose value wins where it stands somewhere, else the one that holds the
 * object it belongs into. A file that OpenClaw can't read comes before both, because it has to be mended first.
 */
export function ownerOf(config: ConfigFile): Owner {
  if (config.includes.length === 0) return { ok: true, file: config };
  const [holder] = holdersIn(config);
  return faultIn(config) ?? (holder ? writable(holder) : seatIn(config));
}

/** The files in which the variable stands, the one that wins first. */
export function holdersIn(config: ConfigFile): ConfigFile[] {
  return filesOf(config).filter(holdsVariable);
}

/** Whether OpenClaw can read every file of it. */
export function isReadable(config: ConfigFile): boolean {
  return faultIn(config) === undefined;
}

export interface Held {
  value: string;
  path: string;
}

/** What OpenClaw finds, and where: nothing at all in a config of which it can't read every file. */
export function valuesIn(config: ConfigFile): { vars?: Held; flat?: Held } {
  if (config.includes.length > 0 && !isReadable(config)) return {};
  const found: { vars?: Held; flat?: Held } = {};
  for (const { text, way, path } of filesOf(config)) {
    const values = readFromConfig(text, way);
    if (!values.ok) continue;
    if (values.vars !== undefined) found.vars ??= { value: values.vars, path };
    if (values.flat !== undefined) found.flat ??= { value: values.flat, path };
  }
  return found;
}

/** All files, the one that wins first: of several that are merged, that is the last. */
export function filesOf(config: ConfigFile): ConfigFile[] {
  const inner = config.includes.flatMap(({ files }) => files.toReversed().filter((file) => file !== null));
  return [config, ...inner.flatMap(filesOf)];
}

/** What keeps OpenClaw from reading the config: a file that is no object of JSON5, or one that it can't open. */
function faultIn(config: ConfigFile): Owner | undefined {
  for (const file of filesOf(config)) {
    if (!readFromConfig(file.text).ok) return { ok: true, file };
    const gap = file.includes.find(({ files }) => files.includes(null));
    if (gap) return { ok: false, place: gap.place };
  }
  return undefined;
}

/** Where no name on the way is missing, the file itself; else the one that a `$include` in that place names. */
function seatIn(file: ConfigFile): Owner {
  const include = file.includes.find(({ leads }) => leads);
  if (!include) return writable(file);
  const [only] = include.files;
  return include.isList || !only ? { ok: false, place: include.place } : seatIn(only);
}

function writable(file: ConfigFile): Owner {
  const { isInFolder, includedAt } = file;
  return isInFolder || includedAt === null ? { ok: true, file } : { ok: false, place: includedAt };
}

function holdsVariable({ text, way }: ConfigFile): boolean {
  const tree = parseTree(text);
  const vars = tree && stepsAlong(tree, way).objects[way.length];
  return vars !== undefined && vars.members.some(({ name }) => isVariable(name));
}
