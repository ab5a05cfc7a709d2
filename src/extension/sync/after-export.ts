/** Looks after what was exported: whether OpenClaw reads it, and that it goes after a sign-out. */
import type { Failure, Result } from "../../core/messages/failures.ts";
import type { ConfirmedFile, LastExport, Records } from "../browser/records.ts";
import { failedNote, type Run } from "../export/export.ts";
import type { Ports } from "../export/ports.ts";
import { isGone, isReverted, shadowOf } from "./found.ts";
import { entryOfQuestion, note, type Note } from "./note.ts";
import { asking, counted, keysLeft, looked, settled } from "./state.ts";

/** Of a run; `again`: what was decided by has changed meanwhile. */
export type Ending = "done" | "again";

/**
 * Whether what was written is there still, and whether OpenClaw reads it. Writes nothing: another browser's key may
 * stand there, rightly.
 */
export const look = (run: Run, file: ConfirmedFile, exported: LastExport): Promise<Ending> =>
  inTurn(run, async ({ salt }) => {
    const status = await run.ports.destination(file).status(salt);
    return (current) => {
      const state = looked(current.state, run.ports.now());
      if (status.ok && isGone(status, exported)) {
        if (isReverted(status, exported))
          return {
            state: settled(state),
            // To be written anew, as any key that is not there.
            lastExport: null,
            entry: { by: "sync", result: "reverted", path: exported.path },
            again: true,
          };
        return { state: asking(state, "key_gone"), entry: entryOfQuestion(state, "key_gone") };
      }
      const shadowed = shadowOf(status, exported, state.trouble);
      if (shadowed) return failedNote(run, state, exported.fingerprint, shadowed);
      // More may be due besides.
      return { state: settled(state), again: true };
    };
  });

/** Takes our keys out of every file that was written, and no other: another browser's may stand there by now. */
export const remove = (run: Run): Promise<Ending> =>
  inTurn(run, async (records) => {
    const result = await removeKeysLeft(run.ports, records);
    return ({ state }) => {
      if (!result.ok) return failedNote(run, state, null, result);
      const { told, path } = result;
      // It restarts a gateway as a write does.
      const after = told === "removed" ? counted(state, run.ports.now().toISOString()) : state;
      return {
        state: settled(after),
        lastExport: null,
        put: null,
        entry: { by: "sync", result: told, path },
      };
    };
  });

interface Outcome extends Note {
  again?: true;
}

/** @param work at the destination. @returns what is to be noted of it, by the records as they are then */
function inTurn(
  run: Run,
  work: (records: Records) => Promise<(current: Records) => Outcome>,
): Promise<Ending> {
  const { ports, now } = run;
  return ports.exclusively("destination", async () => {
    const records = await ports.load();
    if (JSON.stringify(keysLeft(records)) !== JSON.stringify(keysLeft(run.records))) return "again";
    const noteOf = await work(records);
    return ports.exclusively("records", async () => {
      const current = await ports.load();
      // Withdrawn meanwhile: nothing stays behind.
      if (!current.consent) return "done";
      const { again, ...changes } = noteOf(current);
      await note(ports, current, changes, now);
      // Signed in again meanwhile: what was taken out has to be written anew.
      return again || current.state.goneSince !== run.records.state.goneSince ? "again" : "done";
    });
  });
}

/** `kept_foreign`: another key stands there by now. `unreachable`: nobody can tell. */
type Removed = Result<{ told: "removed" | "kept_foreign" | "unreachable"; path: string }>;

/**
 * From each file by itself; where one fails, the result is its failure, and all are tried again later. What is told
 * is of the file that was written last.
 */
async function removeKeysLeft(ports: Ports, records: Records): Promise<Removed> {
  const { written, salt, lastExport } = records;
  const keys = keysLeft(records);
  const { id } = keys.at(-1)!;
  const removed = { ok: true, told: "kept_foreign", path: lastExport?.path ?? "" } as Removed & { ok: true };
  let failed: Failure | null = null;
  for (const file of written) {
    if (file.id === id) removed.path = file.path;
    for (const { fingerprint } of keys) {
      const reply = await ports.destination(file).remove({ salt, fingerprint });
      // The installation serves other files by now.
      const isElsewhere = !reply.ok && reply.code === "file_changed_place";
      if (!reply.ok && !isElsewhere) failed ??= reply;
      if (file.id !== id) continue;
      if (!reply.ok) removed.told = "unreachable";
      // Gone already, by our own hand most often: a stop came before that was noted.
      else if (!reply.kept) removed.told = "removed";
    }
  }
  return failed ?? removed;
}
