/**
 * A file that the user picks in the browser's own dialog, as the File System Access API lets a page read and replace it.
 * Of the two dialogs only the one for opening is used: the one for saving empties the file in the moment of the pick.
 */
import { failure, type Failure, type FailureCode, type Result } from "../../core/messages/failures.ts";

/** What TypeScript's own description of the web lacks. */
export interface PickedHandle extends FileSystemFileHandle {
  queryPermission(of: { mode: "readwrite" }): Promise<PermissionState>;
  requestPermission(of: { mode: "readwrite" }): Promise<PermissionState>;
  createWritable(how: {
    keepExistingData: boolean;
    mode: "exclusive";
  }): Promise<FileSystemWritableFileStream>;
}

interface Picker {
  showOpenFilePicker?(how: { id: string }): Promise<[PickedHandle]>;
}

/** The file as it was at one moment. */
export interface Snapshot {
  bytes: Uint8Array<ArrayBuffer>;
  /** In milliseconds since 1970. */
  lastModified: number;
}

const READ_AND_WRITE = { mode: "readwrite" } as const;

/** Firefox and Safari have no such dialog. */
export const canPick = (): boolean => (globalThis as Picker).showOpenFilePicker !== undefined;

/**
 * Call it first thing in a click handler. It changes nothing, and lets the file be read.
 * @returns null where nothing was picked
 */
export async function pickFile(): Promise<PickedHandle | null> {
  try {
    const [handle] = await (globalThis as Picker).showOpenFilePicker!({ id: "openclaw" });
    return handle;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
}

/** It ends with the page on which it was given. */
export const mayWrite = async (handle: PickedHandle): Promise<boolean> =>
  (await handle.queryPermission(READ_AND_WRITE)) === "granted";

/** Call it first thing in a click handler: the browser asks only then, and a while later refuses. */
export async function askToWrite(handle: PickedHandle): Promise<boolean> {
  const answer = await expectFailures(handle, async () => ({
    ok: true as const,
    isGranted: (await handle.requestPermission(READ_AND_WRITE)) === "granted",
  }));
  return answer.ok && answer.isGranted;
}

export const readPicked = (handle: PickedHandle, maxBytes: number): Promise<Result<Snapshot>> =>
  expectFailures(handle, async () => {
    const file = await handle.getFile();
    if (file.size > maxBytes) return failure("file_too_large", { path: handle.name });
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { ok: true, bytes, lastModified: file.lastModified };
  });

/**
 * Puts these bytes in the file's place, or leaves it as it was. The browser writes them to a file beside it, private from
 * its first byte, and renames that at `close()`; `abort()` and the end of the page delete it.
 * @param before what is replaced: where anything else stands there by now it stays
 */
export const replacePicked = (
  handle: PickedHandle,
  before: Snapshot,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Result> =>
  expectFailures(handle, async () => {
    const beside = await handle.createWritable({ keepExistingData: false, mode: "exclusive" });
    try {
      await beside.write(bytes);
      const now = await readPicked(handle, before.bytes.length);
      const isUnchanged =
        now.ok && now.lastModified === before.lastModified && isSame(now.bytes, before.bytes);
      if (!isUnchanged) {
        await beside.abort();
        return failure("file_changed_meanwhile", { path: handle.name });
      }
      await beside.close();
    } catch (error) {
      // Where it is closed already there is nothing to take away.
      await beside.abort().catch(() => {});
      throw error;
    }
    const written = await readPicked(handle, bytes.length);
    const isThere = written.ok && isSame(written.bytes, bytes);
    return isThere ? { ok: true } : failure("file_changed_meanwhile", { path: handle.name });
  });

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

/** What each of the browser's errors comes to; every other one is `write_failed`. */
const CODE_BY_NAME: Readonly<Record<string, FailureCode>> = {
  NotFoundError: "picked_not_found",
  NotAllowedError: "picked_not_allowed",
  NoModificationAllowedError: "file_read_only",
  NotReadableError: "write_denied",
  QuotaExceededError: "disk_full",
};

/** Anything that is not the browser's own word is a bug, and stays an exception. */
async function expectFailures<T>(
  { name: path }: PickedHandle,
  work: () => Promise<T | Failure>,
): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return failure(CODE_BY_NAME[error.name] ?? "write_failed", { path, errno: error.name });
  }
}
