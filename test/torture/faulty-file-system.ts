/** The file system as the atomic writer sees it, with one step in it that fails. */
import fs, { type FileHandle } from "node:fs/promises";
import { constants } from "node:os";
import { getSystemErrorName } from "node:util";
import type { ReplaceFileAtomicFileSystem } from "@openclaw/fs-safe/atomic";

export const STEPS = ["open", "write", "fsync", "rename", "directory fsync"] as const;
export type Step = (typeof STEPS)[number];

export const ERRORS = ["ENOSPC", "EDQUOT", "EIO", "EACCES", "EROFS", "EBUSY", "EPERM", "EXDEV"] as const;
export type ErrorName = (typeof ERRORS)[number];

/** As Node has it: it knows no name for some of the numbers, EDQUOT's for one. */
function systemError(name: ErrorName, syscall: string): Error {
  const errno = -constants.errno[name];
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`${code}: injected, ${syscall}`), { code, errno, syscall });
}

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

async function isFolder(handle: FileHandle): Promise<boolean> {
  return (await handle.stat()).isDirectory();
}
