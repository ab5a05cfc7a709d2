/** The sign-in to claude.ai, as the steps see it. */
import { whenSessionChanges } from "../../src/extension/browser/events.ts";
import type { OpenedSession } from "../../src/extension/export/session.ts";
import { openSessionNow } from "../../src/extension/extension.ts";

/** Tells what it is now, and what becomes of it. Resolves after the first. */
export async function watchSession(tell: (session: OpenedSession) => unknown): Promise<void> {
  let looks = 0;
  const look = async () => {
    const current = ++looks;
    const { session } = await openSessionNow();
    if (current === looks) tell(session);
  };
  whenSessionChanges(look);
  await look();
}
