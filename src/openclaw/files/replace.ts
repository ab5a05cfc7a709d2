/**
 * Replaces a user's file by an edited one, or leaves it exactly as it was. All or nothing: temp sibling, fsync,
 * rename, directory fsync, by the library that OpenClaw itself uses on the same file.
 */
import { mkdir, open, stat, truncate } from "node:fs/promises";
import path from "node:path";
import { replaceFileAtomic, type ReplaceFileAtomicFileSystem } from "@openclaw/fs-safe/atomic";
import { configureFsSafeNative } from "@openclaw/fs-safe/config";
import type { Result } from "../../core/messages/failures.ts";
import { underOpenClawLock } from "./lock.ts";
import { removeTempFiles, TEMP_PREFIX } from "./temp-files.ts";
import { expectFailures, Refusal } from "./errors.ts";
import { findTarget, obstacleTo } from "./inspect.ts";
import { isSame, READ_NO_LINK, readText, takeSnapshot, type ReadRules, type Snapshot } from "./read.ts";
import type { MakePrivate } from "./private-file.ts";

// The bundle ships without native addons: say so once, instead of letting the library search for them.
configureFsSafeNative({ mode: "off" });

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const GROUP_AND_OTHERS = 0o077;
const OWNERS_ALONE = 0o700;

export interface Replacement extends ReadRules {
  path: string;
  /** From the old text, null where there is no file, to the one that is to stand there. */
  edit(text: string | null): Edited | Promise<Edited>;
  /** Nobody waits for it any more: it is not done then. */
  signal?: AbortSignal | undefined;
  /** It holds a key: others must not read it, though its text stays. */
  isSecret?: boolean;
}

type Edited = Result<{ text: string | null }>;

export interface Replaced {
  path: string;
  /** What stands there now. */
  text: string | null;
  changed: boolean;
  tightened: boolean;
  /** Only where the system did not confirm that the new file would survive a power cut. */
  durable?: false;
}

/** What a write depends on besides the file: tests put other systems in its place, and disks that fail. */
export interface Machine {
  fileSystem?: ReplaceFileAtomicFileSystem;
  platform?: NodeJS.Platform;
  makePrivate?: MakePrivate;
}

/** Reads the file twice: under the lock, and just before the rename. */
export async function replaceFile(
  replacement: Replacement,
  machine: Machine = {},
): Promise<Result<Replaced>> {
  const { maxBytes, signal } = replacement;
  return expectFailures(replacement.path, async () => {
    const target = await findTarget(replacement.path, replacement);
    const obstacle = await obstacleTo(target);
    if (obstacle) return obstacle;
    const folder = path.dirname(target);
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    return underOpenClawLock(target, async () => {
      await removeTempFiles(folder);
      const before = await takeSnapshot(target, maxBytes);
      const edited = await replacement.edit(before?.text ?? null);
      if (!edited.ok) return edited;
      const { text } = edited;
      if (text === null || text === before?.text) {
        const isOpen = replacement.isSecret && before !== null && isLoose(before, machine);
        return {
          ok: true,
          path: target,
          text,
          changed: false,
          tightened: isOpen ? await shut(target) : false,
        };
      }
      // OpenClaw would pass over it, and we could not edit it again.
      if (Buffer.byteLength(text) > maxBytes) throw new Refusal("file_too_large", target);
      try {
        await publish({ target, before, text, maxBytes, signal }, machine);
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
      return { ok: true, path: target, text, changed: true, tightened, ...(durable ? {} : { durable }) };
    });
  });
}

interface Publication extends Pick<Replacement, "maxBytes" | "signal"> {
  target: string;
  before: Snapshot | null;
  text: string;
}

async function publish(
  { target, before, text, maxBytes, signal }: Publication,
  { fileSystem, platform = process.platform, makePrivate }: Machine,
): Promise<void> {
  const folder = path.dirname(target);
  const expectUnchanged = async () => {
    if (signal?.aborted) throw new Refusal("companion_timeout", target);
    // Somebody who ignores the lock, an editor say, may have saved in between: their work must not be lost.
    if (!isSame(await takeSnapshot(target, maxBytes), before))
      throw new Refusal("file_changed_meanwhile", target);
  };
  const files =
    platform === "win32"
      ? (await import("./on-windows.ts")).windowsFileSystem(
          expectUnchanged,
          fileSystem?.promises,
          makePrivate,
        )
      : fileSystem;
  let temp: string | undefined;
  const replacing = replaceFileAtomic({
    filePath: target,
    content: text,
    mode: before === null ? PRIVATE_FILE : before.mode & ~GROUP_AND_OTHERS,
    // The library sets the folder's mode as well; the folder is the user's business, so it keeps its own.
    dirMode: (await stat(folder)).mode & 0o7777,
    tempPrefix: TEMP_PREFIX,
    syncTempFile: true,
    ...(files && { fileSystem: files }),
    beforeRename: async ({ tempPath }) => {
      temp = tempPath;
      if ((await readText(tempPath)) !== text) throw Object.assign(new Error("short write"), { code: "EIO" });
      await expectUnchanged();
    },
  });
  await replacing.catch(async (error: unknown) => {
    // Where a folder lets nothing be taken away the temp file stays: not with a key in it.
    if (temp !== undefined) await truncate(temp).catch(() => {});
    throw error;
  });
}

/** Takes others' rights away, and changes nothing else. @returns false on a file system that knows none */
async function shut(target: string): Promise<boolean> {
  const handle = await open(target, READ_NO_LINK);
  try {
    const { mode } = await handle.stat();
    await handle.chmod(mode & OWNERS_ALONE);
    return true;
  } catch {
    return false;
  } finally {
    await handle.close();
  }
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

/** Some file systems know no fsync: what was written is there all the same. */
async function reachesDisk(
  place: string,
  files: Pick<ReplaceFileAtomicFileSystem["promises"], "open">,
): Promise<boolean> {
  try {
    const handle = await files.open(place, READ_NO_LINK);
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
