/** Every result of an export that can be expected, as values of one union. An exception is a bug. */
import type { Effect, ErrorDetail, FileKind } from "../../core/messages/messages.ts";
import type { NativeErrorCode, NativeFailure } from "../../core/messages/native-failure.ts";
import type { CopyFormat } from "../browser/records.ts";
import type { SessionKeyProblem } from "../../core/claude/session-key.ts";

export type FailureCode =
  | "consent_missing"
  | "permission_missing"
  | "signed_out"
  | SessionKeyProblem
  | "clipboard_refused"
  | NativeErrorCode;

export interface Failure {
  ok: false;
  code: FailureCode;
  detail?: ErrorDetail | undefined;
}

/** The key stands in OpenClaw's file now; whether OpenClaw reads it there is `effect`. */
export interface Saved {
  ok: true;
  kind: "saved";
  file: FileKind;
  path: string;
  changed: boolean;
  tightened: boolean;
  /** Only where it is not sure that the file would survive a power cut. */
  durable?: false | undefined;
  effect: Effect;
  /** Of the gateway, after a write to `.env`; only where the user allowed it. */
  restart?: { ok: true } | NativeFailure | undefined;
}

export type Outcome = Saved | { ok: true; kind: "copied"; format: CopyFormat } | Failure;

export const failure = (code: FailureCode, detail?: ErrorDetail): Failure => ({ ok: false, code, detail });
