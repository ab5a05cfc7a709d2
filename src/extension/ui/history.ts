/** What the user reads of what auto-sync and clicks did. Only the options show it. */
import { failure } from "../../core/messages/failures.ts";
import type { HistoryEntry } from "../browser/records.ts";
import { timeOfDay } from "./dates.ts";
import { failureTitle } from "./status.ts";
import { counted, message, type Message } from "./words.ts";

/** One line of the history. */
export function historyLine({ at, by, result, code, detail, path = "", times }: HistoryEntry): Message {
  const what = result === "failed" ? failureTitle(failure(code!, detail)) : resultOf(result, path);
  const told = by === "click" ? message("sync.by_click", { what }) : what;
  return message("sync.history_line", {
    time: timeOfDay(new Date(at)),
    what: times > 1 ? counted("sync.history_times", times, { what: told }) : told,
  });
}

function resultOf(result: Exclude<HistoryEntry["result"], "failed">, path: string): Message {
  return result === "held" ? message("sync.held_line") : message(`sync.${result}`, { path });
}
