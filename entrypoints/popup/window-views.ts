/** How each window of a plan is shown: how much of it is used, when it starts anew, and how fast it is used up. */
import { NEARLY_FULL, paceOf, type Pace } from "../../src/core/claude/pace.ts";
import type { Spend } from "../../src/core/claude/spend.ts";
import type { Usage } from "../../src/core/claude/usage.ts";
import type { UsageWindow } from "../../src/core/claude/windows.ts";
import { duration, resetTime, roughTime } from "../../src/extension/ui/dates.ts";
import { EXTRA_USAGE, isOfEveryPlan, windowName } from "../../src/extension/ui/window-names.ts";
import { message, money, percent, type Message } from "../../src/extension/ui/words.ts";

/** Of models and of what claude.ai may invent: more would push the status out of the popup. */
const MAX_SLIM = 2;

/** Within a day people count the hours that are left; after that the day tells more. */
const SOON_MS = 24 * 3_600_000;

export interface WindowView {
  name: string | Message;
  /** A whole number, 0 to 100; null where claude.ai tells none: that is no bar, and not an empty one. */
  percent: number | null;
  /** What stands in the place of a percentage that there is not. */
  amount: string | null;
  /** What stands below: when it starts anew, or how much of how much. */
  below: Message | null;
  /** How much of the window's time has gone, a whole number; null where that is not known, or not to be shown. */
  gone: number | null;
  /** A bar that draws the eye has words beside it that say the same. */
  verdict: Message | null;
  tone: "warning" | "bad" | null;
}

export interface WindowViews {
  large: WindowView[];
  slim: WindowView[];
  /** Those that found no room. */
  more: Message | null;
}

interface How {
  isOld: boolean;
  /** Whether the user wants to see it. */
  pace: boolean;
}

export function windowViews(
  { windows, organization }: Extract<Usage, { ok: true }>,
  how: How,
  now: Date,
): WindowViews {
  const isShared = organization?.isShared === true;
  const view = (window: UsageWindow) => viewOf(window, windowName(window.label, isShared), how, now);
  const isLarge = ({ label }: UsageWindow) => isOfEveryPlan(label);
  const others = windows.filter((window) => !isLarge(window));
  const rest = others
    .slice(MAX_SLIM)
    .map(({ label, usedPercent }) =>
      message("proof.window", { label: windowName(label, isShared), percent: percent(usedPercent) }),
    );
  return {
    large: windows.filter(isLarge).map(view),
    slim: others.slice(0, MAX_SLIM).map(view),
    more: rest.length > 0 ? message("usage.more", { windows: rest }) : null,
  };
}

/** Of a plan that has nothing else. Null where claude.ai names neither a share nor a currency. */
export function spendView(
  { used, limit, percent: share, currency }: Spend,
  isShared: boolean,
): WindowView | null {
  const amount = used === null || currency === null ? null : money(used, currency);
  if (share === null && amount === null) return null;
  const most = limit === null || currency === null ? null : money(limit, currency);
  return {
    name: windowName(EXTRA_USAGE, isShared),
    percent: share === null ? null : Math.round(share),
    amount: share === null ? amount : null,
    below: amount && most ? message("usage.spent_of", { amount, most }) : message("usage.no_spend_limit"),
    gone: null,
    ...((share === null ? null : fullVerdict(share)) ?? CALM),
  };
}

const CALM = { verdict: null, tone: null } as const;

/** @returns null where enough is left. What stands beside it says 100 % as soon as it rounds to that. */
function fullVerdict(share: number): Pick<WindowView, "verdict" | "tone"> | null {
  if (share < NEARLY_FULL) return null;
  return { verdict: message(Math.round(share) < 100 ? "usage.nearly_full" : "usage.full"), tone: "bad" };
}

function viewOf(window: UsageWindow, name: string | Message, { isOld, pace }: How, now: Date): WindowView {
  const { usedPercent, resetAt } = window;
  const known = pace && !isOld ? paceOf(window, now.getTime()) : null;
  return {
    name,
    percent: Math.round(usedPercent),
    amount: null,
    below: resetAt === null ? null : resetWords(new Date(resetAt), isOld, now),
    gone: known && Math.round(known.gone),
    ...(isOld ? CALM : (fullVerdict(usedPercent) ?? (known ? paceVerdict(known, now) : CALM))),
  };
}

const PACE_WORDS = { under: message("usage.pace_under"), on: message("usage.pace_on") };

function paceVerdict(pace: Pace, now: Date): Pick<WindowView, "verdict" | "tone"> {
  if (pace.verdict !== "over") return { verdict: PACE_WORDS[pace.verdict], tone: null };
  const time = roughTime(new Date(pace.fullAt), now);
  return { verdict: message("usage.pace_over", { time }), tone: "warning" };
}

function resetWords(date: Date, isOld: boolean, now: Date): Message {
  const left = date.getTime() - now.getTime();
  if (left <= 0) return message("usage.was_reset", { time: resetTime(date, now) });
  if (!isOld && left < SOON_MS) return message("usage.resets_in", { left: duration(left) });
  return message("usage.resets", { time: resetTime(date, now) });
}
