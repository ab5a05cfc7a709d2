/**
 * A plan's numbers as they may be shown: a window that has been reset since they were read has no number any more, and
 * numbers of yesterday are called so.
 */
import type { UsageWindow } from "../../core/claude/windows.ts";
import type { KeptNumbers } from "./numbers.ts";
import { phrase } from "../words.ts";
import type { Clock } from "./clock.ts";
import { durationWords, named, timeWords } from "./words.ts";

/** From here on their age is told in words. */
const OLD_MS = 3_600_000;

export interface Told {
  plan: string | null;
  organization: string | null;
  /** Those whose numbers hold still. */
  windows: UsageWindow[];
  /** Those that have been reset since. */
  reset: UsageWindow[];
  readAt: number;
  /** Null where the clock was set back since. */
  ageMs: number | null;
  /** Not of this hour, as far as that is known. */
  isOld: boolean;
}

export function tell({ plan, organization, windows, readAt }: KeptNumbers, now: number): Told {
  const ageMs = readAt > now ? null : now - readAt;
  const isReset = ({ resetAt }: UsageWindow) => resetAt !== null && resetAt <= now;
  return {
    plan: plan && named(plan),
    organization: organization && named(organization),
    windows: windows.filter((window) => !isReset(window)).map(withName),
    reset: windows.filter(isReset).map(withName),
    readAt,
    ageMs,
    isOld: ageMs === null || ageMs > OLD_MS,
  };
}

const withName = (window: UsageWindow): UsageWindow => ({ ...window, label: named(window.label) });

/** From when the numbers are, and which of them are missing. */
export function notes(told: Told, clock: Clock): string[] {
  const { windows, reset } = told;
  return [
    ...reset.map(({ label, resetAt }) =>
      phrase("plan_window_reset", { label, time: timeWords(resetAt!, clock) }),
    ),
    ...(windows.length + reset.length === 0 ? [phrase("plan_no_windows")] : []),
    ageWords(told, clock),
  ];
}

function ageWords({ readAt, ageMs, isOld }: Told, clock: Clock): string {
  if (ageMs === null) return phrase("plan_as_of_unknown");
  const time = timeWords(readAt, clock);
  return isOld
    ? phrase("plan_as_of_old", { time, age: durationWords(ageMs) })
    : phrase("plan_as_of", { time });
}

export const windowWords = ({ label, usedPercent, resetAt }: UsageWindow, clock: Clock): string => {
  const used = Math.round(usedPercent);
  const values = { label, used, left: 100 - used };
  if (resetAt === null) return phrase("plan_window", values);
  const duration = durationWords(resetAt - clock.now);
  return phrase("plan_window_until", { ...values, duration, time: timeWords(resetAt, clock) });
};
