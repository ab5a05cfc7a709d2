/** How the use of a window compares with the time of it that has gone. */
import type { UsageWindow } from "./windows.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** From here on little is left, however much time has gone. In percent, as all below. */
export const NEARLY_FULL = 90;

/** So far from the time that has gone counts as with it. */
const ON_PACE = 10;

export type Pace = {
  /** How much of the window's time has gone, 0 to 100. */
  gone: number;
} & (
  | { verdict: "under" | "on" }
  /** @property fullAt at this rate */
  | { verdict: "over"; fullAt: number }
);

/** How long a window is; null for what is none of time. Those of models are weekly. */
export function windowLength({ label, resetAt }: Pick<UsageWindow, "label" | "resetAt">): number | null {
  if (label === "5h") return 5 * HOUR_MS;
  return label === "Week" || resetAt !== null ? 7 * DAY_MS : null;
}

/** @returns null where the window's time is not known, has not begun, or is over */
export function paceOf(window: UsageWindow, now: number): Pace | null {
  const length = windowLength(window);
  if (length === null || window.resetAt === null) return null;
  const left = window.resetAt - now;
  if (left <= 0 || left >= length) return null;
  const passed = length - left;
  const gone = (100 * passed) / length;
  const ahead = window.usedPercent - gone;
  if (Math.abs(ahead) <= ON_PACE) return { gone, verdict: "on" };
  if (ahead < 0) return { gone, verdict: "under" };
  const untilFull = passed * (100 / window.usedPercent - 1);
  return { gone, verdict: "over", fullAt: now + untilFull };
}
