/** Exports to the file that was picked, or takes the key out of it again: the browser lets neither be done elsewhere. */
import type { RemoveReply } from "../../src/core/messages/messages.ts";
import { failure, type Result } from "../../src/core/messages/failures.ts";
import { askToWrite, mayWrite } from "../../src/extension/browser/picked-file.ts";
import { isPicked, type Saved } from "../../src/extension/browser/records.ts";
import { whenConsentEnds } from "../../src/extension/browser/storage.ts";
import type { Replaced } from "../../src/extension/export/destination.ts";
import { records } from "../../src/extension/extension.ts";
import {
  exportTo,
  openFiles,
  removeAfterwards,
  withdrawWith,
  type OpenFile,
} from "../../src/extension/picked.ts";
import {
  actionsWith,
  element,
  follow,
  localize,
  make,
  setText,
  showBugs,
  showStatus,
} from "../../src/extension/ui/dom.ts";
import { withdrawnStatus } from "../../src/extension/ui/removal.ts";
import { failureTitle, notice, savedStatus, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { inOneLine, message, say } from "../../src/extension/ui/words.ts";

const statusBox = element("status", HTMLElement);
const exportButton = element("export", HTMLButtonElement);
let replaceAndExport = async (_?: Replaced): Promise<void> => {};
const actions = {
  ...actionsWith(follow, (replaced) => replaceAndExport(replaced)),
  // The file that is to be looked at again is this one.
  confirm_file: () => follow("welcome#picked"),
};

localize();
showBugs(statusBox, actions);
const isWithdrawal = location.hash === "#withdraw";
// A tab that the browser brings back one day must not withdraw anything.
history.replaceState(null, "", location.pathname);
await (isWithdrawal ? withdrawHere() : offerExport());

async function offerExport(): Promise<void> {
  whenConsentEnds(() => location.reload());
  const { consent, settings } = await records();
  const file = settings.target === "picked" ? settings.picked : null;
  if (!consent) return tell(statusOf(failure("consent_missing")));
  if (!file) return tell({ ...notice("popup.setup_title", "popup.setup_text"), actions: ["choose_target"] });
  const [open] = await openFiles([file]);
  if (!open) return tell(statusOf(failure("picked_not_found", { path: file.path })));

  const limits = [message("picked.unseen"), message("picked.unlocked", { file: file.path })];
  setText("limits", inOneLine(limits));
  element("limits", HTMLElement).hidden = false;
  exportButton.hidden = false;
  exportButton.onclick = () => allowAndExport(open);
  replaceAndExport = (replaced) => allowAndExport(open, replaced);
  if (await mayWrite(open.handle)) await allowAndExport(open);
  else tell(notice("picked.ready", message("picked.ready_text", { file: file.path })));
}

/** The browser's question is the first thing that the click does. */
async function allowAndExport(open: OpenFile, replace?: Replaced): Promise<void> {
  if (exportButton.ariaDisabled) return;
  const isAllowed = await askToWrite(open.handle);
  if (!isAllowed) return tell(statusOf(failure("picked_not_allowed", { path: open.file.path })));
  exportButton.ariaDisabled = "true";
  window.addEventListener("beforeunload", warn);
  tell({ ...notice("picked.working"), tone: "busy" });
  const result = await exportTo(open, replace).finally(() => {
    window.removeEventListener("beforeunload", warn);
    exportButton.ariaDisabled = null;
  });
  tell(exportedStatus(result));
  // Nothing is due any more.
  exportButton.classList.toggle("primary", !result.ok);
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function exportedStatus(result: Result<Saved>): Status {
  if (!result.ok) return statusOf(result);
  const status = savedStatus(result);
  return result.changed && result.file
    ? { ...status, text: [...status.text, message(`welcome.file_${result.file}_note`)] }
    : status;
}

/** Consent ends first, whatever becomes of the keys: what is left can be taken out with a click for each file. */
async function withdrawHere(): Promise<void> {
  const { written } = await records();
  const open = await openFiles(written.filter(isPicked));
  const withdrawn = await withdrawWith(open);
  tell(withdrawnStatus(withdrawn));
  const left = open.filter(({ file }) => withdrawn.removed?.left.some((one) => one.place.id === file.id));
  for (const one of left) offerRemoval(one);
}

/** A button for each: the browser asks for one file at a click. */
function offerRemoval(open: OpenFile): void {
  const { path: file } = open.file;
  const button = make("button", { type: "button" }, say(message("picked.remove", { file })));
  button.onclick = async () => {
    const isAllowed = await askToWrite(open.handle);
    const removed = isAllowed ? await removeAfterwards(open) : failure("picked_not_allowed", { path: file });
    if (removed.ok) button.remove();
    tell(removedStatus(file, removed));
  };
  element("buttons", HTMLElement).append(button);
}

function removedStatus(file: string, removed: Result<RemoveReply>): Status {
  if (!removed.ok) {
    const why = [failureTitle(removed), message("picked.left_text")];
    return { ...notice(message("picked.left", { file }), ...why), tone: "warning" };
  }
  const done = removed.changed ? "picked.removed" : "picked.removed_none";
  return { ...notice(message(done, { file })), tone: "good" };
}

function tell(status: Status): void {
  showStatus(statusBox, status, actions);
}
