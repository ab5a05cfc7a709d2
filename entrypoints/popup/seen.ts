/** The block "Seen by OpenClaw": proof takes seconds, and never holds up the export that it is asked for. */
import { verifyOpenClaw } from "../../src/extension/browser/verify-openclaw.ts";
import { seenProgress, seenStatus } from "../../src/extension/ui/proof.ts";
import type { Status } from "../../src/extension/ui/status.ts";

/** Of the question that is on its way. */
let asked = new AbortController();

export function stopAsking(): void {
  asked.abort();
}

/** Asks OpenClaw, and shows how far it is and what came of it. A question from before ends. */
export async function showSeen(show: (status: Status) => void): Promise<void> {
  stopAsking();
  asked = new AbortController();
  const { signal } = asked;
  show(seenProgress(null));
  const result = await verifyOpenClaw((step) => show(seenProgress(step)), signal);
  if (result) show(seenStatus(result));
}
