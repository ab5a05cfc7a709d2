/**
 * All that `install` and `uninstall` do to a disk and a registry, as a list: a dry run shows it, the real run goes
 * through it. Every change may be made a second time, so a run that was killed is finished by the next one.
 */
import { execFile } from "node:child_process";
import { mkdir, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { writeTextAtomic } from "@openclaw/fs-safe/atomic";
import { removeTempFiles, TEMP_PREFIX } from "../../openclaw/files/temp-files.ts";
import { windowsTool } from "../../openclaw/files/on-windows.ts";

export interface Write {
  do: "write";
  path: string;
  text: string;
  mode: number;
}

/** `path` is a file or a folder, or a registry key. */
export type InstallChange =
  | Write
  | { do: "set_key"; path: string; value: string }
  | { do: "remove_file"; path: string };

/**
 * `remove_folder`: where nothing but temp files of ours is left in it. `remove_draft`: what a `write` that was killed
 * has left; see `draftOf`.
 */
export type Removal = { do: "remove_key" | "remove_file" | "remove_folder" | "remove_draft"; path: string };

/** Runs `reg.exe` with these arguments. @returns its exit code */
export type RegistryTool = (args: readonly string[]) => Promise<number>;

export const systemRegistry: RegistryTool = (args) =>
  new Promise((resolve) => {
    execFile(windowsTool("reg"), [...args], { windowsHide: true }, (error) => resolve(error ? 1 : 0));
  });

export const keyExists = async (registry: RegistryTool, key: string): Promise<boolean> =>
  (await registry(["query", key])) === 0;

/**
 * @returns the registry key that the system refused to set, at which it stopped; null where all is done
 * @throws what the file system refuses
 */
export async function applyChanges(
  changes: readonly (InstallChange | Removal)[],
  registry: RegistryTool,
): Promise<string | null> {
  for (const change of changes) if (!(await apply(change, registry))) return change.path;
  return null;
}

/** @returns false where the registry refused */
async function apply(change: InstallChange | Removal, registry: RegistryTool): Promise<boolean> {
  const { path: target } = change;
  switch (change.do) {
    case "write":
      await write(change);
      break;
    case "set_key":
      return (await registry(["add", target, "/ve", "/t", "REG_SZ", "/d", change.value, "/f"])) === 0;
    case "remove_key":
      await registry(["delete", target, "/f"]);
      break;
    case "remove_file":
      await rm(target, { force: true });
      await removeTempFiles(path.dirname(target));
      break;
    case "remove_folder":
      await removeTempFiles(target);
      // Something of another's may stand there by now: then the folder stays.
      await rmdir(target).catch(() => {});
      break;
    case "remove_draft":
      await rm(target, { recursive: true, force: true });
      break;
  }
  return true;
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

async function replace({ path: file, text, mode }: Write): Promise<void> {
  const dirMode = (await stat(path.dirname(file))).mode & 0o7777;
  await writeTextAtomic(file, text, { mode, dirMode, tempPrefix: TEMP_PREFIX });
}

/** What a folder is called until all that it has to appear with is in it. */
export const draftOf = (folder: string): string => `${folder}.clawkey-draft`;

/** Of a folder and those above it the ones that are not there, outermost first. */
export async function missingFolders(folder: string): Promise<string[]> {
  if (await exists(folder)) return [];
  return [...(await missingFolders(path.dirname(folder))), folder];
}

/** Whether anything stands there that can be looked at. */
export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
