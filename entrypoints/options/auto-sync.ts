/** The group about auto-sync: whether it is on, what it does now, and what becomes of the key at a sign-out. */
import { Settings, type Records } from "../../src/extension/browser/records.ts";
import { update } from "../../src/extension/browser/storage.ts";
import { syncNow } from "../../src/extension/extension.ts";
import { syncView } from "../../src/extension/sync/view.ts";
import { element, onClick, setText } from "../../src/extension/ui/dom.ts";
import { pauseAction, syncRow, syncStatus } from "../../src/extension/ui/sync-status.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import { saveAndTell } from "./tell.ts";

const autoSync = element("auto-sync", HTMLInputElement);
const pause = element("pause", HTMLButtonElement);
const signOutChoices = document.querySelectorAll<HTMLInputElement>("input[name=sign-out]");

export function bindAutoSync(): void {
  // Consent that was withdrawn elsewhere stays withdrawn.
  autoSync.onchange = async () => {
    await saveAndTell(() =>
      update("consent", (current) => current && { ...current, autoSync: autoSync.checked }),
    );
    await syncNow();
  };
  onClick("pause", async () => {
    await saveAndTell(() => update("settings", (current) => ({ ...current, paused: !current.paused })));
    await syncNow();
  });
  for (const choice of signOutChoices) {
    const onSignOut = Settings.shape.onSignOut.parse(choice.value);
    choice.onchange = () => saveAndTell(() => update("settings", (current) => ({ ...current, onSignOut })));
  }
}

export function showAutoSync(current: Records): void {
  const { onSignOut } = current.settings;
  const view = syncView(current, new Date());
  const isOff = view.phase === "off";
  autoSync.checked = !isOff;
  const isNumbers = current.consent?.grade === "numbers";
  element("sync-now", HTMLElement).hidden = isOff;
  element("sign-out", HTMLElement).hidden = isOff || isNumbers;
  setText("sync-note", say(message(isNumbers ? "welcome.choice_numbers_note" : "options.sync_note")));

  const why = syncStatus(view)?.title;
  setText("sync-state", say(message("options.sync_now", { state: syncRow(view) })));
  setText("sync-why", why ? say(why) : "");
  const action = pauseAction(view);
  pause.hidden = action === null;
  pause.textContent = action && say(action);

  for (const choice of signOutChoices) choice.checked = choice.value === onSignOut;
  setText("sign-out-note", say(message(`options.sync_${onSignOut}_note`)));
}
