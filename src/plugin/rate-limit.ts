/**
 * Whether Anthropic's refusal to count a token's plan passes. To some setup tokens it answers 429 each time, and then
 * OpenClaw never comes to the session key. Known for as long as the process lives.
 */
const HOUR_MS = 3_600_000;
/** Asked again sooner, the same answer says nothing new. */
const APART_MS = 60_000;
const TIMES = 3;

interface Limited {
  since: number;
  last: number;
  times: number;
  /** One of the answers named an end that was still to come. */
  promised: boolean;
}

const NOTED = Symbol.for("clawkey.rate-limited");
const memory = globalThis as { [NOTED]?: Limited | undefined };

/** Any other answer: whatever was, it has passed. */
export function notLimited(): void {
  memory[NOTED] = undefined;
}

/**
 * @param retryAfter the header of the answer: seconds, or a date
 * @returns whether it will stay so
 */
export function limitedForGood(retryAfter: string | null, now: number): boolean {
  const known = memory[NOTED];
  // Of a clock that was set back since nothing can be told.
  const isOurs = known && known.last <= now;
  const before = isOurs ? known : { since: now, last: -Infinity, times: 0, promised: false };
  const isNews = now - before.last >= APART_MS;
  const noted = {
    since: before.since,
    last: isNews ? now : before.last,
    times: before.times + (isNews ? 1 : 0),
    promised: before.promised || isToCome(retryAfter, now),
  };
  memory[NOTED] = noted;
  return noted.times >= TIMES && (!noted.promised || noted.last - noted.since >= HOUR_MS);
}

/** No end, or one that is a day away, is none to wait for. */
function isToCome(retryAfter: string | null, now: number): boolean {
  if (retryAfter === null) return false;
  const seconds = Number(retryAfter);
  const waitMs = Number.isNaN(seconds) ? Date.parse(retryAfter) - now : seconds * 1000;
  return waitMs > 0 && waitMs < 24 * HOUR_MS;
}
