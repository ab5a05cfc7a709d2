/** What the user reads of the last results. */
import { failure, rowOf } from "../../core/messages/failures.ts";
import type { HistoryEntry } from "../browser/records.ts";
import { failureTitle, type Status } from "./status.ts";
import { counted, message, type Message } from "./words.ts";

interface Told extends Pick<Status, "tone"> {
  what: Message;
}

/** What came of it, how often in a row, and how grave that is. */
export function historyResult(entry: HistoryEntry): Told {
  const { tone, what } = resultOf(entry);
  return { tone, what: entry.times > 1 ? counted("history.times", entry.times, { what }) : what };
}

function resultOf({ result, code, detail }: HistoryEntry): Told {
  switch (result) {
    case "failed":
      return { tone: rowOf(code!).tone ?? "bad", what: failureTitle(failure(code!, detail)) };
    case "other_account":
    case "key_gone":
    case "click_needed":
      return { tone: "warning", what: message(`sync.${result}`) };
    case "held":
      return { tone: "neutral", what: message("sync.held") };
    default:
      return { tone: WENT_WELL.includes(result) ? "good" : "warning", what: message(`history.${result}`) };
  }
}

const WENT_WELL: readonly HistoryEntry["result"][] = ["saved", "sent", "unchanged", "removed"];
