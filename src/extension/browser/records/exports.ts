/** What was put where, and whose it was. */
import * as z from "zod/mini";
import { Effect, FileKind, ReceivedFailure, SetReply } from "../../../core/messages/messages.ts";
import { or, Time } from "./shapes.ts";

/** What was last exported: enough to tell whether the key changed, and nothing of the key. */
export const LastExport = z.object({
  /** Salted. */
  fingerprint: z.string(),
  at: Time,
  /** Of the place. */
  id: z.string(),
  path: z.string(),
  /** When OpenClaw itself has last shown the plan with it. */
  seenAt: or(z.optional(Time), undefined),
  /** A gateway that ran at that time has the old key still. */
  gatewayIsBehind: or(z.optional(z.literal(true)), undefined),
  /** Of a gateway that has it in memory only: the process with which it ends. */
  process: or(z.optional(z.string()), undefined),
});
export type LastExport = z.infer<typeof LastExport>;

/** The key stands where it was put; whether OpenClaw reads it there is `effect`, missing where nobody can tell. */
export const Saved = z.extend(SetReply, {
  /** Missing where that is a gateway. */
  file: z.optional(FileKind),
  effect: z.optional(Effect),
  /** As in `LastExport`. */
  process: z.optional(z.string()),
  /** Why OpenClaw's command line does not find it; the gateway does. */
  commandLine: z.optional(ReceivedFailure),
});
export type Saved = z.infer<typeof Saved>;

/** The last put, noted before it is made. */
export const Put = z.object({
  /** Of its run. */
  id: z.string(),
  /** Of the key, salted. */
  fingerprint: z.string(),
  /** The place's id. */
  destination: z.string(),
  /** Null while it is under way, and for good where its run was stopped. */
  result: z.nullable(z.union([Saved, ReceivedFailure])),
});
export type Put = z.infer<typeof Put>;

/** Which account a key is of. All salted. */
export const Owner = z.object({ key: z.string(), organizations: z.nullable(z.array(z.string())) });
