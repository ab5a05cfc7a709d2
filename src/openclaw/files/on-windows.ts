/**
 * What writing takes on Windows beyond the common way. Tested with errors and a tool of the tests' own: nobody has
 * run it on Windows yet.
 */
import fs from "node:fs/promises";
import type { ReplaceFileAtomicFileSystem } from "@openclaw/fs-safe/atomic";
import { handedIn, type MakePrivate } from "./private-file.ts";

/** What Windows answers while a virus scanner, an indexer or an editor has one of the two files open. */
const PASSING_ERRORS = ["EPERM", "EACCES", "EBUSY"];

/** In all; the extension waits longer than this. */
const PATIENCE_MS = 5_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 400;

/**
 * A file system that makes new files private before anything is written into them, and that is patient where a
 * rename meets somebody who reads.
 * @param beforeRetry throws where the rename is no longer wanted
 */
export function windowsFileSystem(
  beforeRetry: () => Promise<void>,
  files: ReplaceFileAtomicFileSystem["promises"] = fs,
  makePrivate: MakePrivate | undefined = handedIn(),
): ReplaceFileAtomicFileSystem {
  const open: typeof fs.open = async (file, flags, mode) => {
    const handle = await files.open(file, flags, mode);
    if (flags !== "wx") return handle;
    try {
      await makePrivate?.(String(file));
      return handle;
    } catch (error) {
      await handle.close();
      await files.rm(file, { force: true });
      throw error;
    }
  };
  const rename: typeof fs.rename = async (from, to) => {
    const end = performance.now() + PATIENCE_MS;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        if (pause > FIRST_PAUSE_MS) await beforeRetry();
        return await files.rename(from, to);
      } catch (error) {
        const isPassing = PASSING_ERRORS.includes((error as NodeJS.ErrnoException).code ?? "");
        if (!isPassing || performance.now() + pause > end) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  return { promises: { ...files, open, rename } };
}
