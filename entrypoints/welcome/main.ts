import { COMMANDS } from "../../src/core/messages/failures.ts";
import { exclusively } from "../../src/extension/browser/exclusively.ts";
import { companion } from "../../src/extension/browser/native.ts";
import { openClaude, openPage } from "../../src/extension/browser/tabs.ts";
import {
  giveBackPermissions,
  hasClaudePermission,
  hasNativePermission,
  requestClaudePermission,
  requestNativePermission,
} from "../../src/extension/browser/permissions.ts";
import {
  consentItem,
  forget,
  forgetEverything,
  lastExportItem,
  load,
  loadSalt,
  save,
  settingsItem,
  syncStateItem,
  update,
  whenChanged,
  writtenItem,
} from "../../src/extension/browser/storage.ts";
import { giveConsent } from "../../src/extension/browser/consent.ts";
import type { ConfirmedFile, Settings } from "../../src/extension/browser/records.ts";
import { sync } from "../../src/extension/sync/sync.ts";
import { removeFromOpenClaw } from "../../src/extension/export/companion.ts";
import {
  copyCommand,
  element,
  localize,
  showBugs,
  showStatus,
  type Actions,
} from "../../src/extension/ui/dom.ts";
import { showFileChoice } from "./file-choice.ts";
import { notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { welcomeStep, type WelcomeStep } from "./step.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import { syncContext } from "../../src/extension/extension.ts";

/** How often a companion that is not there yet is looked for while the user installs it. */
const LOOK_AGAIN_MS = 2_000;

const statusBox = element("status", HTMLElement);
const mainPart = element("main", HTMLElement);
const actions: Actions = {
  open_welcome: () => openPage("welcome"),
  open_options: () => openPage("options"),
  open_claude: openClaude,
  choose_target: () => location.assign("#target"),
  confirm_file: () => location.assign("#companion"),
  copy_command: copyCommand,
};

localize();
element("browser-asks", HTMLElement).textContent = say(
  message(import.meta.env.BROWSER === "firefox" ? "welcome.firefox_asks" : "welcome.browser_asks"),
);
showBugs(statusBox, actions);
window.addEventListener("hashchange", () => location.reload());
onClick("accept", accept);
onClick("refuse", refuse);
onClick("again", () => location.reload());
onClick("choose-companion", chooseCompanion);
onClick("choose-clipboard", () => choose({ target: "clipboard" }));
onClick("copy-command", (button) => copyCommand({ command: COMMANDS.install }, button));
onClick("check", lookForCompanion);
onClick("open-claude", openClaude);
onClick("open-options", () => openPage("options"));
await show(location.hash.slice(1));

async function show(wanted: string): Promise<void> {
  const [consent, claudePermission, nativePermission, settings] = await Promise.all([
    load(consentItem),
    hasClaudePermission(),
    hasNativePermission(),
    load(settingsItem),
  ]);
  const step = welcomeStep(
    { consent: consent !== null, claudePermission, nativePermission, settings },
    wanted,
  );
  showStep(step);
  if (step === "companion") await lookForCompanion();
  if (step !== "ready") return;
  const byItself = consent?.autoSync === true && settings.target === "companion";
  element("ready-text", HTMLElement).textContent = say(
    message(byItself ? "welcome.ready_companion_sync" : `welcome.ready_${settings.target ?? "clipboard"}`),
  );
  await offerOldFile(settings.target === "companion" ? settings.file : null);
  await syncFromHere();
}

/** A worker that ran before the permission was given can't reach the companion for a while yet; this page can. */
async function syncFromHere(): Promise<void> {
  const now = () => sync(syncContext, { watched: true });
  whenChanged([syncStateItem], async () => {
    const { trouble } = await load(syncStateItem);
    if (trouble?.code === "native_not_ready") await now();
  });
  await now();
}

/** The browser's question must be the first thing that the click does: Firefox forgets the gesture at an await. */
async function accept(): Promise<void> {
  const granted = await requestClaudePermission();
  if (!granted) {
    await forget(consentItem);
    stayOff(notice("welcome.denied_title", "welcome.denied_text"));
    return;
  }
  const autoSync = element("auto-sync", HTMLInputElement).checked;
  await save(consentItem, giveConsent({ autoSync }, new Date()));
  await show("");
}

/** A no also takes back an earlier yes. */
async function refuse(): Promise<void> {
  const written = await exclusively(async () => {
    const files = await load(writtenItem);
    await forgetEverything();
    await giveBackPermissions();
    return files;
  });
  await sync(syncContext, { watched: true });
  const lines = [message("welcome.refused_text")];
  const paths = written.map(({ path }) => path).join(", ");
  if (paths !== "") lines.push(message("welcome.refused_key_left", { paths }));
  stayOff(notice("welcome.refused_title", ...lines));
}

function stayOff(status: Status): void {
  showStep("refused");
  tell(status);
}

async function chooseCompanion(): Promise<void> {
  const granted = await requestNativePermission();
  if (!granted) {
    tell(notice("welcome.target_denied"));
    return;
  }
  await choose({ target: "companion" }, "companion");
}

/** @param next the step to show; the one that is due where none is named */
async function choose(choice: Partial<Settings>, next = ""): Promise<void> {
  await update(settingsItem, (current) => ({ ...current, ...choice }));
  location.hash = next;
  // A page that was open before the permission was given can't talk to the companion; a fresh one can.
  location.reload();
}

let lookAgain: ReturnType<typeof setTimeout> | undefined;

async function lookForCompanion(): Promise<void> {
  clearTimeout(lookAgain);
  element("command", HTMLElement).textContent = COMMANDS.install;
  const reply = await companion.status(await loadSalt());
  // Another look may have been faster; what the user has chosen since must stay as it is.
  if (!element("confirm", HTMLElement).hidden) return;
  if (!reply.ok) {
    const waits = reply.code === "companion_missing";
    tell(waits ? { ...notice("welcome.companion_waiting"), tone: "busy" } : statusOf(reply));
    clearTimeout(lookAgain);
    if (waits) lookAgain = setTimeout(lookForCompanion, LOOK_AGAIN_MS);
    return;
  }
  element("install", HTMLElement).hidden = true;
  element("confirm", HTMLElement).hidden = false;
  tell({ ...notice(message("welcome.companion_found", { version: reply.version })), tone: "good" });
  const [{ file }, consent] = await Promise.all([load(settingsItem), load(consentItem)]);
  const byItself = consent?.autoSync === true;
  element("file-text", HTMLElement).textContent = say(
    message(byItself ? "welcome.file_text_sync" : "welcome.file_text"),
  );
  const chosenFile = showFileChoice(element("files", HTMLElement), reply, file?.kind ?? "config");
  onClick("use-file", () => choose({ target: "companion", file: chosenFile() }));
}

/** After a change of file the key still stands in the old one, where it may hide the new. */
async function offerOldFile(current: ConfirmedFile | null): Promise<void> {
  const old = (await load(writtenItem)).find(({ id }) => id !== current?.id);
  element("old-file", HTMLElement).hidden = old === undefined;
  if (!old) return;
  element("old-text", HTMLElement).textContent = say(message("welcome.old_text", { path: old.path }));
  onClick("old-remove", async () => {
    const removed = await exclusively(() => removeFromOpenClaw(companion, [old]));
    if (!removed.ok) {
      tell(statusOf(removed));
      return;
    }
    await update(writtenItem, (files) => files.filter(({ id }) => id !== old.id));
    // Else auto-sync would believe, back at this file one day, that the key stands there.
    await update(lastExportItem, (last) => (last?.id === old.id ? null : last));
    tell({ ...notice(message("welcome.old_removed", { path: old.path })), tone: "good" });
    await offerOldFile(current);
  });
}

function showStep(step: WelcomeStep | "refused"): void {
  for (const section of document.querySelectorAll<HTMLElement>(".step"))
    section.hidden = section.id !== `step-${step}`;
  statusBox.replaceChildren();
  // The button that led here is gone now, so the next Tab and a screen reader go on from the top.
  if (document.activeElement !== document.body) mainPart.focus();
}

function tell(status: Status): void {
  showStatus(statusBox, status, actions);
}

function onClick(id: string, action: (button: HTMLButtonElement) => unknown): void {
  const button = element(id, HTMLButtonElement);
  button.onclick = () => action(button);
}
