/** The popup's section about the plan, as a function of claude.ai's last answer. */
import type { UsageAnswer } from "../../src/extension/usage/kept-usage.ts";
import type { UsageWindow } from "../../src/core/claude/windows.ts";
import { resetTime, timeOfDay } from "../../src/extension/ui/dates.ts";
import { foreignWords } from "../../src/core/messages/text.ts";
import { message, type Message } from "../../src/extension/ui/words.ts";

/** More would push the status out of the popup. */
const MAX_ROWS = 4;

const MAX_LABEL = 24;

/** From here on a bar draws the eye; the number beside it says the same. */
const NEARLY_FULL = 90;

export interface UsageRow {
  label: string;
  /** A whole number, 0 to 100. */
  percent: number;
  nearlyFull: boolean;
  /** Null where claude.ai names no time. */
  resets: Message | null;
}

export interface UsageView {
  rows: UsageRow[];
  /** In the place of the rows. */
  failure: Message | null;
  /** As of when; and how many windows found no room. */
  note: Message;
}

export function usageView({ at, usage }: UsageAnswer, now: Date): UsageView {
  const time = timeOfDay(new Date(at), now);
  const note = message("usage.as_of", { time });
  if (!usage.ok) return { rows: [], failure: message(`failure.${usage.code}.title`), note };
  const rows = usage.windows.slice(0, MAX_ROWS).map((window) => rowOf(window, now));
  const count = usage.windows.length - rows.length;
  return { rows, failure: null, note: count > 0 ? message("usage.more", { count, time }) : note };
}

function rowOf({ label, usedPercent, resetAt }: UsageWindow, now: Date): UsageRow {
  return {
    label: foreignWords(label, MAX_LABEL),
    percent: Math.round(usedPercent),
    nearlyFull: usedPercent >= NEARLY_FULL,
    resets: resetAt === null ? null : message("usage.resets", { time: resetTime(new Date(resetAt), now) }),
  };
}
