/**
 * Auto-sync: whatever woke it, it reads the cookie, compares it with what was last exported, and acts on the
 * difference. It remembers nothing that it could not lose: the browser may stop it at every `await`, and the
 * next wake finds the same difference again.
 */
import type { Consent } from "../consent/consent.ts";
import { exportSession, openSession, type ExportContext } from "../export/export-session.ts";
import type { Failure, Saved } from "../export/outcome.ts";
import type { Target } from "../export/target.ts";
import type { NativeFailure } from "../protocol/native-failure.ts";
import type { SessionKey } from "../session/session-key.ts";
import type { ConfirmedFile, Settings } from "../settings/settings.ts";
import type { HistoryEntry } from "./history.ts";
import { nextStep, nextWake, type FoundSession, type Step } from "./next-step.ts";
import {
  failed,
  held,
  settled,
  signedIn,
  signedOut,
  writing,
  type LastExport,
  type Mishap,
  type SyncState,
} from "./sync-state.ts";

/** What is stored, read in one go. */
export interface Records {
  consent: Consent | null;
  settings: Settings;
  lastExport: LastExport | null;
  state: SyncState;
}

/** What is stored in one go: no stop can part it. */
interface Note {
  state: SyncState;
  /** Null forgets it; left out, it stays. */
  lastExport?: LastExport | null;
  entry?: Omit<HistoryEntry, "at" | "times"> | undefined;
}

/** `foreign`: another key stands there by now. `unreachable`: nobody can tell. */
export type Removed = "own" | "foreign" | "unreachable";

/** What auto-sync needs from the browser; the real one is in src/wiring. */
export interface SyncContext extends ExportContext {
  /** One at a time, over the worker and all pages. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  records(): Promise<Records>;
  fingerprint(key: SessionKey): Promise<string>;
  target(file: ConfirmedFile, settings: Settings): Target<Saved | Failure>;
  /** `shadowedBy`: the place from which OpenClaw takes another value, while what was exported last stands there still. */
  lookForExported(
    exported: LastExport,
  ): Promise<{ ok: true; shadowedBy: string | null | undefined } | NativeFailure>;
  /** Takes out of OpenClaw what was exported last. */
  removeExported(exported: LastExport): Promise<{ ok: true; removed: Removed } | NativeFailure>;
  note(note: Note): Promise<void>;
  /** Tells the user outside of any page: the badge. */
  show(): Promise<void>;
  /** Wakes us at that time; never again by the clock where it is null. */
  wakeAt(time: Date | null): Promise<void>;
  now(): Date;
}

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
      const state = failed(records.state, { code: "internal_error" }, { fingerprint: null, now, watched });
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

/** One run, once it has seen the cookie. */
interface Run {
  context: SyncContext;
  records: Records;
  file: ConfirmedFile;
  session: FoundSession;
  state: SyncState;
  watched: boolean;
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
  const { onSignOut, restartGateway } = settings;
  const restarts = file.kind === "config" || restartGateway;
  const step = nextStep({ session, file, lastExport, state, onSignOut, restarts, now, watched });
  const note = await perform(step, { context, records, file, session, state, watched });
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

async function perform(step: Step, run: Run): Promise<Note> {
  const { state } = run;
  switch (step.do) {
    case "nothing":
      return { state: settled(state) };
    case "wait":
      return { state };
    case "hold":
      return state.heldUntil === null
        ? { state: held(state, step.until), entry: { by: "sync", result: "held" } }
        : { state: held(state, step.until) };
    case "write":
      return write(step.key, step.fingerprint, run);
    case "look":
      return look(step.exported, run);
    case "remove":
      return remove(step.exported, run);
    case "fail":
      return failedNote(step.failure, run);
  }
}

async function write(key: SessionKey, fingerprint: string, run: Run): Promise<Note> {
  const { context, records, file, state } = run;
  const begun = writing(state, context.now());
  await context.note({ state: begun });
  await context.beforeWrite(file);
  const outcome = await context.target(file, records.settings).put(key);
  if (!outcome.ok) {
    // A second try with the same key would find it in place, and change nothing.
    const counts = wentSilent(outcome) && state.trouble?.fingerprint !== fingerprint;
    return failedNote(outcome, counts ? { ...run, state: begun } : run);
  }
  const after = settled(outcome.changed ? begun : state);
  const note: Note = outcome.effect.effective
    ? { state: after, entry: { by: "sync", ...entryOf(outcome) } }
    : failedNote(shadowedBy(outcome.effect.path), { ...run, state: after });
  const at = context.now().toISOString();
  // With the rest: noted alone, a stop behind it would hide what else there is to tell.
  const restart = restartLeft(outcome);
  return { ...note, lastExport: { fingerprint, at, id: file.id, path: file.path, ...restart } };
}

/** Nobody knows how far the companion came. */
const wentSilent = ({ code }: Failure): boolean =>
  code === "companion_timeout" || code === "companion_crashed";

/** Writes nothing: another browser's key may stand there by now, and that is no trouble of ours. */
async function look(exported: LastExport, run: Run): Promise<Note> {
  const found = await run.context.lookForExported(exported);
  // Where it can't be told, it is in the same trouble still: under another name nobody would look again.
  if (!found.ok) return failedNote({ code: "shadowed", detail: run.state.trouble?.detail }, run);
  return found.shadowedBy === undefined
    ? { state: settled(run.state) }
    : failedNote(shadowedBy(found.shadowedBy), run);
}

const shadowedBy = (path: string | null): Mishap => ({ code: "shadowed", detail: { path: path ?? "" } });

async function remove(exported: LastExport, run: Run): Promise<Note> {
  const result = await run.context.removeExported(exported);
  if (!result.ok) return failedNote(result, run);
  const told = { own: "removed", foreign: "kept_foreign", unreachable: "unreachable" } as const;
  const entry = { by: "sync", result: told[result.removed] } as const;
  // It restarts a gateway as a write does.
  const state = result.removed === "own" ? writing(run.state, run.context.now()) : run.state;
  return { state: settled(state), lastExport: null, entry: { ...entry, path: exported.path } };
}

function failedNote(mishap: Mishap, { context, session, state, watched }: Run): Note {
  const fingerprint = session.ok ? session.fingerprint : null;
  return {
    state: failed(state, mishap, { fingerprint, now: context.now(), watched }),
    // Passes by itself within the minute, and means nothing to the user.
    entry: mishap.code === "native_not_ready" ? undefined : { by: "sync", result: "failed", ...mishap },
  };
}

/** After a change of `.env` a running gateway has the old key until somebody restarts it. */
function restartLeft({ file, changed, restart }: Saved): Pick<LastExport, "restartLeft"> {
  if (file === "config" || restart?.ok) return {};
  if (restart) return { restartLeft: restart.code };
  return changed ? { restartLeft: "not_asked" } : {};
}

const detailOf = ({ detail }: Failure) => (detail ? { detail } : {});

function entryOf(outcome: Saved | Failure): Pick<HistoryEntry, "result" | "code" | "detail" | "path"> {
  if (!outcome.ok) return { result: "failed", code: outcome.code, ...detailOf(outcome) };
  return { result: outcome.changed ? "saved" : "unchanged", path: outcome.path };
}
