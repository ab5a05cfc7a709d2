/** Looks after what was exported: whether OpenClaw reads it, and that it goes after a sign-out. */
import type { Failure, Result } from "../../core/messages/failures.ts";
import { isPicked, type LastExport, type Place, type Records, type SyncState } from "../browser/records.ts";
import type { Destination, Found } from "../export/destination.ts";
import { failedNote, type Run } from "../export/export.ts";
import type { Ports } from "../export/ports.ts";
import { hasEnded, holdsKey, isGone, isReverted, shadowOf } from "./found.ts";
import { entryOfQuestion, note, type Note } from "./note.ts";
import { answered, asking, counted, keysLeft, looked, settled } from "./state.ts";

/** Of a run; `again`: what was decided by has changed meanwhile. */
export type Ending = "done" | "again";

/**
 * Whether what was written is there still, and whether OpenClaw reads it. Writes nothing: another browser's key may
 * stand there, rightly. So it takes no turn at the destination, and no click waits for it.
 */
export async function look(run: Run, place: Place, exported: LastExport): Promise<Ending> {
  const { ports, records, now } = run;
  const found = await find(run, ports.destination(place), exported);
  if (!found) return "done";
  return ports.exclusively("records", async () => {
    const current = await ports.load();
    // Withdrawn meanwhile: nothing stays behind. Or written anew: what was seen is old news.
    const isOld = current.put?.id !== records.put?.id || current.lastExport?.at !== exported.at;
    if (!current.consent || isOld) return "done";
    if (found === "unchanged") {
      await note(ports, current, { state: settled(looked(current.state, ports.now())) }, now);
      return "again";
    }
    // Somebody has put one back.
    const before = holdsKey(found) ? answered(current.state) : current.state;
    const state = looked(before, ports.now());
    const shadowed = shadowOf(found, exported, state.trouble);
    if (shadowed) {
      await note(ports, current, failedNote(run, state, exported.fingerprint, shadowed), now);
      return "done";
    }
    if (!found.ok || !isGone(found)) {
      // A key is there: which process has it now is the one to ask for.
      const process =
        found.ok && exported.process ? { lastExport: { ...exported, process: found.process } } : {};
      await note(ports, current, { state: settled(state), ...process }, now);
      // More may be due besides.
      return "again";
    }
    const isReset = isReverted(found, exported);
    if (!isReset && !hasEnded(found, exported)) {
      const entry = entryOfQuestion(state, "key_gone");
      await note(ports, current, { state: asking(state, "key_gone"), entry }, now);
      return "done";
    }
    const entry = { by: "sync", result: "reverted", path: exported.path } as const;
    // To be written anew, as any key that is not there.
    const changes = { state: settled(answered(state)), lastExport: null };
    await note(ports, current, isReset ? { ...changes, entry } : changes, now);
    return "again";
  });
}

/**
 * Null where nobody can look. A gateway that has the key in memory only is asked each minute, and no more than whether
 * it is the same process.
 */
async function find(
  { records, retryNow }: Run,
  destination: Destination,
  exported: LastExport,
): Promise<Result<Found> | "unchanged" | null> {
  const pulse = exported.process === undefined || retryNow ? null : await destination.pulse?.();
  if (pulse && !pulse.ok) return pulse;
  if (pulse && !hasEnded(pulse, exported)) return "unchanged";
  return (await destination.status?.(records.salt)) ?? null;
}

/** Takes our keys out of every place that was written, and no other: another browser's may stand there by now. */
export const remove = (run: Run): Promise<Ending> =>
  run.ports.exclusively("destination", async () => {
    const { ports, now } = run;
    const records = await ports.load();
    if (JSON.stringify(keysLeft(records)) !== JSON.stringify(keysLeft(run.records))) return "again";
    const result = await removeKeysLeft(ports, records);
    return ports.exclusively("records", async () => {
      const current = await ports.load();
      // Withdrawn meanwhile: nothing stays behind.
      if (current.consent) await note(ports, current, noteOfRemoval(run, current.state, result), now);
      // Signed in again meanwhile: what was taken out has to be written anew.
      return current.state.goneSince === run.records.state.goneSince ? "done" : "again";
    });
  });

function noteOfRemoval(run: Run, before: SyncState, result: Removed): Note {
  if (!result.ok) return failedNote(run, before, null, result);
  const { told, path } = result;
  // It restarts a gateway as a write does.
  const after = told === "removed" ? counted(before, run.ports.now().toISOString()) : before;
  const state = settled(answered(after));
  return { state, lastExport: null, put: null, entry: { by: "sync", result: told, path } };
}

/** `kept_foreign`: another key stands there by now. `unreachable`: nobody can tell. */
type Removed = Result<{ told: "removed" | "kept_foreign" | "unreachable"; path: string }>;

/**
 * From each place by itself; where one fails, the result is its failure, and all are tried again later. What is told
 * is of the place that was written last.
 */
async function removeKeysLeft(ports: Ports, records: Records): Promise<Removed> {
  const { written, salt, lastExport } = records;
  const keys = keysLeft(records);
  const { id } = keys.at(-1)!;
  const removed = { ok: true, told: "kept_foreign", path: lastExport?.path ?? "" } as Removed & { ok: true };
  let failed: Failure | null = null;
  for (const place of written.filter((one) => !isPicked(one))) {
    if (place.id === id) removed.path = place.path;
    for (const { fingerprint } of keys) {
      const reply = await ports.destination(place).remove({ salt, fingerprint });
      // The installation serves other files by now.
      const isElsewhere = !reply.ok && reply.code === "file_changed_place";
      if (!reply.ok && !isElsewhere) failed ??= reply;
      if (place.id !== id) continue;
      if (!reply.ok) removed.told = "unreachable";
      // Gone already, by our own hand most often: a stop came before that was noted.
      else if (!reply.kept) removed.told = "removed";
    }
  }
  return failed ?? removed;
}
