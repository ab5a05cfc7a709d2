/** What the user reads of auto-sync: a row, and a status where one is needed. */
import { failure } from "../../core/messages/failures.ts";
import type { SyncView } from "../sync/view.ts";
import { timeOfDay } from "./dates.ts";
import { notice, statusOf, type Status } from "./status.ts";
import { message, type Message } from "./words.ts";

/** As short as the popup's row. */
export function syncRow(view: SyncView): Message {
  switch (view.phase) {
    case "trouble":
      return message("sync.row_trouble", { time: timeOfDay(view.nextAt) });
    case "held":
      return message("sync.row_held", { time: timeOfDay(view.until) });
    case "in_step":
      return view.lastAt
        ? message("sync.row_in_step_since", { time: timeOfDay(view.lastAt) })
        : message("sync.row_in_step");
    case "numbers_ask":
      return message("sync.row_asks");
    default:
      return message(`sync.row_${view.phase}`);
  }
}

/** The words on the button that lets auto-sync rest or go on; null where there is nothing to pause. */
export function pauseAction({ phase }: SyncView): Message | null {
  if (phase === "off" || phase === "not_set_up") return null;
  return message(phase === "paused" ? "action.resume" : "action.pause");
}

/** At numbers only. */
export const OTHER_ACCOUNT: Status = {
  ...notice("sync.other_account", "numbers.other_account_text"),
  tone: "warning",
};

/** Null where there is nothing that the user need know or do. */
export function syncStatus(view: SyncView): Status | null {
  switch (view.phase) {
    case "trouble":
      return statusOf(failure(view.code, view.detail));
    case "held":
      return notice("sync.held", message("sync.held_text", { time: timeOfDay(view.until) }));
    case "asks": {
      const text = message(`sync.${view.question}_text`, { path: view.path });
      return { ...notice(`sync.${view.question}`, text), tone: "warning" };
    }
    case "numbers_ask":
      return OTHER_ACCOUNT;
    case "numbers_wait": {
      const text = view.sent ? "sync.numbers_wait_text" : "sync.numbers_wait_none";
      return { ...notice("sync.signed_out", text), actions: ["open_claude"] };
    }
    case "gateway_behind":
      return statusOf(failure("gateway_restart_needed"));
    case "expiring":
      return { ...notice("sync.expiring", "sync.expiring_text"), tone: "warning", actions: ["open_claude"] };
    case "signed_out":
    case "expired": {
      const text = view.exported ? "sync.signed_out_text" : "sync.signed_out_none";
      const tone = view.exported ? "warning" : "neutral";
      return { ...notice(`sync.${view.phase}`, text), tone, actions: ["open_claude"] };
    }
    default:
      return null;
  }
}
