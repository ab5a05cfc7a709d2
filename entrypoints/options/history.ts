/** The group with the last results, as a table. */
import type { HistoryEntry, Records } from "../../src/extension/browser/records.ts";
import { clearHistory } from "../../src/extension/extension.ts";
import { LIMITS } from "../../src/extension/sync/limits.ts";
import { timeOfDay } from "../../src/extension/ui/dates.ts";
import { element, make, onClick, setText } from "../../src/extension/ui/dom.ts";
import { historyResult } from "../../src/extension/ui/history.ts";
import { counted, message, say } from "../../src/extension/ui/words.ts";
import { saveAndTell } from "./tell.ts";

export function bindHistory(): void {
  onClick("clear-history", async () => {
    await saveAndTell(clearHistory);
    // The button is gone with what it cleared.
    element("history-title", HTMLElement).focus();
  });
}

export function showHistory({ history }: Records): void {
  const isEmpty = history.length === 0;
  element("history", HTMLElement).hidden = isEmpty;
  element("clear-history", HTMLElement).hidden = isEmpty;
  const note = isEmpty ? message("history.none") : counted("history.kept", LIMITS.historyLength);
  setText("history-note", say(note));
  element("history-rows", HTMLElement).replaceChildren(...history.map(rowOf));
}

function rowOf(entry: HistoryEntry): HTMLTableRowElement {
  const { at, by, path = entry.detail?.path ?? "" } = entry;
  const { tone, what } = historyResult(entry);
  const result = make("div", { className: "what" }, make("span", { className: "mark" }), say(what));
  result.dataset["tone"] = tone;
  return make(
    "tr",
    {},
    make("td", { className: "num" }, make("time", { dateTime: at }, timeOfDay(new Date(at)))),
    make("td", {}, result),
    make("td", {}, make("code", { dir: "ltr" }, path)),
    make("td", {}, say(message(`history.by_${by}`))),
  );
}
