/**
 * Replaces a user's file by an edited one, or leaves it exactly as it was. All or nothing: temp sibling, fsync,
 * rename, directory fsync, by the library that OpenClaw itself uses on the same file.
 */
import { lstat, mkdir, open, readFile, realpath, stat } from "node:fs/promises";
import { constants } from "node:os";
import path from "node:path";
import { replaceFileAtomic, type ReplaceFileAtomicFileSystem } from "@openclaw/fs-safe/atomic";
import { configureFsSafeNative } from "@openclaw/fs-safe/config";
import type { CompanionErrorCode, CompanionFailure, ErrorDetail } from "../src/protocol/companion.ts";
import { underOpenClawLocks } from "./file-lock.ts";
import { removeLeftovers, TEMP_PREFIX } from "./leftovers.ts";
import { windowsFileSystem, type RunTool } from "./windows-files.ts";

// The bundle ships without native addons: say so once, instead of letting the library search for them.
configureFsSafeNative({ mode: "off" });

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const GROUP_AND_OTHERS = 0o077;

export interface Replacement {
  path: string;
  /** Files whose locks are taken before its own, and held as long. */
  locksBefore?: readonly string[];
  /** `openclaw.json` may not be a link (OpenClaw's writers would replace it); a `.env` is written at the link's end. */
  links: "refuse" | "follow";
  maxBytes: number;
  /** The new text for the old one (null where there is no file yet); null where nothing is to be done. */
  edit(text: string | null): Edited | Promise<Edited>;
}

type Edited = { ok: true; text: string | null } | CompanionFailure;

export type Replaced =
  | {
      ok: true;
      path: string;
      changed: boolean;
      tightened: boolean;
      /** Only where the system did not confirm that the new file would survive a power cut. */
      durable?: false;
    }
  | CompanionFailure;

export type Inspected = { ok: true; path: string; text: string | null } | CompanionFailure;

interface Snapshot {
  text: string;
  mode: number;
  identity: string;
}

/** The file as it is, or why it can't be touched. Reads only. */
export async function inspectFile({
  path: file,
  links,
  maxBytes,
}: Omit<Replacement, "edit">): Promise<Inspected> {
  return expectFailures(file, async () => {
    const target = await findTarget(file, links);
    const snapshot = await takeSnapshot(target, maxBytes);
    return { ok: true, path: target, text: snapshot?.text ?? null };
  });
}

/** What a write depends on besides the file: tests put other systems in its place, and disks that fail. */
export interface Machine {
  fileSystem?: ReplaceFileAtomicFileSystem;
  platform?: NodeJS.Platform;
  runTool?: RunTool;
}

export async function replaceFile(replacement: Replacement, machine: Machine = {}): Promise<Replaced> {
  const { locksBefore = [], links, maxBytes } = replacement;
  return expectFailures(replacement.path, async () => {
    const target = await findTarget(replacement.path, links);
    const folder = path.dirname(target);
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    return underOpenClawLocks([...locksBefore, target], async () => {
      await removeLeftovers(folder);
      const before = await takeSnapshot(target, maxBytes);
      const edited = await replacement.edit(before?.text ?? null);
      if (!edited.ok) return edited;
      const { text } = edited;
      if (text === null) return { ok: true, path: target, changed: false, tightened: false };
      try {
        await publish({ target, before, text, maxBytes }, machine);
      } catch (error) {
        // What fails behind the rename has failed too late: only a look at the file tells which one stands.
        const now = await takeSnapshot(target, Number.POSITIVE_INFINITY);
        if (now?.text !== text) {
          if (isSame(now, before)) throw error;
          throw new Refusal("file_changed_meanwhile", target);
        }
      }
      const tightened = before !== null && isLoose(before, machine);
      const durable = await isDurable(target, machine);
      return { ok: true, path: target, changed: true, tightened, ...(durable ? {} : { durable }) };
    });
  });
}

interface Publication {
  target: string;
  before: Snapshot | null;
  text: string;
  maxBytes: number;
}

