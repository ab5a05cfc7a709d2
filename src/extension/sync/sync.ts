/**
 * Auto-sync: whatever woke it, it reads the cookie, compares it with what was last exported, and acts on the
 * difference. The browser may stop it at every `await`; the next wake finds the same difference again
 * (docs/auto-sync.md says which one stop it does not mend).
 */
import { failure } from "../../core/messages/failures.ts";
import { openSession } from "../export/session.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import { nextStep, nextWake, type FoundSession } from "./next-step.ts";
import { performStep } from "./perform-step.ts";
import type { Records, SyncContext } from "./sync-context.ts";
import { failed, signedIn, signedOut, type SyncState } from "./state.ts";

/** @param watched somebody is looking: what failed before is tried again at once */
export async function sync(context: SyncContext, { watched }: { watched: boolean }): Promise<void> {
  await context.exclusively(async () => {
    const records = await context.records();
    const file = fileToSync(records);
    // Of the decision as of the next wake: what comes due in between would be slept over.
    const now = context.now();
    try {
      const state = file && (await syncFile(context, records, file, { now, watched }));
      await context.wakeAt(state && nextWake(state, now));
    } catch (error) {
      // A bug of ours, or a browser that answers as none should: it waits as any other failure does, and is shown.
      const state = failed(records.state, failure("internal_error"), { fingerprint: null, now, watched });
      console.error(error);
      await context.note({ state });
      await context.wakeAt(nextWake(state, now));
    }
    await context.show();
  });
}

/** Where auto-sync writes; null where it is off, paused or not set up. */
export function fileToSync({
  consent,
  settings,
}: Pick<Records, "consent" | "settings">): ConfirmedFile | null {
  const isOn = consent?.autoSync === true && !settings.paused && settings.target === "companion";
  return isOn ? settings.file : null;
}

async function syncFile(
  context: SyncContext,
  records: Records,
  file: ConfirmedFile,
  { now, watched }: { now: Date; watched: boolean },
): Promise<SyncState> {
  const session = await findSession(context);
  const state = stateWith(session, records.state, now);
  const { lastExport, settings } = records;
  const { onSignOut } = settings;
  const step = nextStep({ session, file, lastExport, state, onSignOut, now, watched });
  const note = await performStep(step, { context, records, file, session, state, watched });
  await context.note(note);
  return note.state;
}

async function findSession(context: SyncContext): Promise<FoundSession> {
  const session = await openSession(context);
  return session.ok ? { ...session, fingerprint: await context.fingerprint(session.key) } : session;
}

function stateWith(session: FoundSession, state: SyncState, now: Date): SyncState {
  if (session.ok) return signedIn(state, session.expiresAt);
  return session.code === "signed_out" ? signedOut(state, now) : state;
}
