/** What has to be done, as a function of how things stand: never of what happened. Pure. */
import { mayFollow, type Owner } from "../../core/claude/account.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import type { Failure } from "../../core/messages/failures.ts";
import { isPicked, type LastExport, type Place, type Question, type SyncState } from "../browser/records.ts";
import { LIMITS } from "./limits.ts";
import { isFoundByLooking, outcomeUnknown } from "./state.ts";

/** The cookie as it is now, behind the consent gate. */
export type FoundSession = Session | Failure;

interface Session {
  ok: true;
  key: SessionKey;
  fingerprint: string;
  expiresAt: Date | null;
}

export interface Standing {
  session: FoundSession;
  place: Place;
  lastExport: LastExport | null;
  /** See `Records`. */
  owner: Owner | null;
  asked: Owner | null;
  /** Whether a key may stand in OpenClaw from here; see `keysLeft`. */
  isKeyLeft: boolean;
  state: SyncState;
  onSignOut: "keep" | "remove";
  now: Date;
  /** Somebody is looking: what failed before is tried again now. */
  retryNow: boolean;
}

export type Step =
  | { do: "nothing" }
  /** A later wake decides. */
  | { do: "wait" }
  | { do: "write"; key: SessionKey }
  /** Ask claude.ai whose key it is. */
  | { do: "identify"; key: SessionKey }
  /** Only the user can tell whether to go on. */
  | { do: "ask"; question: Question }
  /** See whether what was written is there still, and whether OpenClaw reads it. */
  | { do: "look"; exported: LastExport }
  /** So many writes came before that the next restart of the gateway has to wait. */
  | { do: "hold"; until: Date }
  /** Take out of OpenClaw what we put there. */
  | { do: "remove" }
  | { do: "fail"; failure: Failure };

export function nextStep(standing: Standing): Step {
  const { session, lastExport, place, state, owner, asked, now } = standing;
  if (!session.ok) {
    return session.code === "signed_out" ? afterSignOut(standing) : { do: "fail", failure: session };
  }
  const { key, fingerprint } = session;
  const here = lastExport?.id === place.id ? lastExport : null;
  // Whoever took the key out may want no other there either.
  if (here && (here.fingerprint === fingerprint || state.question === "key_gone"))
    return afterExport(standing, session, here);
  if (mustWait(standing, fingerprint)) return { do: "wait" };
  if (owner !== null && owner.key !== fingerprint) {
    if (asked?.key !== fingerprint)
      return mustNotAsk(state, fingerprint, now) ? { do: "wait" } : { do: "identify", key };
    if (!mayFollow(owner, asked, state.afterSignOut)) return { do: "ask", question: "other_account" };
  }
  if (isPicked(place)) return { do: "ask", question: "click_needed" };
  const until = isCounted(state, fingerprint) ? null : heldUntil(standing);
  return until ? { do: "hold", until } : { do: "write", key };
}

function afterExport(standing: Standing, { key, fingerprint }: Session, exported: LastExport): Step {
  const { state, owner, asked, now } = standing;
  const isTrouble = state.trouble !== null && isFoundByLooking(state.trouble);
  if (isTrouble && mustWait(standing, fingerprint) && !isPulseDue(standing, exported)) return { do: "wait" };
  if (isTrouble || isLookDue(standing, exported)) return { do: "look", exported };
  if (state.question === "key_gone") return { do: "ask", question: state.question };
  const isKnown = owner?.key === fingerprint && (owner.organizations !== null || asked?.key === fingerprint);
  return isKnown || mustNotAsk(state, fingerprint, now) ? { do: "nothing" } : { do: "identify", key };
}

/** Claude.ai was asked whose key it is a moment ago. */
export function mustNotAsk({ seen }: SyncState, fingerprint: string, now: Date): boolean {
  if (seen?.key !== fingerprint || seen.askedAt === null) return false;
  return isAhead(Date.parse(seen.askedAt) + LIMITS.askAgainMs, now, LIMITS.askAgainMs);
}

