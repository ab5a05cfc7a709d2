/**
 * Every pause and bound of auto-sync. A build in Vite's mode `quick` counts a minute as a second, so that tests
 * can wait for the longest of them; `npm run zip` never makes one.
 */
export const MINUTE_MS = import.meta.env.MODE === "quick" ? 1_000 : 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const LIMITS = {
  /** After a wake, further ones are answered together for this long. The first acts at once. */
  coalesceMs: 1_000,
  /** Wakes us again where a sync was cut off. Half a minute is the least that browsers allow. */
  guardMs: Math.max(MINUTE_MS / 2, 3_000),
  /** The safety net, should every other wake fail. */
  safetyNetMs: HOUR_MS,
  /** So often a gateway that has the key in memory only is asked whether it is the same process still. */
  pulseMs: MINUTE_MS,
  /** A gateway that starts can't be read; one that stays so for longer does not know this browser any more. */
  startsWithinMs: MINUTE_MS,
  /** So often at most OpenClaw's file is looked at because somebody looks at a page of ours. */
  lookAgainMs: MINUTE_MS,
  /** So often at most claude.ai is asked whose a key is, while it does not tell. */
  askAgainMs: MINUTE_MS,
  /** From failure to next attempt; the last one holds for all that follow. */
  pausesMs: [1, 2, 5, 15, 30, 60].map((minutes) => minutes * MINUTE_MS),
  /** From here on a failure that may pass by itself is shown on the badge. */
  failuresUntilBadge: 3,
  /** Every write to openclaw.json restarts a running gateway: this many by itself within the window, then it waits. */
  writesInWindow: 3,
  windowMs: 10 * MINUTE_MS,
  /** A sign-in may clear the cookie before it sets the new one: only then is it a sign-out. */
  signOutMs: MINUTE_MS,
  /** Before the cookie's end: from the first on it is shown, and at each the days are counted anew. */
  expiryNoticesMs: [5 * DAY_MS, DAY_MS],
  historyLength: 20,
} as const;
