/** The temp files of our writes, and what a killed run left of them. */
import { lstat, readdir, realpath, rm } from "node:fs/promises";
import path from "node:path";
import { isAnothers } from "./ownership.ts";

/** The library makes `<prefix>.<process id>.<uuid>.tmp` of it. */
export const TEMP_PREFIX = ".clawkey";

const TEMP_NAME = /^\.clawkey\.(\d+)\.[0-9a-f-]{36}\.tmp$/;
const LONGEST_WRITE_MS = 60_000;

/** What can't be removed stays: it is no reason to do nothing else. */
export async function removeTempFiles(folder: string): Promise<void> {
  for (const file of await abandonedTempFiles(folder)) await rm(file, { force: true }).catch(() => {});
}

/** Where a write of this file would have left them: at the end of its link. */
export async function removeTempFilesOf(file: string): Promise<void> {
  await removeTempFiles(path.dirname(await realpath(file).catch(() => file)));
}

/** What a killed run left behind: our own name pattern, our user, a plain file, and its writer gone. */
export async function abandonedTempFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const abandoned: string[] = [];
  for (const name of names) {
    const pid = TEMP_NAME.exec(name)?.[1];
    if (pid === undefined) continue;
    const file = path.join(folder, name);
    const found = await lstat(file).catch(() => null);
    if (!found?.isFile() || isAnothers(found.uid)) continue;
    // A process id is used again some day, but no write of ours takes this long.
    const isAbandoned = !isAlive(Number(pid)) || Date.now() - found.mtimeMs > LONGEST_WRITE_MS;
    if (isAbandoned) abandoned.push(file);
  }
  return abandoned;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
