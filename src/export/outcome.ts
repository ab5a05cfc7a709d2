/** Every result of an export that can be expected, as values of one union. An exception is a bug. */
import type { CompanionErrorCode, Effect, ErrorDetail } from "../protocol/companion.ts";
import type { SessionKeyProblem } from "../session/session-key.ts";

/** Found on this side of the companion. */
export type ExtensionErrorCode =
  | "consent_missing"
  | "permission_missing"
  | "signed_out"
  | SessionKeyProblem
  | "clipboard_refused"
  | "native_permission_missing"
  | "companion_missing"
  | "companion_forbidden"
  | "companion_crashed"
  | "companion_timeout"
  | "companion_too_old"
  | "companion_too_new"
  | "companion_reply_invalid";

/** What the companion refused or failed at, the version mismatch aside: that one is told apart further. */
export type FailureCode = ExtensionErrorCode | Exclude<CompanionErrorCode, "protocol_unsupported">;

export interface Failure {
  ok: false;
  code: FailureCode;
  detail?: ErrorDetail | undefined;
}

export type Outcome =
  | { ok: true; kind: "saved"; path: string; changed: boolean; tightened: boolean; effect: Effect }
  | { ok: true; kind: "copied" }
  | Failure;

export const failure = (code: FailureCode, detail?: ErrorDetail): Failure =>
  detail ? { ok: false, code, detail } : { ok: false, code };
