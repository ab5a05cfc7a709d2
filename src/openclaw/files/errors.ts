/** From what goes wrong with a file to a value that says so. */
import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";
import { FsSafeError } from "@openclaw/fs-safe/errors";
import { failure, type Failure, type FailureCode } from "../../core/messages/failures.ts";

/** Refusals found deep inside a step travel as this, and become a value again in `expectFailures`. */
export class Refusal extends Error {
  readonly code: FailureCode;
  readonly path: string;

  constructor(code: FailureCode, file: string) {
    super(code);
    this.code = code;
    this.path = file;
  }
}

/** What each error of the system comes to; every other one is `write_failed`. */
const CODE_BY_ERRNO: Readonly<Record<string, FailureCode>> = {
  ENOSPC: "disk_full",
  EDQUOT: "disk_full",
  EACCES: "write_denied",
  EROFS: "disk_read_only",
  // Whose the file is has been looked at before; what is left are its attributes. On Windows it is access lists.
  EPERM: process.platform === "win32" ? "write_denied" : "file_locked",
};

function codeByErrno(errno: string, syscall: string | undefined): FailureCode {
  // Nothing takes the place of what is mounted. On Windows somebody has the file open.
  if (errno === "EBUSY" && syscall === "rename" && process.platform !== "win32") return "file_mounted";
  return CODE_BY_ERRNO[errno] ?? "write_failed";
}

/** Of the library, which looks at what it has made before it goes on: somebody else had a hand in it. */
const MEDDLING = ["hardlink", "not-file", "not-found", "path-mismatch", "symlink"];

/** Turns what the file system may answer into a value. Anything else is a bug, and stays an exception. */
export async function expectFailures<T>(file: string, work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (thrown) {
    // The library's: the second one is of a close that failed as well.
    const error: unknown = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
    if (error instanceof Refusal) return failure(error.code, { path: error.path });
    if (error instanceof FsSafeError && MEDDLING.includes(error.code))
      return failure("file_changed_meanwhile", { path: file });
    const { code, path: place, syscall } = error as NodeJS.ErrnoException;
    if (code === "file_lock_timeout" || code === "file_lock_stale")
      return failure("file_busy", { path: file });
    const errno = errnoOf(error as NodeJS.ErrnoException);
    if (errno === undefined) throw thrown;
    // What was only asked for may be the folder.
    return failure(codeByErrno(errno, syscall), {
      path: syscall === "access" && place ? place : file,
      errno,
    });
  }
}

/** Node knows no name of its own for some, for EDQUOT say ("Unknown system error -122"). */
const NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [-number, name]));
for (const [number, [name]] of getSystemErrorMap()) NAMES.set(number, name);
const ERRNOS = new Set(NAMES.values());

/** Undefined for codes such as `ERR_INVALID_ARG_TYPE`: those are Node's, and say that we have a bug. */
function errnoOf({ code, errno = 0 }: NodeJS.ErrnoException): string | undefined {
  if (code === undefined || ERRNOS.has(code)) return code;
  return code.startsWith("Unknown system error") ? (NAMES.get(errno) ?? code) : undefined;
}
