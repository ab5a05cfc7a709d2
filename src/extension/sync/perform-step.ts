/** Does what `nextStep` found to be due, and says what is to be noted of it. */
import type { Failure } from "../../core/messages/failures.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import { entryOf } from "./history.ts";
import type { FoundSession, Step } from "./next-step.ts";
import type { Note, Records, SyncContext } from "./sync-context.ts";
import {
  failed,
  held,
  settled,
  shadowedBy,
  wentSilent,
  writing,
  type LastExport,
  type SyncState,
} from "./state.ts";

/** One run, once it has seen the cookie. */
interface Run {
  context: SyncContext;
  records: Records;
  file: ConfirmedFile;
  session: FoundSession;
  state: SyncState;
  watched: boolean;
}

export async function performStep(step: Step, run: Run): Promise<Note> {
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
  const { context, file, state } = run;
  const begun = writing(state, context.now());
  await context.note({ state: begun });
  await context.beforeWrite(file);
  const outcome = await context.target(file).put(key);
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
  // After a change of `.env` a running gateway has the old key until somebody restarts it.
  const behind = file.kind === "dotenv" && outcome.changed ? { gatewayIsBehind: true as const } : {};
  return { ...note, lastExport: { fingerprint, at, id: file.id, path: file.path, ...behind } };
}

/** Writes nothing: another browser's key may stand there by now, and that is no trouble of ours. */
async function look(exported: LastExport, run: Run): Promise<Note> {
  const found = await run.context.lookForExported(exported);
  // Where it can't be told, it is in the same trouble still: under another name nobody would look again.
  if (!found.ok) return failedNote({ code: "not_effective", detail: run.state.trouble?.detail }, run);
  return found.shadowedBy === undefined
    ? { state: settled(run.state) }
    : failedNote(shadowedBy(found.shadowedBy), run);
}

async function remove(exported: LastExport, run: Run): Promise<Note> {
  const result = await run.context.removeExported(exported);
  if (!result.ok) return failedNote(result, run);
  const told = { own: "removed", foreign: "kept_foreign", unreachable: "unreachable" } as const;
  const entry = { by: "sync", result: told[result.removed] } as const;
  // It restarts a gateway as a write does.
  const state = result.removed === "own" ? writing(run.state, run.context.now()) : run.state;
  return { state: settled(state), lastExport: null, entry: { ...entry, path: exported.path } };
}

function failedNote(
  failure: Pick<Failure, "code" | "detail">,
  { context, session, state, watched }: Run,
): Note {
  const fingerprint = session.ok ? session.fingerprint : null;
  return {
    state: failed(state, failure, { fingerprint, now: context.now(), watched }),
    // Passes by itself within the minute, and means nothing to the user.
    entry:
      failure.code === "native_not_ready"
        ? undefined
        : { by: "sync", result: "failed", code: failure.code, detail: failure.detail },
  };
}
