/**
 * What writing takes on Windows beyond the common way. Tested with errors and a tool of the tests' own: nobody has
 * run it on Windows yet.
 */
import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import { promisify } from "node:util";
import { createIcaclsResetCommand } from "@openclaw/fs-safe/advanced";
import type { ReplaceFileAtomicFileSystem } from "@openclaw/fs-safe/atomic";

/** What Windows answers while a virus scanner, an indexer or an editor has one of the two files open. */
const PASSING_ERRORS = ["EPERM", "EACCES", "EBUSY"];

/** In all; the extension waits longer than this. */
const PATIENCE_MS = 5_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 400;

const TOOL_TIMEOUT_MS = 3_000;

/** Runs a program to its end, without a shell. Rejects where it fails. */
export type RunTool = (program: string, args: readonly string[]) => Promise<unknown>;

const runTool: RunTool = (program, args) =>
  promisify(execFile)(program, args, { timeout: TOOL_TIMEOUT_MS, windowsHide: true });

/**
 * A file system that makes new files private before anything is written into them, and that is patient where a
 * rename meets somebody who reads.
 * @param beforeRetry throws where the rename is no longer wanted
 */
export function windowsFileSystem(
  beforeRetry: () => Promise<void>,
  files: ReplaceFileAtomicFileSystem["promises"] = fs,
  run: RunTool = runTool,
): ReplaceFileAtomicFileSystem {
  const open: typeof fs.open = async (file, flags, mode) => {
    const handle = await files.open(file, flags, mode);
    if (flags !== "wx") return handle;
    try {
      await makePrivate(String(file), run);
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

/** For the user and the system alone. A rename keeps this, so the file that is replaced need not have had it. */
async function makePrivate(file: string, run: RunTool): Promise<void> {
  const reset = createIcaclsResetCommand(file, { isDir: false, env: process.env });
  try {
    if (reset === null) throw new Error("nobody is signed in");
    await run(reset.command, reset.args);
  } catch (cause) {
    throw Object.assign(new Error("the access list could not be set", { cause }), { code: "EACCES" });
  }
}

/** By its full path: a program of that name in the current folder must not be started instead. */
export const windowsTool = (name: string): string =>
  `${process.env["SystemRoot"] ?? "C:\\Windows"}\\System32\\${name}.exe`;
