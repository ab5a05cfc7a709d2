/** The step of the gateway: one line to paste, a pairing that is noticed by itself, and the export. */
import { failure } from "../../src/core/messages/failures.ts";
import { readPolicy } from "../../src/extension/browser/policy.ts";
import { isPicked, type Records, type Saved } from "../../src/extension/browser/records.ts";
import { update, whenChanged } from "../../src/extension/browser/storage.ts";
import type { Replaced } from "../../src/extension/export/destination.ts";
import { records, sendNow } from "../../src/extension/extension.ts";
import {
  CODE_LASTS_MS,
  DEFAULT_ADDRESS,
  forgetGateway,
  moveToGateway,
  newPairing,
  pairWith,
} from "../../src/extension/gateway.ts";
import { actionsWith, copyCommand, element, follow, onClick } from "../../src/extension/ui/dom.ts";
import { askElsewhere } from "./elsewhere.ts";
import { renderGateway } from "./gateway-render.ts";
import { gatewayView, type GatewayFacts } from "./gateway-view.ts";
import { removeFromOld } from "./pick-file.ts";
import { watchSession } from "./session.ts";
import type { Stage } from "./stage.ts";
import { isConnected } from "./step.ts";
import { showTerminals } from "./terminals.ts";

/** @param leadOn where OpenClaw has the key: by a click here, or by auto-sync's own doing */
export async function showGateway(stage: Stage, leadOn: (saved: Saved | null) => void): Promise<void> {
  const actions = { ...actionsWith(follow, (replaced) => exportKey(replaced)), open_pairing: pairAnew };
  const keep = element("keep", HTMLInputElement);
  const [first, policy] = await Promise.all([records(), readPolicy()]);
  const isAnew = location.hash === "#pairing";
  let attempt = new AbortController();
  const grade = first.consent?.grade ?? "numbers";
  let facts: GatewayFacts = {
    grade,
    address: policy.gatewayAddress ?? first.settings.gateway?.path ?? DEFAULT_ADDRESS,
    line: null,
    waits: null,
    refused: null,
    ended: null,
    paired: isAnew ? null : first.settings.gateway,
    session: failure("signed_out"),
    old: grade === "key" ? oldIn(first) : [],
    job: null,
  };

  function set(change: Partial<GatewayFacts>): void {
    facts = { ...facts, ...change };
    if (!stage.isShown()) return;
    const view = gatewayView(facts);
    stage.head(view.title, view.lead);
    stage.tell(view.status, actions);
    renderGateway(view);
  }

  /** Waits until somebody answers there who knows the code; whatever was waited for before is of no use any more. */
  async function pair(code: string, line: string | null): Promise<void> {
    attempt.abort();
    attempt = new AbortController();
    const { signal } = attempt;
    const isOver = AbortSignal.timeout(CODE_LASTS_MS);
    set({ line, waits: null, refused: null, ended: null, paired: null, job: null });
    const paired = await pairWith(
      facts.address,
      code,
      (waits) => signal.aborted || set({ waits }),
      AbortSignal.any([signal, isOver]),
      () => keep.checked,
    );
    if (signal.aborted) return;
    if (!paired) set({ ended: "expired" });
    else if (!paired.ok) set({ ended: paired });
    else {
      // Loaded anew, the page shows what is paired now.
      history.replaceState(null, "", "#gateway");
      set({ paired, old: grade === "key" ? oldIn(await records()) : [] });
    }
  }

  async function pairAnew(): Promise<void> {
    const { code, line } = await newPairing();
    await pair(code, line);
  }

  async function forget(): Promise<void> {
    await forgetGateway();
    await pairAnew();
  }

  async function exportKey(replace?: Replaced): Promise<void> {
    set({ job: "running" });
    try {
      await update("settings", (current) => ({ ...current, target: "gateway" }));
      if (grade === "numbers") return await send();
      const { saved: job } = await moveToGateway(replace);
      // The companion's are done; the others open to this very click.
      if (job.ok) for (const old of facts.old.filter(isPicked)) await removeFromOld(old);
      if (job.ok && job.effect?.effective !== false) leadOn(job);
      else set({ job });
    } catch (error) {
      set({ job: failure("internal_error") });
      throw error;
    }
  }

  async function send(): Promise<void> {
    const sent = (await sendNow()) ?? failure("consent_missing");
    if (sent.ok) leadOn(null);
    else set({ job: sent });
  }

  /** Auto-sync may have it there before any click. */
  async function refresh(): Promise<void> {
    const current = await records();
    if (stage.isShown() && facts.job !== "running" && !isConnected(first) && isConnected(current))
      leadOn(null);
  }

  showTerminals();
  keep.checked = first.settings.gateway?.keep ?? true;
  element("memory", HTMLInputElement).checked = !keep.checked;
  onClick("copy-line", (button) =>
    facts.line === null || facts.ended ? pairAnew() : copyCommand({ command: facts.line }, button),
  );
  onClick("pair-anew", pairAnew);
  onClick("forget-pairing", forget);
  onClick("export-gateway", () => {
    if (facts.job === "running") return;
    return facts.session.ok ? exportKey() : follow("claude.ai");
  });
  askElsewhere({
    address: facts.address,
    isFixed: policy.gatewayAddress !== undefined,
    lookAt: (address) => {
      facts = { ...facts, address };
      return pairAnew();
    },
    pairBy: (code) => pair(code, null),
    refuse: (refused) => set({ refused }),
  });
  whenChanged(["settings", "state", "lastExport", "numbers"], refresh);
  await watchSession((session) => set({ session, job: facts.job === "running" ? "running" : null }));
  if (!facts.paired) await pairAnew();
}

/** Places of another way that may hold a key from here. */
const oldIn = ({ written }: Records): Records["written"] => written.filter(({ kind }) => kind !== "gateway");
