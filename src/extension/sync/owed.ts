/**
 * A removal that is still owed: the user has changed to the numbers alone, and a key that had gone out could not be taken
 * out then, or the page was closed before it was. It is tried again at each wake, and whenever somebody looks.
 */
import type { Result } from "../../core/messages/failures.ts";
import { INITIAL_STATE, isPicked, type Place, type Records } from "../browser/records.ts";
import type { Ports } from "../export/ports.ts";
import { note } from "./note.ts";
import { keysLeft, placesOwed } from "./state.ts";

/** Takes a key out of each of them that can be reached without a click. */
export const removeOwed = (ports: Ports): Promise<void> =>
  ports.exclusively("destination", async () => {
    const records = await ports.load();
    for (const place of placesOwed(records).filter((one) => !isPicked(one))) {
      const removed = await removeFrom(place, records, ports);
      if (removed.ok) await ports.exclusively("records", () => noteRemoved(ports, place, removed));
    }
  });

type Removed = Result<{ result: "removed" | "kept_foreign"; path: string }>;

/** Only what is known to be from here, where that is known: another browser's may stand there by now. */
async function removeFrom(place: Place, records: Records, ports: Ports): Promise<Removed> {
  const { salt } = records;
  const marks = keysLeft(records).flatMap(({ id, fingerprint }) =>
    id === place.id ? [{ salt, fingerprint }] : [],
  );
  const removed: Removed = { ok: true, result: "kept_foreign", path: place.path };
  for (const mark of marks.length > 0 ? marks : [null]) {
    const reply = await ports.destination(place).remove(mark);
    if (!reply.ok) return reply;
    if (!reply.kept) removed.result = "removed";
  }
  return removed;
}

async function noteRemoved(
  ports: Ports,
  place: Place,
  { result, path }: Removed & { ok: true },
): Promise<void> {
  const current = await ports.load();
  // Withdrawn meanwhile: nothing stays behind.
  if (!current.consent) return;
  const left = leftIn(
    current.written.filter(({ id }) => id !== place.id),
    current,
  );
  await note(ports, current, { ...left, entry: { by: "sync", result, path } }, ports.now());
  if (left.written.length === 0 && current.consent.grade === "numbers") await ports.giveBackForKey();
}

/** What is remembered once no other places than these may hold a key from here. */
export function leftIn(
  written: Place[],
  { lastExport }: Pick<Records, "lastExport">,
): Partial<Records> & Pick<Records, "written"> {
  if (written.length === 0)
    return { written, lastExport: null, put: null, owner: null, asked: null, state: INITIAL_STATE };
  return { written, lastExport: written.some(({ id }) => id === lastExport?.id) ? lastExport : null };
}
