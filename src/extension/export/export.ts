import type { Failure } from "../../core/messages/failures.ts";
import { exportSession } from "./session.ts";
import type { Saved } from "./outcome.ts";
import type { Target } from "./destination.ts";
import { entryOf } from "../sync/history.ts";
import type { Records, SyncContext } from "../sync/sync-context.ts";
import { failed, settled, shadowedBy, type SyncState } from "../sync/state.ts";

/** An export that the user asked for: it waits for no pause, and ends whatever kept auto-sync waiting. */
export async function exportByClick(
  context: SyncContext,
  target: Target<Saved | Failure>,
): Promise<Saved | Failure> {
  return context.exclusively(async () => {
    const outcome = await exportSession(context, target);
    // Withdrawn while the click waited: nothing may be stored any more.
    if (!outcome.ok && outcome.code === "consent_missing") return outcome;
    const state = stateAfterClick(outcome, await context.records(), context.now());
    await context.note({ state, entry: { by: "click", ...entryOf(outcome) } });
    await context.show();
    return outcome;
  });
}

function stateAfterClick(outcome: Saved | Failure, { state, lastExport }: Records, now: Date): SyncState {
  if (!outcome.ok) return state;
  // The cookie was there; auto-sync may not have seen it yet, or rest.
  const after = { ...settled(state), goneSince: null };
  if (outcome.effect.effective || lastExport === null) return after;
  return failed(after, shadowedBy(outcome.effect.path), {
    fingerprint: lastExport.fingerprint,
    now,
    watched: true,
  });
}
