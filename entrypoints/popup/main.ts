import { companion } from "../../src/extension/browser/native.ts";
import { openClaude, openPage } from "../../src/extension/browser/tabs.ts";
import {
  lastExportItem,
  loadSalt,
  settingsItem,
  syncStateItem,
  update,
  whenChanged,
  whenConsentEnds,
} from "../../src/extension/browser/storage.ts";
import { exportSession, openSession } from "../../src/extension/export/session.ts";
import type { SessionKey } from "../../src/core/claude/session-key.ts";
import {
  COPY_FORMATS,
  CopyFormat,
  type ConfirmedFile,
  type Settings,
} from "../../src/extension/browser/records.ts";
import { syncView } from "../../src/extension/sync/view.ts";
import { exportByClick } from "../../src/extension/export/export.ts";
import type { Records } from "../../src/extension/sync/sync-context.ts";
import { fileToSync, sync } from "../../src/extension/sync/sync.ts";
import { clearClipboard, clipboardTarget } from "../../src/extension/export/copy.ts";
import { companionTarget } from "../../src/extension/export/companion.ts";
import { timeUntil } from "../../src/extension/ui/dates.ts";
import {
  boxBelow,
  copyCommand,
  element,
  localize,
  showBugs,
  showStatus,
  type Actions,
} from "../../src/extension/ui/dom.ts";
import {
  openClawRowAfter,
  openClawView,
  popupView,
  WORKING,
  type PopupFacts,
  type PopupView,
} from "./view.ts";
import { clearedStatus, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { pauseAction, syncRow } from "../../src/extension/ui/sync-status.ts";
import { withOtherOrganization, type UsageFacts } from "../../src/extension/ui/usage-status.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import { records, syncContext } from "../../src/extension/extension.ts";
import { showSeen, stopAsking } from "./seen.ts";
import { showPlanUsage } from "./usage.ts";

/** How long a copied key may stay in the clipboard while the popup stays open. */
const CLIPBOARD_MS = 30_000;

const exportButton = element("export", HTMLButtonElement);
const setupButton = element("setup", HTMLButtonElement);
const checkButton = element("check", HTMLButtonElement);
const pauseButton = element("pause", HTMLButtonElement);
const copyButton = element("copy", HTMLButtonElement);
const formatSelect = element("format", HTMLSelectElement);
const statusBox = element("status", HTMLElement);
/** Counts what the user did here: what began before the last click must not overwrite what that click brought. */
let turn = 0;
let saved = false;
/** What came to light since the popup was opened. */
const found: Pick<PopupFacts, "openClaw" | "usage"> = { openClaw: null, usage: null };
/** The last status that nobody clicked for; null where a click has brought another. */
let told: Status | null = null;
/** What the last click brought last, for claude.ai's answer to come back to. */
let brought: { box: HTMLElement; status: Status } | null = null;
const openOptions = () => leaveFor(openPage("options"));
const actions: Actions = {
  open_welcome: () => leaveFor(openPage("welcome")),
  open_options: openOptions,
  open_claude: () => leaveFor(openClaude()),
  choose_target: () => leaveFor(openPage("welcome#target")),
  confirm_file: () => leaveFor(openPage("welcome#companion")),
  copy_command: (status, button) => {
    nextTurn();
    return copyCommand(status, button);
  },
};

localize();
showBugs(statusBox, actions);
whenConsentEnds(() => location.reload());
formatSelect.append(...COPY_FORMATS.map((format) => new Option(say(message(`format.${format}`)), format)));
element("options", HTMLButtonElement).addEventListener("click", openOptions);
setupButton.addEventListener("click", () => leaveFor(openPage("welcome#target")));

const [session, stored] = await Promise.all([openSession(syncContext), records()]);
const { settings } = stored;
const file = settings.target === "companion" ? settings.file : null;
showAll(stored);
whenChanged([settingsItem, syncStateItem, lastExportItem], async () => showSync(await records()));
pauseButton.addEventListener("click", togglePause);
formatSelect.addEventListener("change", () =>
  update(settingsItem, (current) => ({ ...current, format: chosenFormat() })),
);
copyButton.addEventListener("click", copy);
if (session.ok && file) {
  exportButton.addEventListener("click", () => exportTo(file));
  checkButton.addEventListener("click", check);
  checkButton.hidden = false;
}
const askNow = async () => session.ok && file && askOpenClaw(session.key, file);
await Promise.all([fileToSync(stored) && syncNow(), askNow(), showPlanUsage(session, tellUsage)]);

/** Something was clicked: an answer to what was asked before would come in its way. */
function nextTurn(): number {
  stopAsking();
  told = brought = null;
  return ++turn;
}

function showAll(current: Records): void {
  const view = viewOf(current);
  showView(view, settings);
  told = view.status;
  showSync(current);
}

function viewOf(current: Records): PopupView {
  return popupView({ session, ...current, sync: syncView(current, new Date()), ...found });
}

async function tellNews(): Promise<void> {
  const { status } = viewOf(await records());
  // A screen reader would read out again what has not changed.
  if (!told || JSON.stringify(status) === JSON.stringify(told)) return;
  told = status;
  showStatus(statusBox, status, actions);
}

/** What was clicked for before claude.ai's answer stays, with what the answer has to say about it. */
function tellUsage(usage: UsageFacts): Promise<void> {
  const before = brought && withOtherOrganization(brought.status, found.usage);
  found.usage = usage;
  const after = brought && withOtherOrganization(brought.status, usage);
  if (brought && after && JSON.stringify(after) !== JSON.stringify(before))
    showStatus(brought.box, after, actions);
  return tellNews();
}

/** Shows what came of a click. */
function bring(box: HTMLElement, status: Status): void {
  brought = { box, status };
  showStatus(box, withOtherOrganization(status, found.usage), actions);
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

function showSync(current: Records): void {
  const view = syncView(current, new Date());
  show("sync", say(syncRow(view)));
  const action = pauseAction(view);
  pauseButton.hidden = action === null;
  pauseButton.textContent = action && say(action);
}

/** Somebody is looking: what waited for its next try is tried now. */
async function syncNow(): Promise<void> {
  const asked = turn;
  await sync(syncContext, { watched: true });
  const current = await records();
  if (turn === asked) showAll(current);
  // What was asked beside it is old news then.
  if (current.lastExport?.at !== stored.lastExport?.at) await askNow();
}

async function togglePause(): Promise<void> {
  nextTurn();
  await update(settingsItem, (current) => ({ ...current, paused: !current.paused }));
  await syncNow();
}

/** Fills in what OpenClaw has now. It starts the companion, so it must not keep the popup from opening. */
async function askOpenClaw(key: SessionKey, confirmed: ConfirmedFile): Promise<void> {
  show("openclaw", say(message("popup.openclaw_checking")));
  const salt = await loadSalt();
  const [reply, fingerprint] = await Promise.all([companion.status(salt), key.fingerprint(salt)]);
  const view = openClawView(reply, confirmed, fingerprint, (await records()).lastExport);
  if (!saved) show("openclaw", say(view.row));
  found.openClaw = view.status;
  await tellNews();
}

/** What OpenClaw itself shows. */
function check(): Promise<void> {
  nextTurn();
  return showSeen((status) => bring(statusBox, status));
}

async function exportTo(confirmed: ConfirmedFile): Promise<void> {
  const asked = nextTurn();
  exportButton.disabled = true;
  showStatus(statusBox, WORKING, actions);
  try {
    const outcome = await exportByClick(syncContext, companionTarget(companion, confirmed));
    showStatus(statusBox, statusOf(outcome), actions);
    const row = openClawRowAfter(outcome);
    if (row) show("openclaw", say(row));
    saved = row !== null;
    // The export is done, whatever comes of this.
    if (!outcome.ok || !outcome.effect.effective || turn !== asked) return;
    const below = boxBelow(statusBox);
    void showSeen((status) => bring(below, status));
  } finally {
    exportButton.disabled = false;
    exportButton.focus();
  }
}

async function copy(): Promise<void> {
  const copied = nextTurn();
  const outcome = await exportSession(syncContext, clipboardTarget(navigator.clipboard, chosenFormat()));
  bring(statusBox, statusOf(outcome));
  if (outcome.ok) clearLater(copied);
}

/** Clears what was copied here, unless something else was done since: the clipboard may be another's then. */
function clearLater(copied: number): void {
  const untouched = new AbortController();
  for (const event of ["blur", "copy", "cut"]) {
    window.addEventListener(event, () => untouched.abort(), { once: true });
  }
  setTimeout(async () => {
    if (untouched.signal.aborted || turn !== copied) return;
    bring(statusBox, clearedStatus(await clearClipboard(navigator.clipboard)));
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
