/** What a write says when a step of it fails. */
import type { FailureCode } from "../../src/core/messages/failures.ts";
import type { ErrorName, Step } from "./faulty-file-system.ts";

const CODES: Readonly<Record<ErrorName, FailureCode>> = {
  ENOSPC: "disk_full",
  EDQUOT: "disk_full",
  EIO: "write_failed",
  EACCES: "write_denied",
  EROFS: "write_denied",
  EBUSY: "write_failed",
  EPERM: "write_denied",
  EXDEV: "write_failed",
};

export const codeOf = (error: ErrorName): FailureCode => CODES[error];

/**
 * Is the new file in place in spite of the fault? After the rename it is, whatever the folder's fsync says; and
 * some file systems know no fsync and answer EPERM.
 */
export function isSurvived(step: Step, error: ErrorName): boolean {
  return step === "directory fsync" || (step === "fsync" && error === "EPERM");
}
