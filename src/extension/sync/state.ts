/** How each result changes what auto-sync remembers. Pure; the shapes stand in `records.ts`. */
import { failure, rowOf, type Failure, type FailureCode } from "../../core/messages/failures.ts";
import {
  chosenPlace,
  type Place,
  type Question,
  type Records,
  type SyncState,
  type Trouble,
} from "../browser/records.ts";
import { LIMITS } from "./limits.ts";

/**
 * The keys that may stand in OpenClaw from here: the one that was exported last, and that of a put whose outcome
 * nobody knows. `id` is the destination's.
 */
export function keysLeft({ lastExport, put }: Pick<Records, "lastExport" | "put">): KeyLeft[] {
  const isUnknown = put !== null && (put.result === null || (!put.result.ok && outcomeUnknown(put.result)));
  return [
    ...(lastExport ? [{ id: lastExport.id, fingerprint: lastExport.fingerprint }] : []),
    ...(isUnknown && put.fingerprint !== lastExport?.fingerprint
      ? [{ id: put.destination, fingerprint: put.fingerprint }]
      : []),
  ];
}

/** Where a key from here may stand, though the user wants it to stay here. */
export const placesOwed = ({ consent, written }: Pick<Records, "consent" | "written">): Place[] =>
  consent?.grade === "numbers" ? written : [];

interface KeyLeft {
  id: string;
  fingerprint: string;
}

/**
 * Where auto-sync writes the key, or asks for the click that does; null where it is off, paused or not set up, and where
 * the key stays here.
 */
export function placeToSync({ consent, settings }: Pick<Records, "consent" | "settings">): Place | null {
  const isOn = consent?.autoSync === true && consent.grade === "key" && !settings.paused;
  return isOn ? chosenPlace(settings) : null;
}

/** @param container null for the one outside of all */
export function signedIn(
  state: SyncState,
  { fingerprint: key, expiresAt }: { fingerprint: string; expiresAt: Date | null },
  container: string | null,
  now: Date,
): SyncState {
  const { seen, afterSignOut } = state;
  const isSame = seen?.key === key && seen.container === container;
  return {
    ...state,
    seen: isSame ? seen : { key, container, since: now.toISOString(), askedAt: null },
    goneSince: null,
    expiresAt: expiresAt?.toISOString() ?? null,
    // Somebody else may be signed in there.
    afterSignOut: afterSignOut || isElsewhere(state, container),
  };
}

/** Whether another container's cookie was seen last: then a missing one tells of no sign-out. */
export const isElsewhere = ({ seen }: SyncState, container: string | null): boolean =>
  seen !== null && seen.container !== container;

/** Keeps the expiry that was seen last: it tells an expired cookie from a sign-out. */
export function signedOut(state: SyncState, now: Date): SyncState {
  return { ...state, goneSince: state.goneSince ?? now.toISOString(), afterSignOut: true };
}

/** Nobody looks at the cookie: a sign-out may come and go. */
export function unwatched(state: SyncState): SyncState {
  return { ...state, goneSince: null, afterSignOut: true };
}

/** Claude.ai did not tell whose key it is. */
export function askedInVain(state: SyncState, fingerprint: string, now: Date): SyncState {
  const { seen } = state;
  return seen?.key === fingerprint ? { ...state, seen: { ...seen, askedAt: now.toISOString() } } : state;
}

/** The question why the key is gone stays: neither a sign-out nor a failure answers it. */
export function settled(state: SyncState): SyncState {
  const question = state.question === "key_gone" ? state.question : null;
  return { ...state, trouble: null, heldUntil: null, question };
}

export function answered(state: SyncState): SyncState {
  return { ...state, question: null };
}

export function exported(state: SyncState): SyncState {
  return { ...settled(answered(state)), afterSignOut: false };
}

export function asking(state: SyncState, question: Question): SyncState {
  return { ...settled(state), question };
}

export function looked(state: SyncState, now: Date): SyncState {
  return { ...state, lookedAt: now.toISOString() };
}

/**
 * Counts a write, before it is made: a stop in between must not let one too many through. Keeps one more than
 * count, for the case that the last one changes nothing.
 * @param at ISO 8601, UTC
 */
export function counted(state: SyncState, at: string): SyncState {
  return { ...state, writes: [...state.writes, at].slice(-LIMITS.writesInWindow - 1) };
}

/** Nothing came of the write that was counted at that time. */
export function uncounted(state: SyncState, at: string): SyncState {
  const index = state.writes.lastIndexOf(at);
  return index === -1 ? state : { ...state, writes: state.writes.toSpliced(index, 1) };
}

export function held(state: SyncState, until: Date): SyncState {
  return { ...settled(state), heldUntil: until.toISOString() };
}

/** @param path of the source that OpenClaw reads; null for the environment of a process */
export const shadowedBy = (path: string | null): Failure => failure("not_effective", { path: path ?? "" });

/** Nobody knows how far the companion or the gateway came. */
export const outcomeUnknown = ({ code }: Pick<Failure, "code">): boolean =>
  code === "companion_timeout" || code === "companion_crashed" || code === "gateway_timeout";

/** What can become of a key after its export, and only a look tells. */
export const isFoundByLooking = ({ code }: Pick<Failure, "code">): boolean => FOUND_BY_LOOKING.includes(code);

const FOUND_BY_LOOKING: readonly FailureCode[] = [
  "not_effective",
  "environment_taken",
  "gateway_not_paired",
  "gateway_other",
  "plugin_too_old",
  "plugin_too_new",
];

interface Try {
  /** Of the key that did not arrive; null where there is none. */
  fingerprint: string | null;
  now: Date;
  /** Somebody looked, who may look often: that makes the next pause no longer. */
  retryNow: boolean;
}

export const failed = (state: SyncState, reason: Failure, tried: Try): SyncState => ({
  ...settled(state),
  trouble: troubleAfter(state.trouble, reason, tried),
});

export function troubleAfter(
  before: Trouble | null,
  { code, detail }: Failure,
  { fingerprint, now, retryNow }: Try,
): Trouble {
  const last = before?.failures ?? 0;
  const failures = retryNow ? Math.max(last, 1) : last + 1;
  const pause = LIMITS.pausesMs[failures - 1] ?? LIMITS.pausesMs.at(-1)!;
  const nextAt = new Date(now.getTime() + pause).toISOString();
  return { code, ...(detail ? { detail } : {}), failures, fingerprint, nextAt };
}

/** Whether the badge has to say so. */
export function isUrgent({ code, failures }: Trouble): boolean {
  return !rowOf(code).passes || failures >= LIMITS.failuresUntilBadge;
}
