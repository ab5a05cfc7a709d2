/** What a run leaves behind: the records in one write, the badge, and the time of the next wake. */
import type { Failure } from "../../core/messages/failures.ts";
import type { HistoryEntry, Question, Records, Saved, SyncState } from "../browser/records.ts";
import type { Ports } from "../export/ports.ts";
import { LIMITS } from "./limits.ts";
import { nextWake } from "./next-step.ts";
import { nextSending } from "./numbers-due.ts";
import { placesOwed, placeToSync } from "./state.ts";

export type NewEntry = Omit<HistoryEntry, "at" | "times">;

export interface Note extends Partial<Omit<Records, "history">> {
  entry?: NewEntry | undefined;
}

/**
 * Call it with the lock of the records.
 * @param records as they are stored
 * @param decidedAt the next wake counts from there: what came due since would be slept over
 */
export async function note(
  ports: Ports,
  records: Records,
  { entry, ...changes }: Note,
  decidedAt: Date,
): Promise<void> {
  const now = ports.now();
  const history = entry ? withEntry(records.history, { at: now.toISOString(), ...entry }) : records.history;
  const after = { ...records, ...changes, history };
  // Most wakes find nothing to do, and then there is nothing to store either.
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(records[name as keyof Records]),
  );
  if (changed.length > 0) await ports.save(Object.fromEntries(changed));
  const place = placeToSync(after);
  const exported = after.lastExport?.id === place?.id ? after.lastExport : null;
  const wakes = [
    place && nextWake(after.state, exported, decidedAt),
    nextSending(after, decidedAt),
    placesOwed(after).length > 0 ? new Date(decidedAt.getTime() + LIMITS.safetyNetMs) : null,
  ];
  await ports.wakeAt(earliest(wakes));
  await ports.show(after, now);
}

function earliest(times: readonly (Date | null)[]): Date | null {
  const set = times.filter((time) => time !== null);
  return set.length > 0 ? new Date(Math.min(...set.map(Number))) : null;
}

/**
 * The same failure over and over is one line, and so are numbers that go out each quarter of an hour: else they push
 * out all the rest.
 */
export function withEntry(
  history: readonly HistoryEntry[],
  entry: Omit<HistoryEntry, "times">,
): HistoryEntry[] {
  const last = history[0];
  const again = last?.result === entry.result && last.code === entry.code && last.by === entry.by;
  const repeats = again && REPEATED.includes(entry.result);
  const rest = repeats ? history.slice(1) : history;
  return [{ ...entry, times: repeats ? last.times + 1 : 1 }, ...rest].slice(0, LIMITS.historyLength);
}

const REPEATED: readonly HistoryEntry["result"][] = ["failed", "held", "sent"];

/** What of a put is told. */
export function entryOf(result: Saved | Failure): Omit<NewEntry, "by"> {
  if (!result.ok) return { result: "failed", code: result.code, detail: result.detail };
  return { result: result.changed ? "saved" : "unchanged", path: result.path };
}

/** Told once, however often it is asked. */
export const entryOfQuestion = (state: SyncState, question: Question): NewEntry | undefined =>
  state.question === question ? undefined : { by: "sync", result: question };
