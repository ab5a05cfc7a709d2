/** What an export comes to where it succeeds. */
import type { Failure } from "../../core/messages/failures.ts";
import type { FileKind, SetReply } from "../../core/messages/messages.ts";
import type { CopyFormat } from "../browser/records.ts";

/** The key stands in OpenClaw's file now; whether OpenClaw reads it there is `effect`. */
export interface Saved extends SetReply {
  kind: "saved";
  file: FileKind;
}

export type Outcome = Saved | { ok: true; kind: "copied"; format: CopyFormat } | Failure;
