/** From what goes wrong with a file to a value that says so. */
import { constants } from "node:os";
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

const CODE_BY_ERRNO: Readonly<Record<string, FailureCode>> = {
  ENOSPC: "disk_full",
  EDQUOT: "disk_full",
  EACCES: "write_denied",
  EPERM: "write_denied",
  EROFS: "write_denied",
  file_lock_timeout: "file_busy",
  file_lock_stale: "file_busy",
};

/** Turns what the file system may answer into a value. Anything without a code is a bug, and stays an exception. */
export async function expectFailures<T>(file: string, work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return failure(error.code, { path: error.path });
    const code = codeOf(error as NodeJS.ErrnoException);
    if (typeof code !== "string") throw error;
    const errno = code.startsWith("file_lock_") ? {} : { errno: code };
    return failure(CODE_BY_ERRNO[code] ?? "write_failed", { path: file, ...errno });
  }
}

/** Node has no name of its own for some errors, for EDQUOT say ("Unknown system error -122"). */
function codeOf({ code, errno }: NodeJS.ErrnoException): string | undefined {
  const named = Object.entries(constants.errno).find(([, number]) => number === -(errno ?? 0));
  return code?.startsWith("Unknown system error") ? (named?.[0] ?? code) : code;
}
