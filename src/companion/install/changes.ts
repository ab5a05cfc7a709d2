/**
 * All that `install` and `uninstall` do to a disk and a registry, as a list: a dry run shows it, the real run goes
 * through it. Every change may be made a second time, so a run that was killed is finished by the next one.
 */
import { execFile } from "node:child_process";
import { mkdir, rename, rm, rmdir, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { replaceFileAtomic } from "@openclaw/fs-safe/atomic";
import { removeTempFiles, TEMP_PREFIX } from "../../openclaw/files/temp-files.ts";
import { windowsTool } from "../../openclaw/program/windows-tool.ts";
import { isGone, missingFolders } from "./exists.ts";

export interface Write {
  do: "write";
  path: string;
  content: string | Uint8Array;
  mode: number;
}

/** `path` is a file or a folder, or a registry key. */
export type InstallChange =
  | Write
  | { do: "set_key"; path: string; value: string }
  | { do: "remove_file"; path: string };

/**
 * `remove_folder`: where nothing but temp files of ours is left in it. `remove_tree`: a folder that is ours alone, with
 * all that is in it: the unpacked extension, or what a `write` that was killed has left; see `draftOf`.
 */
export type Removal = { do: "remove_key" | "remove_file" | "remove_folder" | "remove_tree"; path: string };

/** Runs `reg.exe` with these arguments. @returns what it printed; null where it refused */
export type RegistryTool = (args: readonly string[]) => Promise<string | null>;

export const systemRegistry: RegistryTool = (args) =>
  new Promise((resolve) => {
    execFile(windowsTool("reg"), [...args], { windowsHide: true }, (error, stdout) =>
      resolve(error ? null : stdout),
    );
  });

export const keyExists = async (registry: RegistryTool, key: string): Promise<boolean> =>
  (await registry(["query", key])) !== null;

/** A place that could not be changed. */
export interface Refused {
  path: string;
  /** As the file system calls it; a registry says no more than no. */
  errno?: string;
}

/** @returns the first that was refused, at which it stopped; null where all is done */
export async function applyChanges(
  changes: readonly (InstallChange | Removal)[],
  registry: RegistryTool,
): Promise<Refused | null> {
  for (const change of changes) {
    const refused = await applyChange(change, registry);
    if (refused !== null) return refused;
  }
  return null;
}

/** @returns null where it is done */
export const applyChange = (
  change: InstallChange | Removal,
  registry: RegistryTool,
): Promise<Refused | null> =>
  unlessRefused(change.path, async () => ((await apply(change, registry)) ? null : { path: change.path }));

/** @throws what no file system has refused: a bug */
export async function unlessRefused<T>(place: string, work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    const { code, errno, path: at = place } = error as NodeJS.ErrnoException;
    if (typeof errno !== "number" || code === undefined) throw error;
    return { path: at, errno: code };
  }
}

/** @returns false where the registry refused */
async function apply(change: InstallChange | Removal, registry: RegistryTool): Promise<boolean> {
  const { path: target } = change;
  switch (change.do) {
    case "write":
      await write(change);
      break;
    case "set_key":
      return (await registry(["add", target, "/ve", "/t", "REG_SZ", "/d", change.value, "/f"])) !== null;
    case "remove_key":
      return (await registry(["delete", target, "/f"])) !== null || !(await keyExists(registry, target));
    case "remove_file":
      await removeTempFiles(path.dirname(target));
      await unlink(target).catch(unlessGone);
      break;
    case "remove_folder":
      await removeTempFiles(target);
      await rmdir(target).catch(unlessKept);
      break;
    case "remove_tree":
      await rm(target, { recursive: true, force: true }).catch(unlessGone);
      break;
  }
  return true;
}

function unlessGone(error: unknown): void {
  if (!isGone(error)) throw error;
}

/** Something of another's may stand in it by now: then the folder stays. */
function unlessKept(error: unknown): void {
  if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) unlessGone(error);
}

/** Makes the folders that are missing too, which then appear with the file in them. */
async function write(change: Write): Promise<void> {
  const folder = path.dirname(change.path);
  const [outermost] = await missingFolders(folder);
  if (outermost === undefined) {
    await removeTempFiles(folder);
    return replace(change);
  }
  const draft = draftOf(outermost);
  const inDraft = path.join(draft, path.relative(outermost, change.path));
  await rm(draft, { recursive: true, force: true });
  await mkdir(path.dirname(inDraft), { recursive: true, mode: 0o700 });
  await replace({ ...change, path: inDraft });
  await rename(draft, outermost);
}

async function replace({ path: filePath, content, mode }: Write): Promise<void> {
  const dirMode = (await stat(path.dirname(filePath))).mode & 0o7777;
  await replaceFileAtomic({
    filePath,
    content,
    mode,
    dirMode,
    copyFallbackOnPermissionError: true,
    syncTempFile: true,
    syncParentDir: true,
    tempPrefix: TEMP_PREFIX,
  });
}

/** What a folder is called until all that it has to appear with is in it. */
export const draftOf = (folder: string): string => `${folder}.clawkey-draft`;
