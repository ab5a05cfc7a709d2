/**
 * Auto-sync: whatever woke it, it reads the cookie, compares it with what was last exported, and acts on the
 * difference. The browser may stop it at every `await`; the next wake finds the same difference again
 * (docs/auto-sync.md says which one stop it does not mend).
 */
import { failure } from "../../core/messages/failures.ts";
import type { Records, SyncState } from "../browser/records.ts";
import { exportKey, failedNote, type Queued, type Run } from "../export/export.ts";
import type { Ports } from "../export/ports.ts";
import { openSession } from "../export/session.ts";
import { look, remove, type Ending } from "./after-export.ts";
import { identify } from "./identify.ts";
import { nextStep, type FoundSession } from "./next-step.ts";
import { entryOfQuestion, note, type Note } from "./note.ts";
import {
  asking,
  failed,
  placeToSync,
  held,
  isElsewhere,
  keysLeft,
  settled,
  signedIn,
  signedOut,
  unwatched,
} from "./state.ts";

/** @param retryNow somebody is looking: what failed before is tried again at once */
export async function sync(ports: Ports, { retryNow }: { retryNow: boolean }): Promise<void> {
  try {
    let ending: Ending = "again";
    while (ending === "again") {
      const begun = await ports.exclusively("records", () => begin(ports, retryNow));
      ending = await begun.ending;
    }
  } catch (error) {
    // A bug of ours, or a browser that answers as none should: it waits as any other failure does, and is shown.
    console.error(error);
    await ports.exclusively("records", () => noteBug(ports, retryNow));
  }
}

async function begin(ports: Ports, retryNow: boolean): Promise<Queued<Ending>> {
  const now = ports.now();
  const stored = await ports.load();
  const done = async (changes: Note): Promise<Queued<Ending>> => {
    await note(ports, stored, changes, now);
    return { ending: Promise.resolve("done") };
  };
  const place = placeToSync(stored);
  if (place === null) return done(stored.consent ? { state: unwatched(stored.state) } : {});

  const session = await findSession(ports, stored);
  const state = stateWith(session, stored, now);
  const { lastExport, owner, asked, settings } = stored;
  const onSignOut = isElsewhere(state, settings.container) ? "keep" : settings.onSignOut;
  const isKeyLeft = keysLeft(stored).length > 0;
  const known = { lastExport, owner, asked, isKeyLeft, state, onSignOut };
  const step = nextStep({ session, place, ...known, now, retryNow });
  const run: Run = { ports, records: { ...stored, state }, by: "sync", now, retryNow };
  switch (step.do) {
    case "nothing":
      return done({ state: settled(state) });
    case "wait":
      return done({ state });
    case "hold":
      return done({
        state: held(state, step.until),
        entry: state.heldUntil === null ? { by: "sync", result: "held" } : undefined,
      });
    case "fail":
      return done(failedNote(run, state, null, step.failure));
    case "write": {
      const { joined, ending } = await exportKey(run, step.key, place);
      // Whose key it was is not known yet, only where nobody's was before.
      const isNew = (result: Awaited<typeof ending>) => owner === null && result !== "again" && result.ok;
      return { ending: ending.then((result) => (joined || isNew(result) ? "again" : "done")) };
    }
    case "identify":
      // A new key is written once claude.ai has told whose it is.
      if (session.ok && session.fingerprint !== lastExport?.fingerprint) ports.destination(place).prepare?.();
      await done({ state });
      return { ending: identify(run, step.key) };
    case "ask":
      return done({ state: asking(state, step.question), entry: entryOfQuestion(state, step.question) });
    case "look":
      await done({ state });
      return { ending: look(run, place, step.exported) };
    case "remove":
      await done({ state });
      return { ending: remove(run) };
  }
}

async function findSession(ports: Ports, records: Records): Promise<FoundSession> {
  const session = await openSession(ports, records);
  return session.ok ? { ...session, fingerprint: await ports.fingerprint(session.key, records) } : session;
}

function stateWith(session: FoundSession, { state, settings, lastExport }: Records, now: Date): SyncState {
  if (!session.ok) return session.code === "signed_out" ? signedOut(state, now) : unwatched(state);
  const seen = signedIn(state, session, settings.container, now);
  // The very sign-in that was exported goes on.
  return session.fingerprint === lastExport?.fingerprint ? { ...seen, afterSignOut: false } : seen;
}

async function noteBug(ports: Ports, retryNow: boolean): Promise<void> {
  const now = ports.now();
  const records = await ports.load();
  if (placeToSync(records) === null) return;
  const state = failed(records.state, failure("internal_error"), { fingerprint: null, now, retryNow });
  await note(ports, records, { state }, now);
}
