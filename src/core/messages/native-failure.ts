import type { CompanionErrorCode, ErrorDetail, FileReport, StatusReply } from "./messages.ts";

/** What can go wrong between the extension and the companion, seen from the extension. */
export type NativeErrorCode =
  /** What the companion itself refused or failed at; a version mismatch is told apart further, below. */
  | Exclude<CompanionErrorCode, "protocol_unsupported">
  | "native_permission_missing"
  /** Permitted, but this page or worker runs since before: a fresh one can. */
  | "native_not_ready"
  | "companion_missing"
  | "companion_forbidden"
  | "companion_crashed"
  | "companion_timeout"
  | "companion_too_old"
  | "companion_too_new"
  | "companion_reply_invalid";

export interface NativeFailure {
  ok: false;
  code: NativeErrorCode;
  detail?: ErrorDetail | undefined;
}

/** The companion's report of a file, with a problem worded as any other failure. */
export type KnownFile = Omit<FileReport, "problem"> & { problem: NativeFailure | null };

export type CompanionStatus = Omit<StatusReply, "files"> & { files: Record<"config" | "dotenv", KnownFile> };
