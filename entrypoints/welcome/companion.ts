/** The step of the companion: waits until it is installed, lets the user choose the file, and exports. */
import { COMMANDS, failure } from "../../src/core/messages/failures.ts";
import type { ConfirmedFile, Saved } from "../../src/extension/browser/records.ts";
import type { Replaced } from "../../src/extension/export/destination.ts";
import { update, whenChanged } from "../../src/extension/browser/storage.ts";
import { companionStatus, exportNow, records } from "../../src/extension/extension.ts";
import {
  actionsWith,
  copyCommand,
  element,
  follow,
  make,
  onClick,
  setText,
} from "../../src/extension/ui/dom.ts";
import { message, say, textOf } from "../../src/extension/ui/words.ts";
import { companionView, type CompanionFacts, type CompanionView, type Finding } from "./companion-view.ts";
import { showFileChoice } from "./file-choice.ts";
import { watchSession } from "./session.ts";
import type { Stage } from "./stage.ts";
import { isConnected } from "./step.ts";

/** How often a companion that is not there yet is looked for while the user installs it. */
const LOOK_AGAIN_MS = 2_000;

/** After that something else may keep the browser from it. */
const LATE_AFTER_MS = 30_000;

/** @param leadOn where OpenClaw has the key: by a click here, or by auto-sync's own doing */
export async function showCompanion(stage: Stage, leadOn: (saved: Saved | null) => void): Promise<void> {
  const exportButton = element("export", HTMLButtonElement);
  const filesBox = element("files", HTMLElement);
  const actions = actionsWith(follow, (replaced) => exportKey(replaced));
  let chosenFile: (() => ConfirmedFile) | null = null;
  let filesShown = "";
  let facts!: CompanionFacts;

  const set = (change: Partial<CompanionFacts>) => {
    facts = { ...facts, ...change };
    render(companionView(facts, new Date()));
  };

  function render(view: CompanionView): void {
    stage.head("welcome.connect_title", view.lead);
    stage.tell(view.status, actions);
    element("install", HTMLElement).hidden = !view.asksForCommand;
    element("findings", HTMLElement).replaceChildren(...view.findings.map(line));
    showFiles();
    const { button, isDue, isBusy } = view;
    exportButton.textContent = button && say(message(`action.${button}`));
    exportButton.classList.toggle("primary", isDue);
    exportButton.ariaDisabled = String(isBusy);
    element("found", HTMLElement).hidden = button === null;
  }

  /** A choice that the user has made stays, whatever is said of the files meanwhile. */
  function showFiles(): void {
    const { reply, records: stored } = facts;
    if (!reply?.ok || filesShown === JSON.stringify(reply.files)) return;
    filesShown = JSON.stringify(reply.files);
    const kind = chosenFile?.().kind ?? stored.settings.file?.kind ?? "config";
    chosenFile = showFileChoice(filesBox, reply, kind);
  }

  async function look(): Promise<void> {
    const reply = await companionStatus();
    if (!stage.isShown()) return;
    set({ reply });
    if (!reply.ok) setTimeout(look, LOOK_AGAIN_MS);
  }

  async function clicked(): Promise<void> {
    if (facts.job === "running") return;
    if (facts.session.ok) {
      await exportKey();
      return;
    }
    await confirmFile();
    await follow("claude.ai");
  }

  async function confirmFile(): Promise<void> {
    const file = chosenFile?.() ?? null;
    await update("settings", (current) => ({ ...current, target: "companion", file }));
  }

  async function exportKey(replace?: Replaced): Promise<void> {
    set({ job: "running" });
    try {
      await confirmFile();
      const job = await exportNow(replace);
      if (job.ok && job.effect?.effective !== false) {
        leadOn(job);
        return;
      }
      set({ job });
    } catch (error) {
      set({ job: failure("internal_error") });
      throw error;
    }
    // It may mean another file by now.
    await look();
  }

  /** Auto-sync may have the key there before any click. */
  async function refresh(wasConnected: boolean): Promise<void> {
    const current = await records();
    if (!stage.isShown()) return;
    set({ records: current });
    if (facts.job !== "running" && !wasConnected && isConnected(current)) leadOn(null);
  }

  setText("command", COMMANDS.install);
  onClick("copy-command", (button) => copyCommand({ command: COMMANDS.install }, button));
  onClick("export", clicked);
  const first = await records();
  facts = {
    reply: null,
    late: false,
    session: failure("signed_out"),
    records: first,
    job: null,
  };
  whenChanged(["consent", "settings", "state", "lastExport"], () => refresh(isConnected(first)));
  setTimeout(() => set({ late: true }), LATE_AFTER_MS);
  await watchSession((session) => set({ session, job: facts.job === "running" ? "running" : null }));
  await look();
}

function line({ name, state, note }: Finding): HTMLElement {
  const item = make(
    "li",
    { className: state },
    make("span", { className: "mark", ariaHidden: "true" }),
    make("span", {}, say(message(name))),
  );
  if (state === "found") item.dataset["tone"] = "good";
  if (note !== null) item.append(make("bdi", { className: "note" }, textOf(note)));
  return item;
}
