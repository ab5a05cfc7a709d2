/** The card about auto-sync: what it does now, what it did, and the user's choices. */
import { update, whenChanged } from "../../src/extension/browser/storage.ts";
import { Settings } from "../../src/extension/browser/records.ts";
import { clearHistory, records, syncNow } from "../../src/extension/extension.ts";
import { syncView, type SyncView } from "../../src/extension/sync/view.ts";
import { timeOfDay } from "../../src/extension/ui/dates.ts";
import { element, make, onClick, setText } from "../../src/extension/ui/dom.ts";
import { historyLine } from "../../src/extension/ui/history.ts";
import { pauseAction, syncRow } from "../../src/extension/ui/sync-status.ts";
import { message, say } from "../../src/extension/ui/words.ts";

const autoSync = element("auto-sync", HTMLInputElement);
const pause = element("pause", HTMLButtonElement);
const signOutChoices = document.querySelectorAll<HTMLInputElement>("input[name=sign-out]");

/** @param saveAndTell saves, and says so on the page */
export async function showAutoSync(
  saveAndTell: (saving: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await show();
  whenChanged(["consent", "settings", "state", "lastExport", "history"], show);
  // Consent that was withdrawn elsewhere stays withdrawn.
  autoSync.onchange = async () => {
    await saveAndTell(() =>
      update("consent", (current) => current && { ...current, autoSync: autoSync.checked }),
    );
    await syncNow();
  };
  pause.onclick = async () => {
    await saveAndTell(() => update("settings", (current) => ({ ...current, paused: !current.paused })));
    await syncNow();
  };
  for (const choice of signOutChoices) {
    const onSignOut = Settings.shape.onSignOut.parse(choice.value);
    choice.onchange = () => saveAndTell(() => update("settings", (current) => ({ ...current, onSignOut })));
  }
  onClick("clear-history", async () => {
    await saveAndTell(clearHistory);
    autoSync.focus();
  });
}

async function show(): Promise<void> {
  const current = await records();
  const { consent, settings, history } = current;
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
  const shown = lines.length > 0 ? lines : [say(message("sync.history_none"))];
  element("history", HTMLElement).replaceChildren(...shown.map((line) => make("li", {}, line)));
  element("clear-history", HTMLButtonElement).disabled = lines.length === 0;
}

function nextAttempt(view: SyncView): string {
  if (view.phase === "trouble") return timeOfDay(view.nextAt);
  if (view.phase === "held") return timeOfDay(view.until);
  const rests = view.phase === "off" || view.phase === "paused" || view.phase === "not_set_up";
  return rests ? "–" : say(message("options.sync_next_event"));
}
