/** What the toolbar's button tells of how things stand, without a click: its badge, and its title in words. */
import type { Badge } from "../browser/badge.ts";
import { chosenPlace, type Notice, type Records } from "../browser/records.ts";
import { syncView, type SyncFacts, type SyncView } from "../sync/view.ts";
import { shortDays, shortTime } from "./dates.ts";
import { noticeBadge, noticeText } from "./notice-words.ts";
import { syncStatus } from "./sync-status.ts";
import { message, say, type Message } from "./words.ts";

export type ToolbarFacts = SyncFacts & Pick<Records, "notices">;

export function badgeOf(facts: ToolbarFacts, now: Date): Badge {
  const view = syncView(facts, now);
  const state = stateOf(facts, view);
  const notice = noticeIn(facts);
  const status = notice ? message("toolbar.notice", { notice: noticeText(notice), state }) : state;
  return {
    // Where the user has to act, that comes first; the title tells both.
    text: badgeText(view) || (notice ? noticeBadge(notice) : ""),
    tone: view.phase === "trouble" ? "bad" : "warning",
    title: say(facts.consent ? message("toolbar.title", { status }) : status),
  };
}

const noticeIn = ({ consent, settings, notices }: ToolbarFacts): Notice | null =>
  consent && settings.notices ? notices.shown : null;

function stateOf({ consent, settings, lastExport, numbers }: SyncFacts, view: SyncView): Message {
  const place = chosenPlace(settings);
  if (!consent) return message("popup.off_title");
  if (settings.target === "clipboard") return message("popup.ready_copy");
  if (place === null) return message("popup.setup_title");
  if (view.phase === "paused") return message("popup.paused");
  const status = syncStatus(view);
  if (status) return status.title;
  if (consent.grade === "numbers") return message(numbers.sent ? "numbers.sent" : "numbers.none");
  if (lastExport?.id !== place.id) return message("popup.due_none");
  // Without auto-sync nobody has looked since.
  return view.phase === "off"
    ? message("toolbar.exported", { date: shortTime(new Date(lastExport.at)) })
    : message("popup.up_to_date");
}

/** The badge speaks where the user has to act, or will have to soon. */
function badgeText(view: SyncView): string {
  switch (view.phase) {
    case "trouble":
      return view.urgent ? "!" : "";
    case "asks":
      return view.question === "click_needed" ? "!" : "?";
    case "numbers_ask":
      return "?";
    case "expiring":
      return shortDays(view.daysLeft);
    case "numbers_wait":
      return view.sent ? say(message("toolbar.signed_out")) : "";
    case "signed_out":
    case "expired":
      return view.exported ? say(message("toolbar.signed_out")) : "";
    default:
      return "";
  }
}
