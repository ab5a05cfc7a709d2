/** Programs of Windows' own. Only the companion starts any, and hands in what files need of them. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createIcaclsResetCommand } from "@openclaw/fs-safe/advanced";

const TIMEOUT_MS = 3_000;

/** Runs a program to its end, without a shell. Rejects where it fails. */
export type RunTool = (program: string, args: readonly string[]) => Promise<unknown>;

const runTool: RunTool = (program, args) =>
  promisify(execFile)(program, args, { timeout: TIMEOUT_MS, windowsHide: true });

/** For the user and the system alone. A rename keeps this, so the file that is replaced need not have had it. */
export async function makePrivate(file: string, run: RunTool = runTool): Promise<void> {
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
