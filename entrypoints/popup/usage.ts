/** The plan's windows: how much of each is used, and when it starts anew. */
import { rowOf } from "../../src/core/messages/failures.ts";
import type { UsageWindow } from "../../src/core/claude/windows.ts";
import { foreignWords } from "../../src/core/messages/text.ts";
import { duration, resetTime, timeOfDay } from "../../src/extension/ui/dates.ts";
import { notice, type Status } from "../../src/extension/ui/status.ts";
import { ownerOf } from "../../src/extension/ui/usage-status.ts";
import { isOfEveryPlan, windowName } from "../../src/extension/ui/window-names.ts";
import { message, percent, type Message } from "../../src/extension/ui/words.ts";
import type { PlanUsage } from "../../src/extension/usage/plan-usage.ts";

/** Of models and of what claude.ai may invent: more would push the status out of the popup. */
const MAX_SLIM = 2;

const MAX_LABEL = 24;

/** From here on a bar draws the eye; words beside it say the same. */
const NEARLY_FULL = 90;

/** Within a day people count the hours that are left; after that the day tells more. */
const SOON_MS = 24 * 3_600_000;

export interface WindowView {
  name: string | Message;
  /** A whole number, 0 to 100. */
  percent: number;
  nearlyFull: boolean;
  /** Null where claude.ai names no time. */
  resets: Message | null;
}

export interface UsageView {
  /** Whose key it is that the numbers were asked with; null where claude.ai has not said so. */
  owner: string | null;
  /** As of when; null while there is nothing to date. */
  asOf: Message | null;
  /** claude.ai could not be asked: they may have changed since. */
  isOld: boolean;
  large: WindowView[];
  slim: WindowView[];
  /** Those that found no room. */
  more: Message | null;
  /** What stands in their place where there are none. */
  empty: Message | null;
  busy: boolean;
}

const NOTHING: UsageView = {
  owner: null,
  asOf: null,
  isOld: false,
  large: [],
  slim: [],
  more: null,
  empty: null,
  busy: false,
};

export function usageView(usage: PlanUsage | null, now: Date): UsageView {
  if (usage === null) return { ...NOTHING, empty: message("usage.asking"), busy: true };
  if (usage === "elsewhere") return { ...NOTHING, empty: message("usage.elsewhere") };
  const { answer, numbers, waits } = usage;
  const busy = waits === "asking";
  const owner = (answer && ownerOf(answer.usage)) ?? (numbers && ownerOf(numbers.usage));
  if (!numbers?.usage.ok)
    return { ...NOTHING, owner, empty: answer ? message("usage.none") : waitingFor(waits, now), busy };
  const isOld = answer?.usage.ok !== true && waits !== "asking";
  const time = timeOfDay(new Date(numbers.at), now);
  const asOf = isOld ? message("usage.old", { time }) : message("usage.as_of", { time });
  return { ...NOTHING, owner, asOf, isOld, busy, ...windowViews(numbers.usage.windows, isOld, now) };
}

const waitingFor = (waits: Date | "asking" | null, now: Date): Message =>
  waits instanceof Date
    ? message("usage.asked_just_now", { time: timeOfDay(waits, now) })
    : message("usage.asking");

function windowViews(
  windows: UsageWindow[],
  isOld: boolean,
  now: Date,
): Pick<UsageView, "large" | "slim" | "more"> {
  const view = (window: UsageWindow) => viewOf(window, isOld, now);
  const isLarge = ({ label }: UsageWindow) => isOfEveryPlan(label);
  const others = windows.filter((window) => !isLarge(window));
  const rest = others
    .slice(MAX_SLIM)
    .map(({ label, usedPercent }) =>
      message("proof.window", { label: foreignWords(label, MAX_LABEL), percent: percent(usedPercent) }),
    );
  return {
    large: windows.filter(isLarge).map(view),
    slim: others.slice(0, MAX_SLIM).map(view),
    more: rest.length > 0 ? message("usage.more", { windows: rest }) : null,
  };
}

function viewOf({ label, usedPercent, resetAt }: UsageWindow, isOld: boolean, now: Date): WindowView {
  return {
    name: windowName(label),
    percent: Math.round(usedPercent),
    nearlyFull: !isOld && usedPercent >= NEARLY_FULL,
    resets: resetAt === null ? null : resetWords(new Date(resetAt), isOld, now),
  };
}

function resetWords(date: Date, isOld: boolean, now: Date): Message {
  const left = date.getTime() - now.getTime();
  if (left <= 0) return message("usage.was_reset", { time: resetTime(date, now) });
  if (!isOld && left < SOON_MS) return message("usage.resets_in", { left: duration(left) });
  return message("usage.resets", { time: resetTime(date, now) });
}

/** claude.ai can't be asked, and will be again. Null where it answers, or where its answer says more. */
export function unreachedStatus(usage: PlanUsage, now: Date): Status | null {
  if (usage === "elsewhere" || usage.answer?.usage.ok !== false || usage.waits === null) return null;
  const { code } = usage.answer.usage;
  // A command mends the companion's network, and no browser's.
  const advice = rowOf(code).command ? [] : [message(`failure.${code}.next`)];
  const next =
    usage.waits === "asking"
      ? message("usage.asking")
      : message("usage.next_try", { time: timeOfDay(usage.waits, now) });
  return { ...notice(message(`failure.${code}.title`), ...advice, next), tone: "warning" };
}
