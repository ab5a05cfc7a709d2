/** The step of the picked file: says where it is, opens the browser's own dialog, and exports. */
import { failure } from "../../src/core/messages/failures.ts";
import { askToWrite, canPick, pickFile } from "../../src/extension/browser/picked-file.ts";
import { isPicked, type Place, type Saved } from "../../src/extension/browser/records.ts";
import { update } from "../../src/extension/browser/storage.ts";
import type { Replaced } from "../../src/extension/export/destination.ts";
import { inspectPicked } from "../../src/extension/export/picked.ts";
import type { RemovedKeys } from "../../src/extension/export/withdraw.ts";
import { openSessionNow, records } from "../../src/extension/extension.ts";
import { removeFrom } from "../../src/extension/withdrawal.ts";
import { clearPicked, exportTo, keepPicked, openFiles } from "../../src/extension/picked.ts";
import { actionsWith, element, follow, onClick } from "../../src/extension/ui/dom.ts";
import { notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import type { Stage } from "./stage.ts";

/** Told beforehand, so that Firefox's build has no editor in it that it could not use. */
const IS_FIREFOX = import.meta.env.BROWSER === "firefox";

export const offersPicking = (): boolean => !IS_FIREFOX && canPick();

/** @param leadOn where the key is in the file */
export async function showPicking(stage: Stage, leadOn: (saved: Saved) => void): Promise<void> {
  stage.head("picked.pick", "picked.where");
  if (!IS_FIREFOX && canPick()) await offerDialog(stage, leadOn);
  else stage.tell(notice("picked.not_here"), actionsWith(follow));
}

async function offerDialog(stage: Stage, leadOn: (saved: Saved) => void): Promise<void> {
  const actions = actionsWith(follow, (replaced) => exportKey(replaced));
  const exportButton = element("export-picked", HTMLButtonElement);
  const pickButton = element("pick", HTMLButtonElement);
  const tell = (status: Status) => stage.tell(status, { ...actions, confirm_file: pick });
  let file = (await records()).settings.picked;

  function show(): void {
    exportButton.hidden = file === null;
    pickButton.classList.toggle("primary", file === null);
    pickButton.textContent = say(message(file ? "picked.pick_again" : "picked.pick"));
    if (file) tell({ ...notice(message("picked.chosen", { file: file.path })), tone: "good" });
  }

  async function pick(): Promise<void> {
    const handle = await pickFile();
    if (!handle) return tell(notice("picked.none"));
    const inspected = await inspectPicked(handle);
    if (!inspected.ok) return tell(statusOf(inspected));
    // Later, the browser asks for what was given once with fewer questions.
    if (!(await askToWrite(handle))) return tell(refusal(handle.name));
    const picked = await keepPicked(handle, inspected.kind);
    await update("settings", (current) => ({ ...current, target: "picked", picked }));
    file = picked;
    show();
  }

  async function exportKey(replace?: Replaced): Promise<void> {
    const [open] = file ? await openFiles([file]) : [];
    if (!open) return tell(statusOf(failure("picked_not_found", { path: file?.path ?? "" })));
    if (!(await askToWrite(open.handle))) return tell(refusal(open.file.path));
    tell({ ...notice("picked.working"), tone: "busy" });
    const result = await exportTo(open, replace);
    if (result.ok) leadOn(result);
    else tell(statusOf(result));
  }

  element("picking", HTMLElement).hidden = false;
  onClick("pick", pick);
  onClick("export-picked", async () =>
    (await openSessionNow()).session.ok ? exportKey() : follow("claude.ai"),
  );
  show();
}

const refusal = (path: string): Status => statusOf(failure("picked_not_allowed", { path }));

/** Takes the key out of a place that was the chosen one before, however it is reached. */
export const removeFromOld = (old: Place): Promise<RemovedKeys> =>
  !IS_FIREFOX && isPicked(old) ? clearPicked(old) : removeFrom(old);
