import { COMMANDS } from "../../src/core/messages/failures.ts";
import {
  hasClaudePermission,
  hasNativePermission,
  requestClaudePermission,
  requestNativePermission,
} from "../../src/extension/browser/permissions.ts";
import {
  chosenFile,
  giveConsent,
  type ConfirmedFile,
  type Settings,
} from "../../src/extension/browser/records.ts";
import { save, update, whenChanged, whenConsentEnds } from "../../src/extension/browser/storage.ts";
import { companionStatus, records, refuse, syncNow } from "../../src/extension/extension.ts";
import {
  actionsWith,
  copyCommand,
  element,
  follow,
  localize,
  onClick,
  setText,
  showBugs,
  showStatus,
} from "../../src/extension/ui/dom.ts";
import { withLeft } from "../../src/extension/ui/removal.ts";
import { notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import { showFileChoice } from "./file-choice.ts";
import { removeFromOld, showPicking } from "./pick-file.ts";
import { welcomeStep, type WelcomeStep } from "./step.ts";

/** How often a companion that is not there yet is looked for while the user installs it. */
const LOOK_AGAIN_MS = 2_000;

const statusBox = element("status", HTMLElement);
const mainPart = element("main", HTMLElement);
let lookAgain: ReturnType<typeof setTimeout> | undefined;
let refusing = false;
const actions = actionsWith((link) => {
  const [page, step] = link.split("#");
  return page === "welcome" && step ? location.assign(`#${step}`) : follow(link);
});

localize();
const asks = import.meta.env.BROWSER === "firefox" ? "welcome.firefox_asks" : "welcome.browser_asks";
setText("browser-asks", say(message(asks)));
setText("command", COMMANDS.install);
showBugs(statusBox, actions);
window.addEventListener("hashchange", () => location.reload());
// What this page itself ends, it also tells.
whenConsentEnds(() => refusing || location.reload());
onClick("accept", accept);
onClick("refuse", sayNo);
onClick("again", () => location.reload());
onClick("choose-companion", chooseCompanion);
onClick("choose-clipboard", () => choose({ target: "clipboard" }));
onClick("choose-picked", () => location.assign("#picked"));
onClick("copy-command", (button) => copyCommand({ command: COMMANDS.install }, button));
onClick("check", () => lookForCompanion({ isSure: true }));
onClick("open-claude", () => follow("claude.ai"));
onClick("open-options", () => follow("options"));
await show(location.hash.slice(1));

async function show(wanted: string): Promise<void> {
  const [{ consent, settings }, claudePermission, nativePermission] = await Promise.all([
    records(),
    hasClaudePermission(),
    hasNativePermission(),
  ]);
  const granted = { consent: consent !== null, claudePermission, nativePermission };
  const step = welcomeStep({ ...granted, settings }, wanted);
  showStep(step);
  if (step === "companion") await lookForCompanion();
  if (step === "picked")
    showPicking(element("step-picked", HTMLElement), {
      tell,
      use: (file) => choose({ target: "picked", picked: file }),
    });
  if (step !== "ready") return;
  const byItself = consent?.autoSync === true && settings.target === "companion";
  const target = byItself ? "companion_sync" : (settings.target ?? "clipboard");
  setText("ready-text", say(message(`welcome.ready_${target}`)));
  await offerOldFile(chosenFile(settings));
  await syncFromHere();
}

/** A worker that ran before the permission was given can't reach the companion for a while yet; this page can. */
async function syncFromHere(): Promise<void> {
  whenChanged(["state"], async () => {
    const { state } = await records();
    if (state.trouble?.code === "native_not_ready") await syncNow();
  });
  await syncNow();
}

/** The browser's question must be the first thing that the click does: Firefox forgets the gesture at an await. */
async function accept(): Promise<void> {
  const granted = await requestClaudePermission();
  if (!granted) {
    await takeBack(notice("welcome.denied_title", "welcome.denied_text"));
    return;
  }
  const autoSync = element("auto-sync", HTMLInputElement).checked;
  await save({ consent: giveConsent({ autoSync }, new Date()) });
  await show("");
}

async function sayNo(): Promise<void> {
  await takeBack(notice("welcome.refused_title", "welcome.refused_text"));
}

/** A no, be it given here or to the browser's question. */
async function takeBack(status: Status): Promise<void> {
  refusing = true;
  stayOff(withLeft(status, await refuse()));
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
  await update("settings", (current) => ({ ...current, ...choice }));
  location.hash = next;
  // A page that was open before the permission was given can't talk to the companion; a fresh one can.
  location.reload();
}

/** @param isSure the user says that it is installed by now: then something else may keep the browser from it */
async function lookForCompanion({ isSure = false } = {}): Promise<void> {
  clearTimeout(lookAgain);
  const [reply, { consent, settings }] = await Promise.all([companionStatus(), records()]);
  // Another look may have been faster; what the user has chosen since must stay as it is.
  if (!element("confirm", HTMLElement).hidden) return;
  if (!reply.ok) {
    const waits = reply.code === "companion_missing";
    const why = isSure ? ["welcome.companion_not_seen" as const] : [];
    tell(waits ? { ...notice("welcome.companion_waiting", ...why), tone: "busy" } : statusOf(reply));
    clearTimeout(lookAgain);
    if (waits) lookAgain = setTimeout(() => lookForCompanion({ isSure }), LOOK_AGAIN_MS);
    return;
  }
  setText("file-text", say(message(consent?.autoSync ? "welcome.file_text_sync" : "welcome.file_text")));
  const fileChosen = showFileChoice(element("files", HTMLElement), reply, settings.file?.kind ?? "config");
  onClick("use-file", () => choose({ target: "companion", file: fileChosen() }));
  element("install", HTMLElement).hidden = true;
  element("confirm", HTMLElement).hidden = false;
  tell({ ...notice(message("welcome.companion_found", { version: reply.version })), tone: "good" });
}

/** After a change of file the key still stands in the old one, where it may hide the new. */
async function offerOldFile(current: ConfirmedFile | null): Promise<void> {
  const { written } = await records();
  const old = written.find(({ id }) => id !== current?.id);
  element("old-file", HTMLElement).hidden = old === undefined;
  if (!old) return;
  const { path } = old;
  setText("old-text", say(message("welcome.old_text", { path })));
  onClick("old-remove", async () => {
    const { left } = await removeFromOld(old);
    if (left.length > 0) {
      tell(withLeft(notice("welcome.old_title"), left));
      return;
    }
    // First the offer goes: what is told must be true of the page that tells it.
    await offerOldFile(current);
    tell({ ...notice(message("welcome.old_removed", { path })), tone: "good" });
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
