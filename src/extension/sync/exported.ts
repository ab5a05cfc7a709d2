/** Looks after what was exported: whether OpenClaw reads it, and that it goes after a sign-out. */
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import type { StatusReply } from "../../core/messages/messages.ts";
import type { ConfirmedFile, LastExport, Records, Trouble } from "../browser/records.ts";
import { failedNote, type Run } from "../export/export.ts";
import type { Ports } from "../export/ports.ts";
import { note, type Note } from "./note.ts";
import { counted, settled, shadowedBy } from "./state.ts";

/** Of a run; `again`: what was decided by has changed meanwhile. */
export type Ending = "done" | "again";

/** Whether OpenClaw reads by now what was written. Writes nothing: another browser's key may stand there, rightly. */
export const look = (run: Run, file: ConfirmedFile, exported: LastExport): Promise<Ending> =>
  inTurn(run, exported, async ({ salt }) => {
    const status = await run.ports.destination(file).status(salt);
    return ({ state }) => {
      const shadowed = shadowOf(status, exported, state.trouble);
      return shadowed ? failedNote(run, state, exported.fingerprint, shadowed) : { state: settled(state) };
    };
  });

/** Takes the key out of every file that it was written to, and no other: another browser's may stand there by now. */
export const remove = (run: Run, exported: LastExport): Promise<Ending> =>
  inTurn(run, exported, async (records) => {
    const result = await removeExported(run.ports, records, exported);
    return ({ state }) => {
      if (!result.ok) return failedNote(run, state, null, result);
      // It restarts a gateway as a write does.
      const after = result.told === "removed" ? counted(state, run.ports.now().toISOString()) : state;
      const entry = { by: "sync", result: result.told, path: exported.path } as const;
      return { state: settled(after), lastExport: null, entry };
    };
  });

/** @param work at the destination. @returns what is to be noted of it, by the records as they are then */
function inTurn(
  run: Run,
  exported: LastExport,
  work: (records: Records) => Promise<(current: Records) => Note>,
): Promise<Ending> {
  const { ports, now } = run;
  return ports.exclusively("destination", async () => {
    const records = await ports.load();
    if (JSON.stringify(records.lastExport) !== JSON.stringify(exported)) return "again";
    const noteOf = await work(records);
    return ports.exclusively("records", async () => {
      const current = await ports.load();
      // Withdrawn meanwhile: nothing stays behind.
      if (current.consent) await note(ports, current, noteOf(current), now);
      // Signed in again meanwhile: what was taken out has to be written anew.
      return current.state.goneSince === run.records.state.goneSince ? "done" : "again";
    });
  });
}

/** Null where OpenClaw reads the key, or another one stands in its file by now. */
function shadowOf(
  status: Result<StatusReply>,
  { id, fingerprint }: LastExport,
  trouble: Trouble | null,
): Failure | null {
  const report = status.ok ? Object.values(status.files).find((file) => file.id === id) : undefined;
  // Where it can't be told, it is in the same trouble still: under another name nobody would look again.
  if (!status.ok || (report?.fingerprint === null && report.problem))
    return failure("not_effective", trouble?.detail);
  const { effective } = status;
  const isRead = effective?.fingerprint === fingerprint;
  return report?.fingerprint === fingerprint && !isRead ? shadowedBy(effective?.path ?? null) : null;
}

/** `kept_foreign`: another key stands there by now. `unreachable`: nobody can tell. */
type Removed = Result<{ told: "removed" | "kept_foreign" | "unreachable" }>;

async function removeExported(
  ports: Ports,
  { written, salt }: Records,
  { id, fingerprint }: LastExport,
): Promise<Removed> {
  let removed: Removed = { ok: true, told: "kept_foreign" };
  for (const file of written) {
    const reply = await ports.destination(file).remove({ salt, fingerprint });
    // The installation serves other files by now.
    const isElsewhere = !reply.ok && reply.code === "file_changed_place";
    if (!reply.ok && !isElsewhere) return reply;
    if (file.id !== id) continue;
    // Gone already, by our own hand most often: a stop came before that was noted.
    removed = { ok: true, told: !reply.ok ? "unreachable" : reply.kept ? "kept_foreign" : "removed" };
  }
  return removed;
}
