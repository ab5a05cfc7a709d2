/** The few things that `install` and `uninstall` do to a disk and a registry; a dry run only says what they would. */
import { mkdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { writeTextAtomic } from "@openclaw/fs-safe/atomic";
import { removeTempFiles, TEMP_PREFIX } from "../../openclaw/files/temp-files.ts";
import { exists } from "./exists.ts";
import { deleteKey, keyExists, setDefaultValue, type RegistryTool } from "./windows-registry.ts";

export interface Changes {
  /** @returns the folders that were not there before, outermost first */
  makeFolders(folder: string): Promise<string[]>;
  /** @returns whether the file was another, or had another mode */
  write(file: string, text: string, mode: number): Promise<boolean>;
  /** @returns whether there was one */
  removeFile(file: string): Promise<boolean>;
  removeFolderIfEmpty(folder: string): Promise<void>;
  /** @returns whether the registry took it */
  setKey(key: string, value: string): Promise<boolean>;
  /** @returns whether there was one */
  removeKey(key: string): Promise<boolean>;
}

export const realChanges = (registry: RegistryTool): Changes => ({
  async makeFolders(folder) {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    return first === undefined ? [] : foldersBetween(first, folder);
  },
  async write(file, text, mode) {
    if (await isAsWanted(file, text, mode)) return false;
    const dirMode = (await stat(path.dirname(file))).mode & 0o7777;
    await writeTextAtomic(file, text, { mode, dirMode, tempPrefix: TEMP_PREFIX });
    return true;
  },
  removeFile: (file) =>
    rm(file).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
        return false;
      },
    ),
  async removeFolderIfEmpty(folder) {
    await removeTempFiles(folder);
    // Something of another's may stand there by now; then the folder stays.
    await rmdir(folder).catch(() => {});
  },
  setKey: (key, value) => setDefaultValue(registry, key, value),
  removeKey: (key) => deleteKey(registry, key),
});

export const imaginedChanges = (registry: RegistryTool): Changes => ({
  makeFolders: async () => [],
  write: async (file, text, mode) => !(await isAsWanted(file, text, mode)),
  removeFile: exists,
  removeFolderIfEmpty: async () => {},
  setKey: async () => true,
  removeKey: (key) => keyExists(registry, key),
});

async function isAsWanted(file: string, text: string, mode: number): Promise<boolean> {
  if ((await readFile(file, "utf8").catch(() => null)) !== text) return false;
  // What Node reports on Windows is made up.
  return process.platform === "win32" || ((await stat(file)).mode & 0o777) === mode;
}

function foldersBetween(first: string, last: string): string[] {
  const folders: string[] = [];
  for (let current = last; current.startsWith(first); current = path.dirname(current))
    folders.unshift(current);
  return folders;
}
