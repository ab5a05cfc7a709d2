import type { FileReport, StatusReply } from "../../src/core/messages/messages.ts";
import { chosenFile, CopyFormat, type Settings } from "../../src/extension/browser/records.ts";
import { update, whenConsentEnds } from "../../src/extension/browser/storage.ts";
import { openPage } from "../../src/extension/browser/tabs.ts";
import { companionStatus, records } from "../../src/extension/extension.ts";
import { withdraw } from "../../src/extension/withdrawal.ts";
import { longDate } from "../../src/extension/ui/dates.ts";
import {
  actionsWith,
  element,
  follow,
  localize,
  onClick,
  setText,
  showBugs,
  showStatus,
} from "../../src/extension/ui/dom.ts";
import { removalLines, withLeft } from "../../src/extension/ui/removal.ts";
import { failureTitle, notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { list, message, say, type Message } from "../../src/extension/ui/words.ts";
import { showAutoSync } from "./auto-sync.ts";
import { showContainers } from "./containers.ts";
import { showForgetting } from "./picked-file.ts";

const formatSelect = element("format", HTMLSelectElement);
const statusBox = element("status", HTMLElement);
const actions = actionsWith((link) => (link === "options" ? location.reload() : follow(link)));
let withdrawing = false;

localize();
showBugs(statusBox, actions);
// What this page itself withdraws, it also tells.
whenConsentEnds(() => withdrawing || location.reload());
formatSelect.append(
  ...CopyFormat.options.map((format) => new Option(say(message(`format.${format}`)), format)),
);

const { consent, settings: stored } = await records();
if (consent) await showSettings(new Date(consent.givenAt), stored);
else tell({ ...notice("options.off"), actions: ["open_welcome"] });

async function showSettings(givenAt: Date, settings: Settings): Promise<void> {
  const { target, format } = settings;
  const file = chosenFile(settings);
  setText("target", say(message(`options.target_${target ?? "none"}`)));
  setText("file", file?.path ?? "–");
  setText("consent-given", say(message("options.consent_given", { date: longDate(givenAt) })));
  formatSelect.value = format;
  element("change-file", HTMLElement).hidden = file === null;

  onClick("change-target", () => openPage("welcome#target"));
  onClick("change-file", () => openPage(file?.isPicked ? "welcome#picked" : "welcome#companion"));
  showForgetting(settings);
  onClick("withdraw", () => showWithdrawal(true));
  onClick("withdraw-cancel", () => showWithdrawal(false));
  onClick("withdraw-confirm", confirmWithdrawal);
  formatSelect.onchange = () => {
    const chosen = CopyFormat.parse(formatSelect.value);
    return saveAndTell(() => update("settings", (current) => ({ ...current, format: chosen })));
  };
  await Promise.all([showAutoSync(saveAndTell), showContainers(saveAndTell)]);
  // Only now: a click on a control that nothing is bound to yet would be lost.
  element("settings", HTMLElement).hidden = false;
  if (target === "companion") await showCompanion();
}

async function showCompanion(): Promise<void> {
  const reply = await companionStatus();
  if (!reply.ok) {
    tell(statusOf(reply));
    return;
  }
  const { files, effective } = reply;
  setText("companion-version", reply.version);
  setText("companion-browsers", list(reply.browsers) || "–");
  setText("companion-config", describe(files.config));
  setText("companion-dotenv", describe(files.dotenv));
  setText("companion-effective", say(sourceOf(effective)));
}

function sourceOf(effective: StatusReply["effective"]): Message {
  if (effective === null) return message("options.companion_effective_none");
  return message(effective.unknown ? "options.companion_effective_unknown" : `source.${effective.source}`);
}

function describe({ path, exists, problem }: FileReport): string {
  if (problem) return say(failureTitle(problem));
  return exists ? path : `${path} (${say(message("options.file_absent"))})`;
}

async function showWithdrawal(shown: boolean): Promise<void> {
  const { written } = await records();
  element("withdraw-remove", HTMLElement).hidden = written.length === 0;
  element("withdraw-form", HTMLElement).hidden = !shown;
  element("withdraw", HTMLElement).hidden = shown;
  element(shown ? "withdraw-confirm" : "withdraw", HTMLElement).focus();
}

async function confirmWithdrawal(button: HTMLButtonElement): Promise<void> {
  const removeKey = element("remove-key", HTMLInputElement).checked;
  const { written } = await records();
  // The browser lets a picked file be opened on a page of its own alone. That page ends the consent first.
  if (removeKey && written.some(({ isPicked }) => isPicked)) return openPage("picked#withdraw");
  button.disabled = true;
  withdrawing = true;
  tell({ ...notice("options.withdrawing"), tone: "busy" });
  const removed = await withdraw({ removeKey });
  element("settings", HTMLElement).hidden = true;
  const lines = removed ? removalLines(removed) : [];
  const told = notice("options.withdrawn", "options.withdrawn_text", ...lines, "options.withdrawn_revoke");
  tell(withLeft({ ...told, tone: "good", actions: ["open_welcome"] }, removed?.left ?? []));
  statusBox.focus();
}

async function saveAndTell(saving: () => Promise<unknown>): Promise<void> {
  await saving();
  tell({ ...notice("options.saved"), tone: "good" });
}

function tell(status: Status): void {
  showStatus(statusBox, status, actions);
  statusBox.scrollIntoView({ block: "nearest" });
}
