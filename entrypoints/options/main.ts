import { companion } from "../../src/browser/native.ts";
import { extensionVersion, openClaude, openPage } from "../../src/browser/pages.ts";
import { giveBackPermissions } from "../../src/browser/permissions.ts";
import {
  consentItem,
  forgetEverything,
  lastExportItem,
  load,
  loadSalt,
  save,
  settingsItem,
} from "../../src/browser/storage.ts";
import type { Consent } from "../../src/consent/consent.ts";
import { withdrawConsent, type RemovedKeys } from "../../src/export/withdraw-consent.ts";
import type { FileReport } from "../../src/protocol/companion.ts";
import { COPY_FORMATS, CopyFormat, type Settings } from "../../src/settings/settings.ts";
import { removeFromOpenClaw } from "../../src/targets/companion.ts";
import { longDate } from "../../src/ui/dates.ts";
import { copyCommand, element, localize, showBugs, showStatus, type Actions } from "../../src/ui/dom.ts";
import { failureTitle, notice, statusOf, type Status } from "../../src/ui/status.ts";
import { message, say, type Message } from "../../src/ui/words.ts";

const version = extensionVersion();
const formatSelect = element("format", HTMLSelectElement);
const autoSync = element("auto-sync", HTMLInputElement);
const statusBox = element("status", HTMLElement);
const actions: Actions = {
  open_welcome: () => openPage("welcome"),
  open_options: () => location.reload(),
  open_claude: openClaude,
  copy_command: copyCommand,
};

localize();
showBugs(statusBox, actions);
formatSelect.append(...COPY_FORMATS.map((format) => new Option(say(message(`format.${format}`)), format)));

const [consent, settings, lastExport] = await Promise.all([
  load(consentItem),
  load(settingsItem),
  load(lastExportItem),
]);
if (consent) await showSettings(consent, settings);
else tell({ ...notice("options.off"), actions: ["open_welcome"] });

async function showSettings(given: Consent, { target, file, format }: Settings): Promise<void> {
  element("settings", HTMLElement).hidden = false;
  show("target", say(message(`options.target_${target ?? "none"}`)));
  show("file", file?.path ?? "–");
  show("consent-given", say(message("options.consent_given", { date: longDate(new Date(given.givenAt)) })));
  formatSelect.value = format;
  autoSync.checked = given.autoSync;
  element("change-file", HTMLElement).hidden = file === null;
  element("withdraw-remove", HTMLElement).hidden = lastExport === null;

  onClick("change-target", () => openPage("welcome#target"));
  onClick("change-file", () => openPage("welcome#companion"));
  onClick("withdraw", () => showWithdrawal(true));
  onClick("withdraw-cancel", () => showWithdrawal(false));
  onClick("withdraw-confirm", withdraw);
  formatSelect.onchange = () =>
    saveAndTell(() => save(settingsItem, { ...settings, format: CopyFormat.parse(formatSelect.value) }));
  autoSync.onchange = () => saveAndTell(() => save(consentItem, { ...given, autoSync: autoSync.checked }));
  if (target === "companion") await askCompanion();
}

async function askCompanion(): Promise<void> {
  const reply = await companion.status(await loadSalt());
  if (!reply.ok) {
    tell(statusOf(reply, { version, format: "raw" }));
    return;
  }
  const { files, effective } = reply;
  show("companion-version", reply.version);
  show("companion-browsers", reply.browsers.join(", ") || "–");
  show("companion-config", describe(files.config));
  show("companion-dotenv", describe(files.dotenv));
  show(
    "companion-effective",
    say(message(effective ? `source.${effective.source}` : "options.companion_effective_none")),
  );
}

function describe({ path, exists, problem }: FileReport): string {
  if (problem && problem.code !== "protocol_unsupported") {
    return say(failureTitle({ ok: false, code: problem.code, detail: problem.detail }));
  }
  return exists ? path : `${path} (${say(message("options.file_absent"))})`;
}

function showWithdrawal(shown: boolean): void {
  element("withdraw-form", HTMLElement).hidden = !shown;
  element("withdraw", HTMLElement).hidden = shown;
  element(shown ? "withdraw-confirm" : "withdraw", HTMLElement).focus();
}

async function withdraw(): Promise<void> {
  const wantsRemoval = lastExport !== null && element("remove-key", HTMLInputElement).checked;
  const result = await withdrawConsent({
    removeKeys: wantsRemoval ? async () => removeFromOpenClaw(companion, await loadSalt()) : null,
    forgetEverything,
    giveBackPermissions,
  });
  if (!result.ok) {
    const failed = statusOf(result, { version, format: "raw" });
    tell({ ...failed, text: [...failed.text, message("options.withdraw_failed")] });
    return;
  }
  element("settings", HTMLElement).hidden = true;
  const lines = [
    message("options.withdrawn_text"),
    ...removalLines(result.removed),
    message("options.withdrawn_revoke"),
  ];
  tell({ ...notice("options.withdrawn", ...lines), tone: "good", actions: ["open_welcome"] });
}

function removalLines(removed: RemovedKeys | null): Message[] {
  if (removed === null) return [];
  const { paths, copies } = removed;
  if (paths.length === 0) return [message("options.withdrawn_none")];
  const lines = [message("options.withdrawn_removed", { paths: paths.join(", ") })];
  if (copies.length > 0) lines.push(message("options.withdrawn_copies", { paths: copies.join(", ") }));
  return lines;
}

async function saveAndTell(saved: () => Promise<void>): Promise<void> {
  await saved();
  tell({ ...notice("options.saved"), tone: "good" });
}

function tell(status: Status): void {
  statusBox.hidden = false;
  showStatus(statusBox, status, actions);
}

function show(id: string, text: string): void {
  element(id, HTMLElement).textContent = text;
}

function onClick(id: string, action: () => unknown): void {
  element(id, HTMLButtonElement).onclick = action;
}
