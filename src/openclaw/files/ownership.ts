/**
 * Whose a file or a folder is. What a process makes belongs to its own user: root's files in somebody's home, say,
 * would shut out that user's OpenClaw and browsers.
 */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { failure, type Failure, type FailureCode } from "../../core/messages/failures.ts";

/** For everybody to write into, as /tmp is: nobody's home. */
const COMMON = 0o1002;

/** Windows knows no such numbers. */
export function isAnothers(uid: number | bigint): boolean {
  const user = process.getuid?.();
  return user !== undefined && BigInt(uid) !== BigInt(user);
}

/** Why a place of `owner`'s is none of ours: by `sudo` its own user became another. */
export const notOwned = <Code extends FailureCode>(code: Code, owner: number | bigint) =>
  process.env["SUDO_UID"] === String(owner) ? "run_without_sudo" : code;

/**
 * Why nothing may be made at this place: the folder that it, and all folders that are missing above it, would be made
 * in belongs to another user. Null where it is ours, and where the system itself would refuse.
 */
export async function anothersFolder(place: string): Promise<Failure | null> {
  const folder = path.dirname(place);
  const found = await stat(folder).catch(() => null);
  // One that can't be looked at, behind another user's closed folder, is seen by that one.
  if (found === null) return folder === place ? null : anothersFolder(folder);
  if (!isAnothers(found.uid) || (found.mode & COMMON) === COMMON || !(await isWritable(folder))) return null;
  return failure(notOwned("folder_not_owned", found.uid), { path: folder });
}

const isWritable = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
