/**
 * Which file of OpenClaw's a key goes into, and how that file's text is read and changed. For the config this is a
 * question of the moment: it can be split over several files by `$include`, and put together again.
 */
import type { Failure } from "../../core/messages/failures.ts";
import { holdersIn, isReadable, ownerOf } from "../../core/config/config-owner.ts";
import {
  newConfig,
  readFromConfig,
  removeFromConfig,
  setInConfig,
  VARS_WAY,
} from "../../core/config/json5.ts";
import { readFromDotenv, removeFromDotenv, setInDotenv } from "../../core/config/dotenv.ts";
import { applyEdits, type Edit } from "../../core/config/edit.ts";
import type { ConfigFile } from "../../core/config/include-graph.ts";
import type { FileKind } from "../../core/messages/messages.ts";
import { MAX_INCLUDED_BYTES, readConfigFiles } from "./config-files.ts";
import type { OpenClawPaths } from "./paths.ts";
import type { Replacement } from "./replace.ts";

export type Edits =
  | { ok: true; edits: Edit[] }
  | { ok: false; code: Failure["code"]; line?: number; column?: number };

export interface OpenClawFile extends Omit<Replacement, "edit"> {
  /** The value that counts in this text, the one a write would replace. */
  read(text: string): string | undefined;
  set(text: string, value: string): Edits;
  remove(text: string): Edits;
  /** The text of a new file. */
  create(value: string): string;
}

export type Chosen = { ok: true; file: OpenClawFile } | Failure;

export type Choose = (kind: FileKind, paths: OpenClawPaths) => Promise<Chosen>;

const MEBIBYTE = 1024 * 1024;

const MAX_CONFIG_BYTES = 16 * MEBIBYTE;

/** OpenClaw passes over a larger .env without a word. */
export const MAX_DOTENV_BYTES = MEBIBYTE;

/** The file that a key would be set in now. */
export const fileToSet: Choose = async (kind, paths) => {
  if (kind === "dotenv") return { ok: true, file: dotenvFile(paths.dotenv) };
  const config = await readConfigFiles(paths);
  return config ? ownerIn(config, paths) : { ok: true, file: configFile(paths) };
};

/** The file that a key would be removed from now: of several in the config's folder, the one that wins. */
export const fileToClear: Choose = async (kind, paths) => {
  if (kind === "dotenv") return { ok: true, file: dotenvFile(paths.dotenv) };
  const config = await readConfigFiles(paths);
  if (config === null) return { ok: true, file: configFile(paths) };
  const holders = holdersIn(config);
  const ours = holders.find(({ isInFolder }) => isInFolder);
  if (ours) return { ok: true, file: configFile(paths, ours) };
  const owner = ownerIn(config, paths);
  // Into which of several files a key would go does not matter where there is none to remove.
  return owner.ok || holders.length > 0 || !isReadable(config)
    ? owner
    : { ok: true, file: configFile(paths) };
};

/** How many files are left that `fileToClear` would name one after the other; 0 also where there can be one only. */
export async function countToClear(kind: FileKind, paths: OpenClawPaths): Promise<number> {
  const config = kind === "config" ? await readConfigFiles(paths) : null;
  if (config === null || config.includes.length === 0) return 0;
  return holdersIn(config).filter(({ isInFolder }) => isInFolder).length;
}

function ownerIn(config: ConfigFile, paths: OpenClawPaths): Chosen {
  const owner = ownerOf(config);
  return owner.ok
    ? { ok: true, file: configFile(paths, owner.file) }
    : { ok: false, code: "config_included", detail: owner.place };
}

/** @param file one that `openclaw.json` includes; left out for `openclaw.json` itself */
function configFile(
  paths: OpenClawPaths,
  { path, way }: Pick<ConfigFile, "path" | "way"> = { path: paths.config, way: VARS_WAY },
): OpenClawFile {
  const isIncluded = path !== paths.config;
  return {
    path,
    // As OpenClaw does: nobody may split the config differently while a file that it includes is written.
    locksBefore: isIncluded ? [paths.config] : [],
    links: "refuse",
    maxBytes: isIncluded ? MAX_INCLUDED_BYTES : MAX_CONFIG_BYTES,
    read: (text) => {
      const values = readFromConfig(text, way);
      return values.ok ? values.vars : undefined;
    },
    set: (text, value) => setInConfig(text, value, way),
    remove: (text) => removeFromConfig(text, way),
    create: newConfig,
  };
}

const dotenvFile = (path: string): OpenClawFile => ({
  path,
  locksBefore: [],
  links: "follow",
  maxBytes: MAX_DOTENV_BYTES,
  read: readFromDotenv,
  set: setInDotenv,
  remove: removeFromDotenv,
  create: (value) => {
    const made = setInDotenv("", value);
    if (!made.ok) throw new Error(`an empty text takes any edit, but not this: ${made.code}`);
    return applyEdits("", made.edits);
  },
});
