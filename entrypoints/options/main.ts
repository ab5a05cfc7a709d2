import type { FileReport } from "../../src/core/messages/messages.ts";
import { exclusively } from "../../src/extension/browser/exclusively.ts";
import { companion } from "../../src/extension/browser/native.ts";
import { openClaude, openPage } from "../../src/extension/browser/tabs.ts";
import { giveBackPermissions } from "../../src/extension/browser/permissions.ts";
import {
  consentItem,
  forgetEverything,
  load,
  loadSalt,
  settingsItem,
  update,
  whenConsentEnds,
  writtenItem,
} from "../../src/extension/browser/storage.ts";
import type { Consent } from "../../src/extension/browser/consent.ts";
import { withdrawConsent, type RemovedKeys } from "../../src/extension/export/withdraw.ts";
import { COPY_FORMATS, CopyFormat, type Settings } from "../../src/extension/browser/records.ts";
import { sync } from "../../src/extension/sync/sync.ts";
import { removeFromOpenClaw } from "../../src/extension/export/companion.ts";
import { longDate } from "../../src/extension/ui/dates.ts";
import {
  copyCommand,
  element,
  localize,
  showBugs,
  showStatus,
  type Actions,
} from "../../src/extension/ui/dom.ts";
import { failureTitle, notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { message, say, type Message } from "../../src/extension/ui/words.ts";
import { syncContext } from "../../src/extension/extension.ts";
import { showAutoSync } from "./auto-sync.ts";
import { showContainers } from "./containers.ts";

const formatSelect = element("format", HTMLSelectElement);
const statusBox = element("status", HTMLElement);
let withdrawing = false;
const actions: Actions = {
  open_welcome: () => openPage("welcome"),
  open_options: () => location.reload(),
  open_claude: openClaude,
  choose_target: () => openPage("welcome#target"),
  confirm_file: () => openPage("welcome#companion"),
  copy_command: copyCommand,
};

localize();
showBugs(statusBox, actions);
// What this page itself withdraws, it also tells.
whenConsentEnds(() => withdrawing || location.reload());
formatSelect.append(...COPY_FORMATS.map((format) => new Option(say(message(`format.${format}`)), format)));

const [consent, settings] = await Promise.all([load(consentItem), load(settingsItem)]);
if (consent) await showSettings(consent, settings);
else tell({ ...notice("options.off"), actions: ["open_welcome"] });

async function showSettings(given: Consent, { target, file, format }: Settings): Promise<void> {
  element("settings", HTMLElement).hidden = false;
  show("target", say(message(`options.target_${target ?? "none"}`)));
  show("file", file?.path ?? "–");
  show("consent-given", say(message("options.consent_given", { date: longDate(new Date(given.givenAt)) })));
  formatSelect.value = format;
  element("change-file", HTMLElement).hidden = file === null;

  onClick("change-target", () => openPage("welcome#target"));
  onClick("change-file", () => openPage("welcome#companion"));
  onClick("withdraw", () => showWithdrawal(true));
  onClick("withdraw-cancel", () => showWithdrawal(false));
  onClick("withdraw-confirm", withdraw);
  formatSelect.onchange = () =>
    saveAndTell(() => {
      const chosen = CopyFormat.parse(formatSelect.value);
      return update(settingsItem, (current) => ({ ...current, format: chosen }));
    });
  await Promise.all([showAutoSync(saveAndTell), showContainers(saveAndTell)]);
  if (target === "companion") await askCompanion();
}

async function askCompanion(): Promise<void> {
  const reply = await companion.status(await loadSalt());
  if (!reply.ok) {
    tell(statusOf(reply));
    return;
  }
  const { files, effective } = reply;
  show("companion-version", reply.version);
  show("companion-browsers", reply.browsers.join(", ") || "–");
  show("companion-config", describe(files.config));
  show("companion-dotenv", describe(files.dotenv));
  const source = effective?.unknown
    ? "options.companion_effective_unknown"
    : effective && `source.${effective.source}`;
  show("companion-effective", say(message(source ?? "options.companion_effective_none")));
}

function describe({ path, exists, problem }: FileReport): string {
  if (problem) return say(failureTitle(problem));
  return exists ? path : `${path} (${say(message("options.file_absent"))})`;
}

async function showWithdrawal(shown: boolean): Promise<void> {
  const written = await load(writtenItem);
  element("withdraw-remove", HTMLElement).hidden = written.length === 0;
  element("withdraw-form", HTMLElement).hidden = !shown;
  element("withdraw", HTMLElement).hidden = shown;
  element(shown ? "withdraw-confirm" : "withdraw", HTMLElement).focus();
}

async function withdraw(): Promise<void> {
  const button = element("withdraw-confirm", HTMLButtonElement);
  const wantsRemoval = element("remove-key", HTMLInputElement).checked;
  button.disabled = true;
  withdrawing = true;
  tell({ ...notice("options.withdrawing"), tone: "busy" });
  // Not while a sync is at work: it would write the key, and note it, behind our back.
  const result = await exclusively(async () => {
    const written = await load(writtenItem);
    return withdrawConsent({
      removeKeys: wantsRemoval && written.length > 0 ? () => removeFromOpenClaw(companion, written) : null,
      forgetEverything,
      giveBackPermissions,
    });
  });
  button.disabled = false;
  if (!result.ok) {
    withdrawing = false;
    const failed = statusOf(result);
    tell({ ...failed, text: [message("options.withdraw_failed"), ...failed.text] });
    return;
  }
  // Takes the badge and the alarms away.
  await sync(syncContext, { watched: true });
  element("settings", HTMLElement).hidden = true;
  const lines = [
    message("options.withdrawn_text"),
    ...removalLines(result.removed),
    message("options.withdrawn_revoke"),
  ];
  tell({ ...notice("options.withdrawn", ...lines), tone: "good", actions: ["open_welcome"] });
  statusBox.focus();
}

function removalLines(removed: RemovedKeys | null): Message[] {
  if (removed === null) return [];
  const { paths, copies } = removed;
  if (paths.length === 0) return [message("options.withdrawn_none")];
  const lines = [message("options.withdrawn_removed", { paths: paths.join(", ") })];
  if (copies.length > 0) lines.push(message("options.withdrawn_copies", { paths: copies.join(", ") }));
  return lines;
}

async function saveAndTell(saved: () => Promise<unknown>): Promise<void> {
  await saved();
  tell({ ...notice("options.saved"), tone: "good" });
}

function tell(status: Status): void {
  showStatus(statusBox, status, actions);
  statusBox.scrollIntoView({ block: "nearest" });
}

function show(id: string, text: string): void {
  element(id, HTMLElement).textContent = text;
}

function onClick(id: string, action: () => unknown): void {
  element(id, HTMLButtonElement).onclick = action;
}
