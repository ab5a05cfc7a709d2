/** What stands in the sealed answer to each request of `requests.ts`. Append only. */
import * as z from "zod/mini";
import { UsageWindow } from "../claude/windows.ts";
import { Durable, Fingerprint, ReceivedFailure } from "../messages/messages.ts";

export const PutAnswer = z.object({
  ok: z.literal(true),
  /** False where the gateway had just this key, kept in just this way. */
  changed: z.boolean(),
  /** Of the plugin's own file; null where it is in memory only. */
  path: z.nullable(z.string()),
  durable: Durable,
  /** Why the command line does not find it; the gateway does. */
  commandLine: z.optional(ReceivedFailure),
});
export type PutAnswer = z.infer<typeof PutAnswer>;

export const RemoveAnswer = z.object({
  ok: z.literal(true),
  changed: z.boolean(),
  /** Only where another key than the one that was meant is there still. */
  kept: z.optional(z.literal(true)),
  /** Of OpenClaw's own files that hold a session key still: backups, a service's copy. */
  copies: z.array(z.string()),
  /** Why the plugin's line stays in `.env`; it holds no secret. */
  marker: z.optional(ReceivedFailure),
});
export type RemoveAnswer = z.infer<typeof RemoveAnswer>;

export const StatusAnswer = z.object({
  ok: z.literal(true),
  /** Of the plugin, as in package.json. */
  version: z.string(),
  /** OpenClaw's. */
  openclaw: z.string(),
  /** The name of the machine. */
  host: z.string(),
  /** How many are paired. */
  browsers: z.number(),
  /** What Clawkey put there last; null for nothing. */
  key: z.nullable(z.object({ fingerprint: Fingerprint, isYours: z.boolean(), isKept: z.boolean() })),
  /** The user's own value in the gateway's environment, where that is in use instead. */
  environment: z.nullable(z.object({ fingerprint: z.nullable(Fingerprint) })),
  /** The plan's numbers that it shows; null for none. An older plugin knows of no such thing. */
  numbers: z.optional(z.nullable(z.object({ ageMs: z.number(), isYours: z.boolean() }))),
});
export type StatusAnswer = z.infer<typeof StatusAnswer>;

export const NumbersAnswer = z.object({
  ok: z.literal(true),
  /** False where there was nothing to take out, or another browser has read them later. */
  changed: z.boolean(),
  /** Why the command line does not show them; the gateway does. */
  commandLine: z.optional(ReceivedFailure),
});
export type NumbersAnswer = z.infer<typeof NumbersAnswer>;

export const ShowAnswer = z.object({
  ok: z.literal(true),
  /** As the gateway shows them. */
  windows: z.array(UsageWindow),
  /** Without a key: in the plugin's own row, and in its command where this OpenClaw has no such rows. */
  from: z.optional(z.literal("numbers")),
  /** OpenClaw's. */
  version: z.string(),
});
export type ShowAnswer = z.infer<typeof ShowAnswer>;
