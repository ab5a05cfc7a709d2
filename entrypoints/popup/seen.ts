/** The block "Seen by OpenClaw": proof takes seconds, and never holds up the export that it is asked for. */
import { verifyOpenClaw } from "../../src/browser/verify-openclaw.ts";
import { showStatus, type Actions } from "../../src/ui/dom.ts";
import { seenProgress, seenStatus } from "../../src/ui/seen.ts";

/** Of the question that is on its way. */
let asked = new AbortController();

export function stopAsking(): void {
  asked.abort();
}

/** Asks OpenClaw, and shows in the box how far it is and what came of it. A question from before ends. */
export async function showSeen(box: HTMLElement, actions: Actions): Promise<void> {
  stopAsking();
  asked = new AbortController();
  const { signal } = asked;
  showStatus(box, seenProgress(null), actions);
  const result = await verifyOpenClaw((rung) => showStatus(box, seenProgress(rung), actions), signal);
  if (!signal.aborted) showStatus(box, seenStatus(result), actions);
}
