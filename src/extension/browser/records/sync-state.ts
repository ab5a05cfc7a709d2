/** What auto-sync remembers. */
import * as z from "zod/mini";
import { Code, Detail } from "../../../core/messages/messages.ts";
import { listOf, or, orNull, Time } from "./shapes.ts";

const Trouble = z.object({
  code: Code,
  detail: z.optional(Detail),
  /** In a row, whatever the cause of each. */
  failures: z.number(),
  /** Of the key that it happened to; another key is tried at once. */
  fingerprint: z.nullable(z.string()),
  nextAt: Time,
});
export type Trouble = z.infer<typeof Trouble>;

/**
 * The key that the browser has now may be another's; the exported one was taken out of OpenClaw's file; the file opens to
 * a click alone.
 */
export const Question = z.enum(["other_account", "key_gone", "click_needed"]);
export type Question = z.infer<typeof Question>;

/** The key that the cookie had last. */
const Seen = z.object({
  key: z.string(),
  /** Null for the cookie outside of all containers. */
  container: z.nullable(z.string()),
  since: Time,
  /** When claude.ai was last asked whose it is, and did not tell. */
  askedAt: z.nullable(Time),
});

/** What is remembered of the plan's numbers, which go to a gateway. */
export const NumbersState = z.object({
  sent: orNull(
    z.object({
      /** Of the gateway. */
      id: z.string(),
      at: Time,
      /** Of the key with whose sign-in they were read. */
      fingerprint: z.string(),
      /** Of that account, salted; null where nobody can tell. */
      organizations: orNull(z.array(z.string())),
    }),
  ),
  /** Of the key of another account, whose numbers wait for a click; null for none. */
  waiting: orNull(z.string()),
  trouble: orNull(Trouble),
});
export type NumbersState = z.infer<typeof NumbersState>;

export const NO_NUMBERS: NumbersState = NumbersState.parse({});

/** What auto-sync remembers from one wake to the next. */
export const SyncState = z.object({
  trouble: orNull(Trouble),
  /** When files were changed without a click, or are being changed. */
  writes: listOf(Time),
  /** Until when a new key waits, so that the gateway is not restarted once more. */
  heldUntil: orNull(Time),
  seen: orNull(Seen),
  /** Of the cookie as it was last seen. */
  expiresAt: orNull(Time),
  /** Since when there is no cookie. */
  goneSince: orNull(Time),
  /** Whether there was none for a while since the last export, or may have been. */
  afterSignOut: or(z.boolean(), false),
  /** What waits for the user's word; an export by click is a yes. */
  question: orNull(Question),
  /** When it was last seen whether OpenClaw's file holds the key. */
  lookedAt: orNull(Time),
});
export type SyncState = z.infer<typeof SyncState>;

export const INITIAL_STATE: SyncState = SyncState.parse({});
