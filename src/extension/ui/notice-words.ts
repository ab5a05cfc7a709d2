/** What is told of a window outside of any page. */
import type { Notice } from "../browser/records.ts";
import { windowName } from "./window-names.ts";
import { message, percent, say, type Message } from "./words.ts";

export function noticeText({ kind, label, usedPercent }: Notice): Message {
  const window = windowName(label);
  return kind === "reset"
    ? message("notice.reset", { window })
    : message("notice.used", { window, percent: percent(usedPercent) });
}

/** At most four characters. */
export const noticeBadge = ({ kind, usedPercent }: Notice): string =>
  kind === "reset" ? say(message("notice.badge_reset")) : percent(usedPercent);
