/** The section about the plan: a bar for each window, and words beside each bar. */
import type { Usage } from "../../src/core/claude/usage.ts";
import type { UsageWindow } from "../../src/core/claude/windows.ts";
import { foreignWords } from "../../src/core/messages/text.ts";
import type { UsageAnswer } from "../../src/extension/browser/records.ts";
import { resetTime, timeOfDay } from "../../src/extension/ui/dates.ts";
import { make } from "../../src/extension/ui/dom.ts";
import { ownerOf } from "../../src/extension/ui/usage-status.ts";
import { counted, message, percent as percentText, say, type Message } from "../../src/extension/ui/words.ts";
import type { PlanUsage } from "../../src/extension/usage/plan-usage.ts";

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
  /** Whose key it is that the numbers were asked with; null where claude.ai has not said so. */
  owner: string | null;
  /** What keeps the rows away, where something does; null where there is nothing to show yet. */
  content: UsageRow[] | Message | null;
  /** As of when, and how many windows found no room; or what is waited for. */
  note: Message | null;
  busy: boolean;
}

export function usageView(usage: PlanUsage | null, now: Date): UsageView {
  if (usage === null) return { ...NOTHING, note: null };
  if (usage === "elsewhere") return { ...NOTHING, note: message("usage.elsewhere") };
  const { answer, waits } = usage;
  const owner = answer && ownerOf(answer.usage);
  const content = answer && contentOf(answer.usage, now);
  if (waits === null) return { owner, content, note: answer && asOf(answer, now), busy: false };
  const note =
    waits === "asking"
      ? message("usage.asking")
      : message("usage.unanswered", { time: timeOfDay(waits, now) });
  return { owner, content, note, busy: true };
}

const NOTHING = { owner: null, content: null, busy: false };

function asOf({ at, usage }: UsageAnswer, now: Date): Message {
  const time = timeOfDay(new Date(at), now);
  const count = usage.ok ? usage.windows.length - MAX_ROWS : 0;
  return count > 0 ? counted("usage.more", count, { time }) : message("usage.as_of", { time });
}

const contentOf = (usage: Usage, now: Date): UsageRow[] | Message =>
  usage.ok
    ? usage.windows.slice(0, MAX_ROWS).map((window) => rowOf(window, now))
    : message(`failure.${usage.code}.title`);

const rowOf = ({ label, usedPercent, resetAt }: UsageWindow, now: Date): UsageRow => ({
  label: foreignWords(label, MAX_LABEL),
  percent: Math.round(usedPercent),
  nearlyFull: usedPercent >= NEARLY_FULL,
  resets: resetAt === null ? null : message("usage.resets", { time: resetTime(new Date(resetAt), now) }),
});

/** The rows on the page, or what kept them away. */
export function usageContent(content: UsageRow[] | Message): HTMLElement {
  return Array.isArray(content) ? make("ul", {}, ...content.map(item)) : make("p", {}, say(content));
}

function item({ label, percent, nearlyFull, resets }: UsageRow): HTMLElement {
  const used = percentText(percent);
  // Read out once: the bar has the name and the number.
  const row = make(
    "li",
    {},
    make("span", { className: "label", title: label, ariaHidden: "true" }, label),
    bar(label, percent),
    make("span", { className: "percent", ariaHidden: "true" }, used),
    make("span", { className: "resets" }, resets ? say(resets) : ""),
  );
  if (nearlyFull) row.dataset["tone"] = "bad";
  return row;
}

function bar(label: string, percent: number): HTMLElement {
  const filled = make("span", { className: "filled" });
  filled.style.inlineSize = `${percent}%`;
  const meter = {
    className: "bar",
    role: "meter",
    ariaLabel: label,
    ariaValueMin: "0",
    ariaValueMax: "100",
    ariaValueNow: String(percent),
    ariaValueText: say(message("usage.used", { percent: percentText(percent) })),
  };
  return make("span", meter, filled);
}
