/** What there is to tell of windows that are nearly used up, each once. Pure; the shapes stand in `records.ts`. */
import { NEARLY_FULL, windowLength } from "../../core/claude/pace.ts";
import { isSameReset, type UsageWindow } from "../../core/claude/windows.ts";
import type { Notice, Notices, SeenWindow } from "../browser/records.ts";

/** In percent, the highest first. One notice each; where two are passed at once, only the higher one's. */
export const THRESHOLDS = [95, 80] as const;

/** Without a time, a fall by more than this tells that a window has started anew. */
const FALL = 10;

/** More than any plan has; claude.ai may give the same window another name. */
const MOST_REMEMBERED = 32;

export interface Reading {
  /** Whose windows these are: another's are none of those that were told of. */
  organization: string;
  windows: readonly UsageWindow[];
}

/** @param read null where only time went by */
export function dueNotices(
  before: Notices,
  read: Reading | null,
  now: number,
): { notices: Notices; due: Notice[] } {
  const isSame = read === null || read.organization === before.organization;
  const known = isSame ? before.windows : [];
  const current = (read?.windows ?? []).filter((window) => !isOver(window, now));
  const nextOf = (window: SeenWindow) => current.find(({ label }) => label === window.label);

  const hasEnded = (window: SeenWindow): boolean => {
    const next = nextOf(window);
    return next ? !goesOn(window, next) : isOver(window, now);
  };
  const toldOf = (window: UsageWindow): number => known.find((one) => goesOn(one, window))?.told ?? 0;
  const seen = current.map((window): SeenWindow =>
    Object.assign({ told: Math.max(reachedBy(window), toldOf(window)) }, window),
  );
  // claude.ai says nothing of them now; they may be there still.
  const silent = known.filter((window) => !nextOf(window) && !hasEnded(window));

  const resets = known.filter((window) => hasEnded(window) && isNews(window, now));
  const used = seen.filter((window) => window.told > toldOf(window));
  const due = [...resets.map(noticeOf("reset")), ...used.map(noticeOf("used"))];
  return {
    notices: {
      organization: read?.organization ?? before.organization,
      windows: [...seen, ...silent].slice(0, MOST_REMEMBERED),
      shown: due.at(-1) ?? (isSame ? before.shown : null),
    },
    due,
  };
}

/** When there is something to tell, were nothing to be read until then; null for never. */
export function nextReset({ windows }: Notices, now: number): number | null {
  const resets = windows.flatMap((window) =>
    isNearlyUsed(window) && window.resetAt !== null && window.resetAt > now ? [window.resetAt] : [],
  );
  return resets.length > 0 ? Math.min(...resets) : null;
}

const isOver = ({ resetAt }: UsageWindow, now: number): boolean => resetAt !== null && resetAt <= now;

/** Whether it is the same one still. */
function goesOn(before: UsageWindow, next: UsageWindow): boolean {
  if (before.label !== next.label) return false;
  if (before.resetAt !== null && next.resetAt !== null) return isSameReset(before.resetAt, next.resetAt);
  // One of the two has not begun.
  if (before.resetAt !== null || next.resetAt !== null) return false;
  return before.usedPercent - next.usedPercent <= FALL;
}

/** The one that followed may be over as well by now: the browser was closed. */
function isNews(window: SeenWindow, now: number): boolean {
  const length = windowLength(window);
  const isPast = window.resetAt !== null && length !== null && now >= window.resetAt + length;
  return isNearlyUsed(window) && !isPast;
}

const isNearlyUsed = ({ usedPercent }: UsageWindow): boolean => usedPercent >= NEARLY_FULL;

const reachedBy = ({ usedPercent }: UsageWindow): number =>
  THRESHOLDS.find((threshold) => usedPercent >= threshold) ?? 0;

const noticeOf =
  (kind: Notice["kind"]) =>
  ({ label, usedPercent }: UsageWindow): Notice => ({ kind, label, usedPercent });
