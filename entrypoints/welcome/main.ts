import { companion } from "../../src/browser/native.ts";
import { extensionVersion, openClaude, openPage } from "../../src/browser/pages.ts";
import {
  hasClaudePermission,
  hasNativePermission,
  requestClaudePermission,
  requestNativePermission,
} from "../../src/browser/permissions.ts";
import { consentItem, load, loadSalt, save, settingsItem } from "../../src/browser/storage.ts";
import { giveConsent } from "../../src/consent/consent.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { copyCommand, element, localize, showBugs, showStatus, type Actions } from "../../src/ui/dom.ts";
import { showFileChoice } from "../../src/ui/file-choice.ts";
import { installCommand, notice, statusOf, type Status } from "../../src/ui/status.ts";
import { welcomeStep, type WelcomeStep } from "../../src/ui/welcome-step.ts";
import { message, say } from "../../src/ui/words.ts";

/** How often a companion that is not there yet is looked for while the user installs it. */
const LOOK_AGAIN_MS = 2_000;

const version = extensionVersion();
const statusBox = element("status", HTMLElement);
const mainPart = element("main", HTMLElement);
const actions: Actions = {
  open_welcome: () => openPage("welcome"),
  open_options: () => openPage("options"),
  open_claude: openClaude,
  copy_command: copyCommand,
};

localize();
showBugs(statusBox, actions);
onClick("accept", accept);
onClick("refuse", () => refused(notice("welcome.refused_title", "welcome.refused_text")));
onClick("again", () => location.reload());
onClick("choose-companion", chooseCompanion);
onClick("choose-clipboard", () => choose({ target: "clipboard", file: null }));
onClick("copy-command", (button) => copyCommand({ command: installCommand(version) }, button));
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
  if (step === "ready")
    element("ready-text", HTMLElement).textContent = say(
      message(`welcome.ready_${settings.target ?? "clipboard"}`),
    );
}

/** The browser's question must be the first thing that the click does: Firefox forgets the gesture at an await. */
async function accept(): Promise<void> {
  const granted = await requestClaudePermission();
  if (!granted) {
    refused(notice("welcome.denied_title", "welcome.denied_text"));
    return;
  }
  const autoSync = element("auto-sync", HTMLInputElement).checked;
  await save(consentItem, giveConsent({ autoSync }, new Date()));
  await show("");
}

function refused(status: Status): void {
  showStep("refused");
  tell(status);
}

async function chooseCompanion(): Promise<void> {
  const granted = await requestNativePermission();
  if (!granted) {
    tell(notice("welcome.target_denied"));
    return;
  }
  await choose({ target: "companion", file: null });
}

async function choose(choice: Pick<Settings, "target" | "file">): Promise<void> {
  await save(settingsItem, { ...(await load(settingsItem)), ...choice });
  location.hash = "";
  // A page that was open before the permission was given can't talk to the companion; a fresh one can.
  location.reload();
}

async function lookForCompanion(): Promise<void> {
  element("command", HTMLElement).textContent = installCommand(version);
  const reply = await companion.status(await loadSalt());
  element("install", HTMLElement).hidden = reply.ok;
  element("confirm", HTMLElement).hidden = !reply.ok;
  if (!reply.ok) {
    const waits = reply.code === "companion_missing";
    tell(
      waits
        ? { ...notice("welcome.companion_waiting"), tone: "busy" }
        : statusOf(reply, { version, format: "raw" }),
    );
    if (waits) setTimeout(lookForCompanion, LOOK_AGAIN_MS);
    return;
  }
  tell({ ...notice(message("welcome.companion_found", { version: reply.version })), tone: "good" });
  const { file } = await load(settingsItem);
  const chosenFile = showFileChoice(element("files", HTMLElement), reply, file?.kind ?? "config");
  onClick("use-file", () => choose({ target: "companion", file: chosenFile() }));
}

function showStep(step: WelcomeStep | "refused"): void {
  for (const section of document.querySelectorAll<HTMLElement>(".step"))
    section.hidden = section.id !== `step-${step}`;
  statusBox.hidden = true;
  // The button that led here is gone now, so the next Tab and a screen reader go on from the top.
  if (document.activeElement !== document.body) mainPart.focus();
}

function tell(status: Status): void {
  statusBox.hidden = false;
  showStatus(statusBox, status, actions);
}

function onClick(id: string, action: (button: HTMLButtonElement) => unknown): void {
  const button = element(id, HTMLButtonElement);
  button.onclick = () => action(button);
}
