/** The last step: claude.ai's numbers beside those that OpenClaw shows, and what to know from now on. */
import { failure } from "../../src/core/messages/failures.ts";
import { chosenPlace, type Place, type Saved } from "../../src/extension/browser/records.ts";
import { records, verify } from "../../src/extension/extension.ts";
import { actionsWith, element, follow, make, onClick, setText } from "../../src/extension/ui/dom.ts";
import { withLeft } from "../../src/extension/ui/removal.ts";
import { notice } from "../../src/extension/ui/status.ts";
import { windowName } from "../../src/extension/ui/window-names.ts";
import { message, percent, say, textOf, type MessageKey } from "../../src/extension/ui/words.ts";
import { watchPlanUsage } from "../../src/extension/usage/plan-usage.ts";
import type { ComparedRow } from "./comparison.ts";
import { removeFromOld } from "./pick-file.ts";
import { proofView, type ProofFacts, type ProofView } from "./proof-view.ts";
import { watchSession } from "./session.ts";
import type { Stage } from "./stage.ts";

const actions = actionsWith(follow);

/** @param saved what an export on this page has told */
export async function showProof(stage: Stage, saved: Saved | null): Promise<void> {
  const { consent, settings, numbers } = await records();
  const isNumbers = consent?.grade === "numbers";
  const asks = !isNumbers && (settings.target === "companion" || settings.target === "gateway");
  let facts: ProofFacts = {
    sentAt: isNumbers && numbers.sent ? new Date(numbers.sent.at) : null,
    saved,
    proof: asks ? { step: null } : null,
    session: failure("signed_out"),
    usage: null,
  };

  function set(change: Partial<ProofFacts>): void {
    facts = { ...facts, ...change };
    const view = proofView(facts);
    stage.head(view.title, view.lead);
    stage.tell(view.status, actions);
    showTable(view);
    element("ask-again", HTMLElement).hidden = !view.canAskAgain;
  }

  async function prove(): Promise<void> {
    set({ proof: { step: null } });
    // Whoever leaves the page ends it.
    const proof = await verify((step) => set({ proof: { step } }), new AbortController().signal);
    if (proof) set({ proof });
  }

  const byItself = consent?.autoSync ? "sync_on" : "sync_off";
  showFromNowOn(asks || isNumbers ? byItself : settings.target === "picked" ? "picked" : "copy");
  onClick("ask-again", prove);
  let watches = 0;
  await watchSession((session) => {
    const watch = ++watches;
    set({ session, usage: null });
    if (session.ok) void watchPlanUsage(session.key, (usage) => watch === watches && set({ usage }));
  });
  const place = chosenPlace(settings);
  if (place) await offerOldPlace(stage, place);
  if (asks) await prove();
}

function showTable({ rows, compares }: ProofView): void {
  const columns: MessageKey[] = compares
    ? ["welcome.limit", "welcome.claude", "welcome.openclaw", "welcome.verdict"]
    : ["welcome.limit", "welcome.claude"];
  element("numbers", HTMLElement).hidden = rows.length === 0;
  element("numbers-head", HTMLElement).replaceChildren(
    ...columns.map((column) => make("th", { scope: "col" }, say(message(column)))),
  );
  element("numbers-rows", HTMLElement).replaceChildren(
    ...rows.map((row) => tableRow(row).slice(0, columns.length)).map((cells) => make("tr", {}, ...cells)),
  );
}

function tableRow({ label, claude, openClaw, verdict }: ComparedRow): HTMLElement[] {
  const told = make(
    "td",
    { className: "verdict" },
    verdict ? say(message(`welcome.verdict_${verdict}`)) : "",
  );
  if (verdict) told.dataset["verdict"] = verdict;
  return [
    make("th", { scope: "row" }, make("bdi", {}, textOf(windowName(label)))),
    make("td", {}, shareOf(claude)),
    make("td", {}, shareOf(openClaw)),
    told,
  ];
}

const shareOf = (share: number | null): string => (share === null ? "" : percent(share));

function showFromNowOn(what: "sync_on" | "sync_off" | "picked" | "copy"): void {
  setText("now-what", say(message(`welcome.now_${what}`)));
  setText("now-what-text", say(message(`welcome.now_${what}_text`)));
}

/** After a change of place the key still stands in the old one, where it may hide the new. */
async function offerOldPlace(stage: Stage, current: Place | null): Promise<void> {
  const { written } = await records();
  const old = written.find(({ id }) => id !== current?.id);
  element("old-file", HTMLElement).hidden = old === undefined;
  if (!old) return;
  const { path } = old;
  setText("old-text", say(message("welcome.old_text", { path })));
  onClick("old-remove", async () => {
    const { left } = await removeFromOld(old);
    if (left.length > 0) {
      stage.tell(withLeft(notice("welcome.old_title"), left), actions);
      return;
    }
    // First the offer goes: what is told must be true of the page that tells it.
    await offerOldPlace(stage, current);
    stage.tell({ ...notice(message("welcome.old_removed", { path })), tone: "good" }, actions);
  });
}
