/** Reads OpenClaw's config with the files that it includes, by OpenClaw 2026.9.6's rules for what may be included. */
import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { isPathInside } from "@openclaw/fs-safe/path";
import { readIncludes, type ConfigFile, type OpenedFile } from "../../core/config/include-graph.ts";
import type { OpenClawPaths } from "./paths.ts";
import { readPlainFile } from "./read-plain-file.ts";

export const MAX_INCLUDED_BYTES = 2 * 1024 * 1024;

const MAX_PATH_LENGTH = 4096;

/** Null where there is no config, or none that is a plain file. */
export async function readConfigFiles(paths: OpenClawPaths): Promise<ConfigFile | null> {
  const text = await readPlainFile(paths.config);
  if (text === null) return null;
  const config = { path: paths.config, text, isInFolder: true };
  return readIncludes(config, (name, from) => openInclude(name, from, paths));
}

async function openInclude(name: string, from: string, paths: OpenClawPaths): Promise<OpenedFile | null> {
  const file = path.resolve(path.dirname(from), name);
  if (name.includes("\0") || Math.max(name.length, file.length) >= MAX_PATH_LENGTH) return null;
  try {
    const real = await realpath(file);
    const found = await stat(real);
    if (!found.isFile() || found.nlink > 1 || found.size > MAX_INCLUDED_BYTES) return null;
    const folder = path.dirname(paths.config);
    const isInFolder = isPathInside(folder, file) && isPathInside(await realOf(folder), real);
    if (!isInFolder && !(await isAllowed(file, real, [folder, ...paths.includeRoots]))) return null;
    return { path: file, text: await readFile(real, "utf8"), isInFolder };
  } catch {
    return null;
  }
}

/** Both the path as it is written and the file at the end of its links must lie in one of the folders. */
async function isAllowed(file: string, real: string, folders: readonly string[]): Promise<boolean> {
  const realFolders = await Promise.all(folders.map(realOf));
  return (
    folders.some((folder) => isPathInside(folder, file)) &&
    realFolders.some((folder) => isPathInside(folder, real))
  );
}

const realOf = (folder: string): Promise<string> => realpath(folder).catch(() => folder);
