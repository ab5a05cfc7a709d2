/**
 * All that `install` and `uninstall` do to a disk and a registry, as a list: a dry run shows it, the real run goes
 * through it. Every change may be made a second time, so a run that was killed is finished by the next one.
 */
import { execFile } from "node:child_process";
import { mkdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { writeTextAtomic } from "@openclaw/fs-safe/atomic";
import { removeTempFiles, TEMP_PREFIX } from "../../openclaw/files/temp-files.ts";
import { windowsTool } from "../../openclaw/files/windows.ts";

/** @property path of a file or a folder, or a registry key */
export type Change =
  | { do: "make_folder"; path: string }
  | { do: "write"; path: string; text: string; mode: number }
  /** Makes the file's folder too, which then appears with the file in it. */
  | { do: "write_with_folder"; path: string; text: string; mode: number }
  | { do: "set_key"; path: string; value: string }
  | { do: "remove_key"; path: string }
  | { do: "remove_file"; path: string }
  /** Where nothing but temp files of ours is left in it. */
  | { do: "remove_folder"; path: string }
  | { do: "remove_draft"; path: string };

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
  changes: readonly Change[],
  registry: RegistryTool,
): Promise<string | null> {
  for (const change of changes) if (!(await apply(change, registry))) return change.path;
  return null;
}

/** @returns false where the registry refused */
async function apply(change: Change, registry: RegistryTool): Promise<boolean> {
  const { path: target } = change;
  switch (change.do) {
    case "make_folder":
      await mkdir(target, { recursive: true, mode: 0o700 });
      return true;
    case "write":
      await write(change);
      return true;
    case "write_with_folder":
      await writeWithFolder(change);
      return true;
    case "set_key":
      return (await registry(["add", target, "/ve", "/t", "REG_SZ", "/d", change.value, "/f"])) === 0;
    case "remove_key":
      await registry(["delete", target, "/f"]);
      return true;
    case "remove_file":
      await rm(target, { force: true });
      await removeTempFiles(path.dirname(target));
      return true;
    case "remove_folder":
      await removeTempFiles(target);
      // Something of another's may stand there by now: then the folder stays.
      await rmdir(target).catch(() => {});
      return true;
    case "remove_draft":
      await rm(target, { recursive: true, force: true });
      return true;
  }
}

type Written = Extract<Change, { text: string }>;

async function write({ path: file, text, mode }: Written): Promise<void> {
  const folder = path.dirname(file);
  await removeTempFiles(folder);
  const dirMode = (await stat(folder)).mode & 0o7777;
  await writeTextAtomic(file, text, { mode, dirMode, tempPrefix: TEMP_PREFIX });
}

async function writeWithFolder(change: Written): Promise<void> {
  const folder = path.dirname(change.path);
  const [outermost] = await missingFolders(folder);
  if (outermost === undefined) return write(change);
  const draft = draftOf(outermost);
  const inDraft = path.join(draft, path.relative(outermost, folder));
  await rm(draft, { recursive: true, force: true });
  await mkdir(inDraft, { recursive: true, mode: 0o700 });
  await writeFile(path.join(inDraft, path.basename(change.path)), change.text, { mode: change.mode });
  await rename(draft, outermost);
}

/** What a folder is called until all that it has to appear with is in it. */
export const draftOf = (folder: string): string => `${folder}.clawkey-draft`;

/** Of a folder and those above it the ones that are not there, outermost first. */
export async function missingFolders(folder: string): Promise<string[]> {
  if (await exists(folder)) return [];
  return [...(await missingFolders(path.dirname(folder))), folder];
}

/** Whether a `write` would change anything. */
export async function isWritten({ path: file, text, mode }: Written): Promise<boolean> {
  if ((await readFile(file, "utf8").catch(() => null)) !== text) return false;
  // What Node reports on Windows is made up.
  return process.platform === "win32" || ((await stat(file)).mode & 0o777) === mode;
}

/** Whether anything stands there that can be looked at. */
export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
