/**
 * The one way of a key to a destination, for the click and for auto-sync. What is about to be written is noted with
 * the lock of the records, the put is made without it, and its result noted with it again. The browser may stop a
 * run at every `await`.
 */
import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import {
  chosenPlace,
  type Place,
  type Put,
  type Records,
  type Saved,
  type SyncState,
} from "../browser/records.ts";
import { entryOf, note, type Note } from "../sync/note.ts";
import {
  counted,
  exported,
  failed,
  placeToSync,
  outcomeUnknown,
  shadowedBy,
  signedIn,
  uncounted,
} from "../sync/state.ts";
import type { Replaced } from "./destination.ts";
import type { Ports } from "./ports.ts";
import { openKey, staysHere } from "./session.ts";

/** One run, as it stands with the lock of the records. */
export interface Run {
  ports: Ports;
  /** As they were read; `state` may know more already. */
  records: Records;
  by: "click" | "sync";
  now: Date;
  /** Somebody is looking: what failed before is tried again at once, and makes no pause longer. */
  retryNow: boolean;
  /** What of the user's may be overwritten: the user has said so. */
  replace?: Replaced | undefined;
}

/** Wrapped, or whoever is to let go of the lock would wait for it. */
export interface Queued<T> {
  ending: Promise<T>;
}

/** An export that the user asked for: it waits for no pause, and ends whatever kept auto-sync waiting. */
export async function exportByClick(ports: Ports, replace?: Replaced): Promise<Result<Saved>> {
  for (;;) {
    const { ending } = await ports.exclusively("records", () => beginClick(ports, replace));
    const result = await ending;
    if (result !== "again") return result;
  }
}

async function beginClick(ports: Ports, replace?: Replaced): Promise<Queued<Result<Saved> | "again">> {
  const now = ports.now();
  const records = await ports.load();
  const session = await openKey(ports, records);
  const place = chosenPlace(records.settings);
  if (session.ok && place) {
    // The cookie is there; auto-sync may not have seen it yet, or rest.
    const fingerprint = await ports.fingerprint(session.key, records);
    const { expiresAt } = session;
    const state = signedIn(records.state, { fingerprint, expiresAt }, records.settings.container, now);
    const run: Run = { ports, records: { ...records, state }, by: "click", now, retryNow: true, replace };
    return exportKey(run, session.key, place);
  }
  const refused = session.ok ? failure("native_permission_missing") : session;
  // Without consent nothing may be stored.
  if (records.consent) await note(ports, records, { entry: { by: "click", ...entryOf(refused) } }, now);
  return { ending: Promise.resolve(refused) };
}

/**
 * Notes the put, and asks for its turn. Call it with the lock of the records, and let go of that before you wait.
 * A put of the same key to the same destination that is under way is joined.
 * @returns `again` where the put that was joined has come to no end that is known: look at the cookie anew
 */
export async function exportKey(
  run: Run,
  key: SessionKey,
  place: Place,
): Promise<Queued<Result<Saved> | "again"> & { joined: boolean }> {
  const { ports, records, by, now } = run;
  const fingerprint = await ports.fingerprint(key, records);
  const destination = ports.destination(place);
  const noted = records.put;
  if (noted?.result === null && noted.fingerprint === fingerprint && noted.destination === destination.id)
    return { joined: true, ending: ports.exclusively("destination", () => resultOf(ports, noted.id)) };

  destination.prepare?.();
  const put: Put = { id: crypto.randomUUID(), fingerprint, destination: destination.id, result: null };
  const { state, written } = records;
  await ports.save({
    put,
    // No gateway restarts for a key that goes to it directly.
    state: by === "sync" && place.kind !== "gateway" ? counted(state, now.toISOString()) : state,
    written: [...written.filter(({ id }) => id !== place.id), place],
  });
  // In the order of the notes: the last key that was noted stands there in the end.
  const ending = ports.exclusively("destination", async () => {
    const current = await ports.load();
    // Withdrawn before its turn, or changed to numbers only.
    const refused = staysHere(current);
    if (refused) return refused;
    // Auto-sync was switched off, paused or led elsewhere before its turn.
    if (by === "sync" && placeToSync(current)?.id !== place.id) {
      await ports.exclusively("records", () => giveBack(run, put));
      return "again";
    }
    const result = await destination.set(key, run.replace);
    await ports.exclusively("records", () => noteResult(run, put, place, result));
    return result;
  });
  return { joined: false, ending };
}

