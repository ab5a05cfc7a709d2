import { exportContext } from "../../src/browser/export-context.ts";
import { companion } from "../../src/browser/native.ts";
import { extensionVersion, openClaude, openPage } from "../../src/browser/pages.ts";
import { lastExportItem, load, loadSalt, save, settingsItem } from "../../src/browser/storage.ts";
import { exportSession, openSession } from "../../src/export/export-session.ts";
import type { SessionKey } from "../../src/session/session-key.ts";
import { COPY_FORMATS, CopyFormat, type ConfirmedFile, type Settings } from "../../src/settings/settings.ts";
import { clearClipboard, clipboardTarget } from "../../src/targets/clipboard.ts";
import { companionTarget } from "../../src/targets/companion.ts";
import { timeUntil } from "../../src/ui/dates.ts";
import { copyCommand, element, localize, showBugs, showStatus, type Actions } from "../../src/ui/dom.ts";
import {
  openClawRowAfter,
  openClawView,
  popupView,
  WORKING,
  type PopupView,
} from "../../src/ui/popup-view.ts";
import { clearedStatus, statusOf } from "../../src/ui/status.ts";
import { message, say } from "../../src/ui/words.ts";

/** How long a copied key may stay in the clipboard while the popup stays open. */
const CLIPBOARD_MS = 30_000;

const version = extensionVersion();
const exportButton = element("export", HTMLButtonElement);
const setupButton = element("setup", HTMLButtonElement);
const copyButton = element("copy", HTMLButtonElement);
const formatSelect = element("format", HTMLSelectElement);
const statusBox = element("status", HTMLElement);
let clicked = false;
let saved = false;

const openOptions = () => leaveFor(openPage("options"));
const actions: Actions = {
  open_welcome: () => leaveFor(openPage("welcome")),
  open_options: openOptions,
  open_claude: () => leaveFor(openClaude()),
  copy_command: copyCommand,
};

localize();
showBugs(statusBox, actions);
formatSelect.append(...COPY_FORMATS.map((format) => new Option(say(message(`format.${format}`)), format)));
element("options", HTMLButtonElement).addEventListener("click", openOptions);
setupButton.addEventListener("click", openOptions);

const [session, settings, lastExport] = await Promise.all([
  openSession(exportContext),
  load(settingsItem),
  load(lastExportItem),
]);
const file = settings.target === "companion" ? settings.file : null;
showView(popupView({ session, settings, version, lastExport }), settings);
formatSelect.addEventListener("change", () => save(settingsItem, { ...settings, format: chosenFormat() }));
copyButton.addEventListener("click", copy);
if (session.ok && file) {
  exportButton.addEventListener("click", () => exportTo(file));
  await askOpenClaw(session.key, file);
}

function showView(view: PopupView, { format, target }: Settings): void {
  const clipboard = target === "clipboard" ? say(message("popup.target_clipboard")) : null;
  show("key", view.key?.masked);
  show("expires", view.key && expiry(view.key.expiresAt));
  show("target", view.target ?? clipboard);
  formatSelect.value = format;
  exportButton.hidden = view.primary !== "export";
  setupButton.hidden = view.primary !== "setup";
  exportButton.disabled = !view.canExport;
  copyButton.disabled = formatSelect.disabled = !view.canCopy;
  showStatus(statusBox, view.status, actions);
}

/** Fills in what OpenClaw has now. It starts the companion, so it must not keep the popup from opening. */
async function askOpenClaw(key: SessionKey, confirmed: ConfirmedFile): Promise<void> {
  show("openclaw", say(message("popup.openclaw_checking")));
  const salt = await loadSalt();
  const [reply, fingerprint] = await Promise.all([companion.status(salt), key.fingerprint(salt)]);
  const view = openClawView(reply, confirmed, fingerprint, version);
  // A click may have been faster: what it brought is newer than this.
  if (!saved) show("openclaw", say(view.row));
  if (!clicked && view.status) showStatus(statusBox, view.status, actions);
}

async function exportTo(confirmed: ConfirmedFile): Promise<void> {
  clicked = true;
  exportButton.disabled = true;
  showStatus(statusBox, WORKING, actions);
  const outcome = await exportSession(exportContext, companionTarget(companion, confirmed));
  showStatus(statusBox, statusOf(outcome, { version, format: chosenFormat() }), actions);
  const row = openClawRowAfter(outcome);
  if (row) show("openclaw", say(row));
  saved = row !== null;
  exportButton.disabled = false;
  exportButton.focus();
}

async function copy(): Promise<void> {
  const format = chosenFormat();
  const outcome = await exportSession(exportContext, clipboardTarget(navigator.clipboard, format));
  showStatus(statusBox, statusOf(outcome, { version, format }), actions);
  if (outcome.ok) clearLater();
}

/** While the popup keeps the focus nobody else has copied anything, so what is cleared is ours. */
function clearLater(): void {
  const untouched = new AbortController();
  window.addEventListener("blur", () => untouched.abort(), { once: true });
  copyButton.addEventListener("click", () => untouched.abort(), { once: true });
  setTimeout(async () => {
    if (untouched.signal.aborted) return;
    const cleared = await clearClipboard(navigator.clipboard);
    showStatus(statusBox, clearedStatus(cleared), actions);
  }, CLIPBOARD_MS);
}

function show(id: string, text: string | null | undefined): void {
  const value = document.createElement("bdi");
  value.textContent = text ?? "–";
  const cell = element(id, HTMLElement);
  cell.replaceChildren(value);
  cell.title = text ?? "";
}

function expiry(date: Date | null): string {
  return date ? timeUntil(date, new Date()) : say(message("popup.expires_with_browser"));
}

function chosenFormat(): CopyFormat {
  return CopyFormat.parse(formatSelect.value);
}

async function leaveFor(page: Promise<void>): Promise<void> {
  await page;
  window.close();
}
