/**
 * Reads a user's file without waiting for one that is no file, and says why it may not be replaced. What counts is
 * the file that was opened, not what stands at its path a moment later. All that reads a user's file is here.
 */
import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { lstat, open, type FileHandle } from "node:fs/promises";
import { MAX_BYTES } from "../../core/config/formats.ts";
import type { FailureCode } from "../../core/messages/failures.ts";
import type { FileKind } from "../../core/messages/messages.ts";
import { Refusal } from "./errors.ts";
import { isAnothers, notOwned } from "./ownership.ts";

export interface ReadRules {
  /** `refuse`: OpenClaw's writers would replace the link. `follow`: the file at its end is written. */
  links: "refuse" | "follow";
  maxBytes: number;
  /** The config, to which no link of a `.env` may lead. */
  config?: string;
}

export const READ_RULES: Readonly<Record<FileKind, ReadRules>> = {
  config: { links: "refuse", maxBytes: MAX_BYTES.config },
  dotenv: { links: "follow", maxBytes: MAX_BYTES.dotenv },
};

/** A file as it is at one moment. */
export interface Snapshot {
  /** As OpenClaw decodes it; null for what is no plain file, or too large. */
  text: string | null;
  /** Why it may not be replaced. */
  refusal: FailureCode | null;
  mode: number;
  identity: string;
}

/** The text of a plain file, links followed; null for anything else, and for one that can't be read. */
export async function readText(file: string, maxBytes = Number.POSITIVE_INFINITY): Promise<string | null> {
  const found = await look(file, maxBytes, READ_WITHOUT_WAITING).catch(() => null);
  return found?.text ?? null;
}

/** As `readText`, for what is no text. */
export async function readBytes(file: string, maxBytes: number): Promise<Buffer | null> {
  const handle = await open(file, READ_WITHOUT_WAITING).catch(() => null);
  if (handle === null) return null;
  try {
    const found = await handle.stat();
    return found.isFile() && found.size <= maxBytes ? await handle.readFile() : null;
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

/**
 * A plain file of ours; null where there is none.
 * @throws what the system says where it can't be read, and a Refusal for what is no plain file
 */
export async function readOwnText(file: string, maxBytes: number): Promise<string | null> {
  const found = await look(file, maxBytes, READ_WITHOUT_WAITING);
  if (found && found.text === null) throw new Refusal(found.refusal ?? "file_too_large", file);
  return found && found.text;
}

/** As `readText`, for what can't wait. */
export function readTextNow(file: string, maxBytes: number): string | null {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, READ_WITHOUT_WAITING);
    const found = fstatSync(descriptor);
    return found.isFile() && found.size <= maxBytes ? readFileSync(descriptor, "utf8") : null;
  } catch {
    return null;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * A file that may be replaced; null where there is none.
 * @throws Refusal where it may not be
 */
export async function takeSnapshot(file: string, maxBytes: number): Promise<Snapshot | null> {
  const found = await look(file, maxBytes, READ_NO_LINK);
  if (found?.refusal) throw new Refusal(found.refusal, file);
  return found;
}

export function isSame(now: Snapshot | null, before: Snapshot | null): boolean {
  return now?.identity === before?.identity && now?.text === before?.text;
}

// Windows lacks some of these: what is undefined adds no flag.
const { O_RDONLY, O_NONBLOCK, O_NOCTTY, O_NOFOLLOW } = constants;

/** To open anything, and find out from the handle what it is: nobody waits for a pipe's other end. */
const READ_WITHOUT_WAITING = O_RDONLY | O_NONBLOCK | O_NOCTTY;

export const READ_NO_LINK = READ_WITHOUT_WAITING | O_NOFOLLOW;

export async function look(file: string, maxBytes: number, flags: number): Promise<Snapshot | null> {
  const handle = await open(file, flags).catch((error: NodeJS.ErrnoException) => whyNotOpened(file, error));
  if (handle === null) return null;
  try {
    return await lookAt(handle, maxBytes);
  } finally {
    await handle.close();
  }
}

async function lookAt(handle: FileHandle, maxBytes: number): Promise<Snapshot> {
  const stats = await handle.stat({ bigint: true });
  const bytes = stats.isFile() && stats.size <= maxBytes ? await handle.readFile() : null;
  const mode = Number(stats.mode) & 0o777;
  const refusal = (): FailureCode | null => {
    if (!stats.isFile()) return "file_not_regular";
    if (stats.nlink > 1n) return "file_hard_linked";
    if (isAnothers(stats.uid)) return notOwned("file_not_owned", stats.uid);
    // A rename would get around it, but a read-only file is a wish to be respected.
    if ((mode & 0o200) === 0) return "file_read_only";
    if (bytes === null) return "file_too_large";
    // UTF-16, binary, broken sequences.
    return isUtf8(bytes) && !bytes.includes(0) ? null : "file_not_text";
  };
  return {
    text: bytes && bytes.toString("utf8"),
    refusal: refusal(),
    mode,
    identity: `${stats.dev}:${stats.ino}:${stats.mtimeNs}`,
  };
}

async function whyNotOpened(file: string, error: NodeJS.ErrnoException): Promise<null> {
  // A link that is not followed; a socket.
  if (error.code === "ELOOP" || error.code === "ENXIO") throw new Refusal("file_not_regular", file);
  if (error.code === "EACCES") {
    const found = await lstatOrNull(file);
    if (found && isAnothers(found.uid)) throw new Refusal(notOwned("file_not_owned", found.uid), file);
  }
  return nullWhereMissing(error);
}

export const lstatOrNull = (file: string) => lstat(file).catch(nullWhereMissing);

function nullWhereMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
