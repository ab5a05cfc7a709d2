/** The card about auto-sync: what it does now, what it did, and the user's choices. */
import { exclusively } from "../../src/extension/browser/exclusively.ts";
import {
  consentItem,
  historyItem,
  lastExportItem,
  load,
  save,
  settingsItem,
  syncStateItem,
  update,
  whenChanged,
} from "../../src/extension/browser/storage.ts";
import { Settings } from "../../src/extension/browser/records.ts";
import { syncView, type SyncView } from "../../src/extension/sync/view.ts";
import { sync } from "../../src/extension/sync/sync.ts";
import { timeOfDay } from "../../src/extension/ui/dates.ts";
import { element } from "../../src/extension/ui/dom.ts";
import { historyLine, pauseAction, syncRow } from "../../src/extension/ui/sync-status.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import { records, syncContext } from "../../src/extension/extension.ts";

const autoSync = element("auto-sync", HTMLInputElement);
const pause = element("pause", HTMLButtonElement);
const clearHistory = element("clear-history", HTMLButtonElement);
const signOutChoices = document.querySelectorAll<HTMLInputElement>("input[name=sign-out]");

/** @param saveAndTell saves, and says so on the page */
export async function showAutoSync(
  saveAndTell: (saving: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await show();
  whenChanged([consentItem, settingsItem, syncStateItem, lastExportItem, historyItem], show);
  // Consent that was withdrawn elsewhere stays withdrawn.
  autoSync.onchange = async () => {
    await saveAndTell(() =>
      update(consentItem, (current) => current && { ...current, autoSync: autoSync.checked }),
    );
    await sync(syncContext, { watched: true });
  };
  pause.onclick = async () => {
    await saveAndTell(togglePause);
    await sync(syncContext, { watched: true });
  };
  for (const choice of signOutChoices) {
    choice.onchange = () =>
      saveAndTell(() => change({ onSignOut: Settings.shape.onSignOut.parse(choice.value) }));
  }
  // Not while a sync is at work, which would store the old lines with its new one.
  clearHistory.onclick = async () => {
    await saveAndTell(() => exclusively(() => save(historyItem, [])));
    autoSync.focus();
  };
}

async function show(): Promise<void> {
  const [current, history] = await Promise.all([records(), load(historyItem)]);
  const { consent, settings } = current;
  const view = syncView(current, new Date());
  autoSync.checked = consent?.autoSync === true;
  for (const choice of signOutChoices) choice.checked = choice.value === settings.onSignOut;
  const action = pauseAction(view);
  pause.hidden = action === null;
  pause.textContent = action && say(action);

  const lines = history.map((entry) => say(historyLine(entry)));
  setText("sync-state", say(syncRow(view)));
  setText("sync-last", lines[0] ?? "–");
  setText("sync-next", nextAttempt(view));
  element("history", HTMLElement).replaceChildren(
    ...(lines.length > 0 ? lines : [say(message("sync.history_none"))]).map(listItem),
  );
  clearHistory.disabled = lines.length === 0;
}

function nextAttempt(view: SyncView): string {
  if (view.phase === "trouble") return timeOfDay(view.nextAt);
  if (view.phase === "held") return timeOfDay(view.until);
  const rests = view.phase === "off" || view.phase === "paused" || view.phase === "not_set_up";
  return rests ? "–" : say(message("options.sync_next_event"));
}

const togglePause = (): Promise<void> =>
  update(settingsItem, (current) => ({ ...current, paused: !current.paused }));

const change = (choices: Partial<Settings>): Promise<void> =>
  update(settingsItem, (current) => ({ ...current, ...choices }));

function setText(id: string, text: string): void {
  element(id, HTMLElement).textContent = text;
}

function listItem(text: string): HTMLLIElement {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