/** Nothing came of a put that was noted, and nobody shall wait for it. */
async function giveBack({ ports, now }: Run, { id }: Put): Promise<void> {
  const records = await ports.load();
  const state = uncounted(records.state, now.toISOString());
  if (records.consent)
    await note(ports, records, { state, ...(records.put?.id === id ? { put: null } : {}) }, now);
}

/** Of the put that was joined, once its turn is over. */
function resultOf(ports: Ports, id: string): Promise<Result<Saved> | "again"> {
  return ports.exclusively("records", async () => {
    const { put } = await ports.load();
    if (put?.id !== id) return "again";
    if (put.result) return put.result;
    // Its run was stopped. Nobody shall wait for it any more.
    await ports.save({ put: null });
    return "again";
  });
}

async function noteResult(run: Run, put: Put, place: Place, result: Saved | Failure): Promise<void> {
  const records = await run.ports.load();
  // Withdrawn meanwhile: nothing stays behind.
  if (!records.consent) return;
  const { fingerprint } = put;
  const changes = changesAfter(run, records.state, fingerprint, result);
  if (result.ok) {
    const at = run.ports.now().toISOString();
    const { id, path } = place;
    const { process, gateway } = result;
    const behind = gateway === "restart" ? { gatewayIsBehind: true as const } : {};
    changes.lastExport = { fingerprint, at, id, path, ...behind, ...(process ? { process } : {}) };
    const known = [records.asked, records.owner].find((owner) => owner?.key === fingerprint);
    // Until claude.ai tells, nobody knows: the account before is not this key's.
    changes.owner = known ?? { key: fingerprint, organizations: null };
  }
  // Another one may have been noted since; it waits for its turn.
  if (records.put?.id === put.id) changes.put = { ...put, result };
  await note(run.ports, records, changes, run.now);
}

/** A click was not counted as a write, and what it fails with auto-sync does not remember: it goes on as before. */
function changesAfter(run: Run, before: SyncState, fingerprint: string, result: Saved | Failure): Note {
  const entry = { by: run.by, ...entryOf(result) };
  const isClick = run.by === "click";
  // A second try with the same key would find it in place, and change nothing.
  const isFirstTry = before.trouble?.fingerprint !== fingerprint;
  const counts = result.ok ? result.changed : outcomeUnknown(result) && isFirstTry;
  const state = isClick || counts ? before : uncounted(before, run.now.toISOString());
  if (!result.ok) return isClick ? { entry } : failedNote(run, state, fingerprint, result);
  // Where nobody can tell, nothing speaks against it.
  if (result.effect?.effective !== false) return { state: exported(state), entry };
  const shadowed = failedNote(run, exported(state), fingerprint, shadowedBy(result.effect.path));
  return isClick ? { ...shadowed, entry } : shadowed;
}

/** A failure that auto-sync remembers. @param fingerprint of the key that it happened to; null where there is none */
export function failedNote(
  { ports, retryNow }: Run,
  before: SyncState,
  fingerprint: string | null,
  reason: Failure,
): Note {
  const state = failed(before, reason, { fingerprint, now: ports.now(), retryNow });
  // Passes by itself within the minute, and means nothing to the user.
  return reason.code === "native_not_ready"
    ? { state }
    : { state, entry: { by: "sync", ...entryOf(reason) } };
}