/** OpenClaw puts an older config back at times, and people take keys out. */
function isLookDue(standing: Standing, exported: LastExport): boolean {
  const { place, state, now, retryNow } = standing;
  if (isPicked(place)) return false;
  const pause = retryNow ? LIMITS.lookAgainMs : LIMITS.safetyNetMs;
  return isPulseDue(standing, exported) || !isAhead(lastLook(state, exported) + pause, now, pause);
}

/** A key in memory only ends with its gateway's process, of which nobody tells. */
const isPulseDue = ({ state, now }: Standing, exported: LastExport): boolean =>
  exported.process !== undefined && !isAhead(nextPulse(state, exported), now, LIMITS.pulseMs);

const nextPulse = (state: SyncState, exported: LastExport): number =>
  lastLook(state, exported) + LIMITS.pulseMs;

const lastLook = ({ lookedAt }: SyncState, { at }: LastExport): number =>
  Math.max(Date.parse(at), lookedAt === null ? 0 : Date.parse(lookedAt));

function afterSignOut(standing: Standing): Step {
  const { onSignOut, isKeyLeft, place, state, now } = standing;
  if (onSignOut === "keep" || !isKeyLeft || isPicked(place)) return { do: "nothing" };
  const since = state.goneSince === null ? now.getTime() : Date.parse(state.goneSince);
  const isOver = now.getTime() - since >= LIMITS.signOutMs;
  return isOver && !mustWait(standing, null) ? { do: "remove" } : { do: "wait" };
}

function mustWait({ state: { trouble }, now, retryNow }: Standing, fingerprint: string | null): boolean {
  if (trouble === null || retryNow || trouble.fingerprint !== fingerprint) return false;
  return isAhead(Date.parse(trouble.nextAt), now, LIMITS.pausesMs.at(-1)!);
}

/** A time that is further ahead than any pause is none of ours: the clock was set back. */
const isAhead = (time: number, now: Date, longestMs: number): boolean =>
  now.getTime() < time && time <= now.getTime() + longestMs;

/**
 * A try of this very key was counted as a write when its outcome stayed unknown: the next one adds no restart. To
 * hold it back would forget the failure, count it anew, and so never come to the badge.
 */
const isCounted = ({ trouble }: SyncState, fingerprint: string): boolean =>
  trouble !== null && trouble.fingerprint === fingerprint && outcomeUnknown(trouble);

/** Only those writes count that nobody asked for: a click goes through at once. */
function heldUntil({ state: { writes }, place, now }: Standing): Date | null {
  // Only a change of openclaw.json restarts a running gateway.
  if (place.kind !== "config") return null;
  const oldest = writes.at(-LIMITS.writesInWindow);
  if (oldest === undefined) return null;
  const end = Date.parse(oldest) + LIMITS.windowMs;
  return isAhead(end, now, LIMITS.windowMs) ? new Date(end) : null;
}

/**
 * When to look again, were nothing to happen: what is due first, and the safety net at the latest.
 * @param exported to where auto-sync writes; null for nothing
 */
export function nextWake(state: SyncState, exported: LastExport | null, now: Date): Date {
  const at = (time: string | null) => (time === null ? Number.POSITIVE_INFINITY : Date.parse(time));
  const end = at(state.expiresAt);
  const due = [
    at(state.trouble?.nextAt ?? null),
    at(state.heldUntil),
    at(state.goneSince) + LIMITS.signOutMs,
    exported?.process === undefined || state.goneSince
      ? Number.POSITIVE_INFINITY
      : nextPulse(state, exported),
    ...[...LIMITS.expiryNoticesMs, 0].map((before) => end - before),
  ].filter((time) => time > now.getTime());
  return new Date(Math.min(...due, now.getTime() + LIMITS.safetyNetMs));
}
