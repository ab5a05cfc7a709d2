/**
 * How the plugin's own files are read and written. What is not just as we would have left it, for its owner alone and
 * whole, counts as not there; it is replaced by the next write.
 */
import { chmod, lstat, rmdir, unlink } from "node:fs/promises";
import type * as z from "zod/mini";
import type { FailureCode, Result } from "../core/messages/failures.ts";
import { underOpenClawLock } from "../openclaw/files/lock.ts";
import { expectFailures } from "../openclaw/files/errors.ts";
import { isMissing } from "../openclaw/files/inspect.ts";
import { look, READ_NO_LINK } from "../openclaw/files/read.ts";
import { replaceFile, type Replaced } from "../openclaw/files/replace.ts";
import { removeTempFiles } from "../openclaw/files/temp-files.ts";
import { ownFile, ownFolder, type OwnFile } from "./paths.ts";

const MAX_BYTES = 64 * 1024;
const PRIVATE_FOLDER = 0o700;
const GROUP_AND_OTHERS = 0o077;

/** `unclear`: something stands there that can't be read now, or is not ours. */
export type Read<T> = { is: "there"; value: T } | { is: "missing" | "unclear" };

export async function readOwn<T>(state: string, name: OwnFile, schema: z.ZodMiniType<T>): Promise<Read<T>> {
  try {
    const found = await look(ownFile(state, name), MAX_BYTES, READ_NO_LINK);
    if (found === null) return { is: "missing" };
    const isPrivate = process.platform === "win32" || (found.mode & GROUP_AND_OTHERS) === 0;
    if (found.refusal !== null || found.text === null || !isPrivate) return { is: "unclear" };
    const parsed = schema.safeParse(JSON.parse(found.text));
    return parsed.success ? { is: "there", value: parsed.data } : { is: "unclear" };
  } catch {
    return { is: "unclear" };
  }
}

/** Changes with the file; undefined where that can't be told. */
export const stampOf = (state: string, name: OwnFile): Promise<string | undefined> =>
  lstat(ownFile(state, name), { bigint: true }).then(
    ({ dev, ino, size, mode, mtimeNs, ctimeNs }) => [dev, ino, size, mode, mtimeNs, ctimeNs].join(":"),
    ({ code }: NodeJS.ErrnoException) => (code === "ENOENT" ? "missing" : undefined),
  );

/** Damage, or somebody's hand: the file may go for what is written in its place. */
const REPLACEABLE: readonly FailureCode[] = [
  "file_hard_linked",
  "file_not_text",
  "file_read_only",
  "file_symlink",
  "file_too_large",
];

/**
 * Writes what `change` comes to, under the file's lock; a failure of it writes nothing.
 * @param change finds what stands there by `readOwn`
 */
export async function writeOwn(
  state: string,
  name: OwnFile,
  change: () => Promise<Result<{ value: object }>>,
): Promise<Result<Replaced>> {
  const file = ownFile(state, name);
  const write = () =>
    replaceFile({
      path: file,
      links: "refuse",
      maxBytes: MAX_BYTES,
      isSecret: true,
      edit: async () => {
        const changed = await change();
        return changed.ok ? { ok: true, text: `${JSON.stringify(changed.value)}\n` } : changed;
      },
    });
  let written = await write();
  if (!written.ok && REPLACEABLE.includes(written.code)) {
    await unlink(file).catch(() => {});
    written = await write();
  }
  // Somebody may have opened it since it was made.
  if (written.ok) await chmod(ownFolder(state), PRIVATE_FOLDER).catch(() => {});
  return written;
}

/** @param isMeant asked under the file's lock: another program may have written it anew */
export async function removeOwn(
  state: string,
  name: OwnFile,
  isMeant: () => Promise<boolean> = async () => true,
): Promise<Result<{ changed: boolean }>> {
  const file = ownFile(state, name);
  // Nothing to remove is no reason to make a lock; a write that has begun is one to wait for.
  if ((await isMissing(`${file}.lock`)) && (await isMissing(file))) return { ok: true, changed: false };
  return expectFailures(file, () =>
    underOpenClawLock(file, async () => {
      if (!(await isMeant())) return { ok: true, changed: false };
      await unlink(file).catch(nothingThere);
      return { ok: true, changed: true };
    }),
  );
}

function nothingThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

/** What killed runs have left. */
export const tidyOwnFolder = (state: string): Promise<void> => removeTempFiles(ownFolder(state));

/** Stays where something stands in it that is none of ours. */
export async function removeOwnFolder(state: string): Promise<void> {
  await tidyOwnFolder(state);
  await rmdir(ownFolder(state)).catch(() => {});
}
