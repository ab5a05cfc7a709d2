/** A user's file as it is at one moment, or why it is none that may be replaced. Reads only. */
import { lstat, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { Refusal } from "./errors.ts";

/**
 * `refuse`: `openclaw.json` may not be a link, for OpenClaw's writers would replace it. `follow`: a `.env` is
 * written at the link's end.
 */
export type LinkRule = "refuse" | "follow";

export interface Snapshot {
  text: string;
  mode: number;
  identity: string;
}

/** The file behind the path. OpenClaw can't write its config through a link, neither the file's nor the folder's. */
export async function findTarget(file: string, links: LinkRule): Promise<string> {
  const folder = path.dirname(file);
  const [found, foundFolder] = [await lstatOrNull(file), await lstatOrNull(folder)];
  if (links === "refuse") {
    if (found?.isSymbolicLink()) throw new Refusal("file_symlink", file);
    if (foundFolder?.isSymbolicLink()) throw new Refusal("folder_symlink", folder);
    return file;
  }
  if (found) return realpath(file);
  return foundFolder ? path.join(await realpath(folder), path.basename(file)) : file;
}

/** Null where there is no such file. */
export async function takeSnapshot(file: string, maxBytes: number): Promise<Snapshot | null> {
  const found = await lstatOrNull(file);
  if (found === null) return null;
  if (!found.isFile()) throw new Refusal("file_not_regular", file);
  if (found.nlink > 1n) throw new Refusal("file_hard_linked", file);
  const user = process.getuid?.();
  if (user !== undefined && found.uid !== BigInt(user)) throw new Refusal("file_not_owned", file);
  const mode = Number(found.mode) & 0o777;
  // A rename would get around it, but a read-only file is a wish to be respected.
  if ((mode & 0o200) === 0) throw new Refusal("file_read_only", file);
  if (found.size > maxBytes) throw new Refusal("file_too_large", file);
  const text = decode(await readFile(file));
  if (text === null) throw new Refusal("file_not_text", file);
  return { text, mode, identity: `${found.dev}:${found.ino}:${found.mtimeNs}` };
}

/** UTF-8 with its byte order mark kept, or null for anything else: UTF-16, binary, broken sequences. */
function decode(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function isSame(now: Snapshot | null, before: Snapshot | null): boolean {
  return now?.identity === before?.identity && now?.text === before?.text;
}

async function lstatOrNull(file: string) {
  try {
    return await lstat(file, { bigint: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw error;
  }
}