async function publish(
  { target, before, text, maxBytes }: Publication,
  { fileSystem, platform = process.platform, runTool }: Machine,
): Promise<void> {
  const folder = path.dirname(target);
  const expectUnchanged = async () => {
    // Somebody who ignores the lock, an editor say, may have saved in between: their work must not be lost.
    if (!isSame(await takeSnapshot(target, maxBytes), before))
      throw new Refusal("file_changed_meanwhile", target);
  };
  const files =
    platform === "win32" ? windowsFileSystem(expectUnchanged, fileSystem?.promises, runTool) : fileSystem;
  await replaceFileAtomic({
    filePath: target,
    content: text,
    mode: before === null ? PRIVATE_FILE : before.mode & ~GROUP_AND_OTHERS,
    // The library sets the folder's mode as well; the folder is the user's business, so it keeps its own.
    dirMode: (await stat(folder)).mode & 0o7777,
    tempPrefix: TEMP_PREFIX,
    syncTempFile: true,
    ...(files && { fileSystem: files }),
    beforeRename: async ({ tempPath }) => {
      await expectSameBytes(tempPath, text);
      await expectUnchanged();
    },
  });
}

/** Could others read it? */
function isLoose({ mode }: Snapshot, { platform = process.platform }: Machine): boolean {
  // What Node reports on Windows is made up, and gives everybody every right.
  return platform !== "win32" && (mode & GROUP_AND_OTHERS) !== 0;
}

/** Did the system confirm that the new file is on the disk, under its name? */
async function isDurable(
  target: string,
  { fileSystem, platform = process.platform }: Machine,
): Promise<boolean> {
  // Windows syncs no folder, and no file that is open for reading; the library has synced ours already.
  if (platform === "win32") return true;
  const files = fileSystem?.promises ?? { open };
  return (await reachesDisk(target, files)) && (await reachesDisk(path.dirname(target), files));
}

/** Refusals found deep inside a step travel as this, and become a value again in `expectFailures`. */
class Refusal extends Error {
  readonly code: CompanionErrorCode;
  readonly path: string;

  constructor(code: CompanionErrorCode, file: string) {
    super(code);
    this.code = code;
    this.path = file;
  }
}

/** The file behind the path. OpenClaw can't write its config through a link, neither the file's nor the folder's. */
async function findTarget(file: string, links: Replacement["links"]): Promise<string> {
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

async function takeSnapshot(file: string, maxBytes: number): Promise<Snapshot | null> {
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

async function expectSameBytes(file: string, text: string): Promise<void> {
  if ((await readFile(file, "utf8")) !== text) throw Object.assign(new Error("short write"), { code: "EIO" });
}

function isSame(now: Snapshot | null, before: Snapshot | null): boolean {
  return now?.identity === before?.identity && now?.text === before?.text;
}

/** Some file systems know no fsync: what was written is there all the same. */
async function reachesDisk(
  place: string,
  files: Pick<ReplaceFileAtomicFileSystem["promises"], "open">,
): Promise<boolean> {
  try {
    const handle = await files.open(place, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch {
    return false;
  }
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

const CODE_BY_ERRNO: Readonly<Record<string, CompanionErrorCode>> = {
  ENOSPC: "disk_full",
  EDQUOT: "disk_full",
  EACCES: "write_denied",
  EPERM: "write_denied",
  EROFS: "write_denied",
  file_lock_timeout: "file_busy",
  file_lock_stale: "file_busy",
};

/** Turns what the file system may answer into a value. Anything without a code is a bug, and stays an exception. */
async function expectFailures<T>(file: string, work: () => Promise<T>): Promise<T | CompanionFailure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, detail: { path: error.path } };
    const code = codeOf(error as NodeJS.ErrnoException);
    if (typeof code !== "string") throw error;
    const detail: ErrorDetail = {
      path: file,
      ...(code.startsWith("file_lock_") ? {} : { errno: code }),
    };
    return { ok: false, code: CODE_BY_ERRNO[code] ?? "write_failed", detail };
  }
}

/** Node has no name of its own for some errors, for EDQUOT say ("Unknown system error -122"). */
function codeOf({ code, errno }: NodeJS.ErrnoException): string | undefined {
  const named = Object.entries(constants.errno).find(([, number]) => number === -(errno ?? 0));
  return code?.startsWith("Unknown system error") ? (named?.[0] ?? code) : code;
}
