/** How often claude.ai is asked for a plan's usage, whoever wants it. All that asks goes by these rules. */
import type { CachedUsage } from "../browser/records.ts";
import { MINUTE_MS } from "../sync/limits.ts";

export const PACE = {
  /** While somebody looks: as often as claude.ai's own page may be loaded anew. For each organization. */
  pageMs: 60_000,
  /**
   * While nobody looks. In 15 minutes 5% of the shortest window's time goes: no notice comes much late; and numbers go to a
   * gateway four times before OpenClaw calls them old.
   */
  backgroundMs: 15 * MINUTE_MS,
  /** A question without an answer is one whose page was closed: as long as claude.ai is waited for, and no longer. */
  unansweredMs: 10_000,
} as const;

/** Of one reading: the organizations, and the usage of one. */
const REQUESTS_A_READING = 2;

/** With no page open, where there are notices, or a gateway gets the numbers; else none. PRIVACY.md tells it. */
export const REQUESTS_A_DAY = (REQUESTS_A_READING * 24 * 60 * MINUTE_MS) / PACE.backgroundMs;

/** Who wants the numbers: a page that is open, or nobody who waits. */
export type Reader = "page" | "background";

/**
 * How long claude.ai must not be asked again, in milliseconds; 0 where it may be. Whatever came of the last
 * question counts: who asks too often after a failure makes it worse.
 */
export function msUntilNext(
  last: Pick<CachedUsage, "askedAt" | "answer"> | null,
  reader: Reader,
  now: Date,
): number {
  if (last === null) return 0;
  // Of a session that claude.ai ended only a page asks again: another sign-in has another key.
  if (reader === "background" && isRefused(last)) return Number.POSITIVE_INFINITY;
  const age = now.getTime() - Date.parse(last.askedAt);
  const { pageMs, backgroundMs, unansweredMs } = PACE;
  const pause = reader === "background" ? backgroundMs : last.answer ? pageMs : unansweredMs;
  // Asked in the future: the clock was set back.
  return age >= 0 && age < pause ? pause - age : 0;
}

const isRefused = ({ answer }: Pick<CachedUsage, "answer">): boolean =>
  answer?.usage.ok === false && answer.usage.code === "session_refused";
