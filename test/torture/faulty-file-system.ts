/** Which step of a write meets which error, what must come of it, and a file system in which one step fails. */
import fs, { type FileHandle } from "node:fs/promises";
import { constants } from "node:os";
import { getSystemErrorName } from "node:util";
import type { ReplaceFileAtomicFileSystem } from "@openclaw/fs-safe/atomic";
import type { FailureCode } from "../../src/core/messages/failures.ts";

const STEPS = ["open", "write", "fsync", "rename", "directory fsync"] as const;
export type Step = (typeof STEPS)[number];

const CODE_OF = {
  ENOSPC: "disk_full",
  EDQUOT: "disk_full",
  EIO: "write_failed",
  EACCES: "write_denied",
  EROFS: "disk_read_only",
  EBUSY: "write_failed",
  EPERM: "file_locked",
  EXDEV: "write_failed",
} as const satisfies Record<string, FailureCode>;
export type ErrorName = keyof typeof CODE_OF;

/** Of a rename, EBUSY says that the file is mounted. @param call the system's, or the step that is it */
export const codeOf = (call: string, error: ErrorName): FailureCode =>
  call === "rename" && error === "EBUSY" ? "file_mounted" : CODE_OF[error];

/** Each step with each error. */
export const CELLS = STEPS.flatMap((step) =>
  Object.keys(CODE_OF).map((error): [Step, ErrorName] => [step, error as ErrorName]),
);

/**
 * Is the new file in place in spite of the fault? After the rename it is, whatever the folder's fsync says; and
 * some file systems know no fsync and answer EPERM.
 */
export const isSurvived = (step: Step, error: ErrorName): boolean =>
  step === "directory fsync" || (step === "fsync" && error === "EPERM");

/** @param onFault called when the step is reached */
export function faultyFileSystem(
  step: Step,
  error: ErrorName,
  onFault: () => void,
): ReplaceFileAtomicFileSystem {
  const fail = (syscall: string): never => {
    onFault();
    throw systemError(error, syscall);
  };
  const open: typeof fs.open = async (file, flags, mode) => {
    const isTemp = flags === "wx";
    if (isTemp && step === "open") fail("open");
    const handle = await fs.open(file, flags, mode);
    const fails = isTemp ? step === "fsync" : step === "directory fsync" && (await isFolder(handle));
    return fails ? Object.assign(handle, { sync: async () => fail("fsync") }) : handle;
  };
  const writeFile: typeof fs.writeFile = async (file, data, options) => {
    if (step !== "write") return fs.writeFile(file, data, options);
    // A disk fills up in the middle of a file, not before it.
    await fs.writeFile(file, (data as string).slice(0, 10), options);
    fail("write");
  };
  const rename: typeof fs.rename = async (from, to) =>
    step === "rename" ? fail("rename") : fs.rename(from, to);
  return { promises: { ...fs, open, writeFile, rename } };
}

/** As Node has it: it knows no name for some of the numbers, EDQUOT's for one. */
function systemError(name: ErrorName, syscall: string): Error {
  const errno = -constants.errno[name];
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`${code}: injected, ${syscall}`), { code, errno, syscall });
}

async function isFolder(handle: FileHandle): Promise<boolean> {
  return (await handle.stat()).isDirectory();
}
