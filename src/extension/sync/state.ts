/** What auto-sync remembers from one wake to the next, and how each result changes it. Pure. */
import { failure, rowOf, type Failure, type FailureCode } from "../../core/messages/failures.ts";
import * as z from "zod/mini";
import { Detail } from "../../core/messages/messages.ts";
import { LIMITS } from "./limits.ts";

/** What was last exported: enough to tell whether the key changed, and nothing of the key. */
export const LastExport = z.strictObject({
  /** Salted; see `loadSalt`. */
  fingerprint: z.string(),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** The file's identifier; see `ConfirmedFile`. */
  id: z.string(),
  path: z.string(),
  /** A gateway that ran at that time has the old key still. */
  gatewayIsBehind: z.optional(z.literal(true)),
});
export type LastExport = z.infer<typeof LastExport>;

const Trouble = z.strictObject({
  /** Only ever written by us, and codes are only ever added. */
  code: z.custom<FailureCode>((value) => typeof value === "string"),
  detail: z.optional(Detail),
  /** In a row, whatever the cause of each. */
  failures: z.number(),
  /** Of the key that it happened to; another key is tried at once. */
  fingerprint: z.nullable(z.string()),
  nextAt: z.iso.datetime(),
});
export type Trouble = z.infer<typeof Trouble>;

export const SyncState = z.strictObject({
  trouble: z.nullable(Trouble),
  /** When files were changed without a click; no more of them than `LIMITS.writesInWindow`. */
  writes: z.array(z.iso.datetime()),
  /** Until when a new key waits, so that the gateway is not restarted once more. */
  heldUntil: z.nullable(z.iso.datetime()),
  /** Of the cookie as it was last seen. */
  expiresAt: z.nullable(z.iso.datetime()),
  /** Since when there is no cookie. */
  goneSince: z.nullable(z.iso.datetime()),
});
export type SyncState = z.infer<typeof SyncState>;

export const INITIAL_STATE: SyncState = {
  trouble: null,
  writes: [],
  heldUntil: null,
  expiresAt: null,
  goneSince: null,
};

export function signedIn(state: SyncState, expiresAt: Date | null): SyncState {
  return { ...state, goneSince: null, expiresAt: expiresAt?.toISOString() ?? null };
}

/** Keeps the expiry that was seen last: it tells an expired cookie from a sign-out. */
export function signedOut(state: SyncState, now: Date): SyncState {
  return { ...state, goneSince: state.goneSince ?? now.toISOString() };
}

export function settled(state: SyncState): SyncState {
  return { ...state, trouble: null, heldUntil: null };
}

/** Counted before it is done: a stop in between must not let one write too many through. */
export function writing(state: SyncState, now: Date): SyncState {
  return { ...state, writes: [...state.writes, now.toISOString()].slice(-LIMITS.writesInWindow) };
}

export function held(state: SyncState, until: Date): SyncState {
  return { ...state, trouble: null, heldUntil: until.toISOString() };
}

/** @param path of the source that OpenClaw reads; null for the environment of a process */
export const shadowedBy = (path: string | null): Failure => failure("not_effective", { path: path ?? "" });

/** Nobody knows how far the companion came. */
export const wentSilent = ({ code }: Pick<Failure, "code">): boolean =>
  code === "companion_timeout" || code === "companion_crashed";

interface Circumstances {
  /** Of the key that did not arrive; null where there is none. */
  fingerprint: string | null;
  now: Date;
  /** Somebody looked, who may look often: that makes the next pause no longer. */
  watched: boolean;
}

export function failed(
  state: SyncState,
  { code, detail }: Pick<Failure, "code" | "detail">,
  { fingerprint, now, watched }: Circumstances,
): SyncState {
  const before = state.trouble?.failures ?? 0;
  const failures = watched ? Math.max(before, 1) : before + 1;
  const pause = LIMITS.pausesMs[failures - 1] ?? LIMITS.pausesMs.at(-1)!;
  const nextAt = new Date(now.getTime() + pause).toISOString();
  return {
    ...state,
    heldUntil: null,
    trouble: { code, ...(detail ? { detail } : {}), failures, fingerprint, nextAt },
  };
}

/** Whether the badge has to say so. */
export function isUrgent({ code, failures }: Trouble): boolean {
  return !rowOf(code).passes || failures >= LIMITS.failuresUntilBadge;
}
