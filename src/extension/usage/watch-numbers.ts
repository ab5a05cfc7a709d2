/** Reads the numbers while no page is open: for notices, and for a gateway that gets them. */
import { setNumbersWake } from "../browser/events.ts";
import { load } from "../browser/storage.ts";
import { openSession } from "../export/session.ts";
import type { Ports } from "../export/ports.ts";
import { nextReset } from "./due-notices.ts";
import { noteResets } from "./notices.ts";
import type { ReadNumbers } from "../../core/claude/numbers.ts";
import { currentNumbers } from "./numbers.ts";
import { hasListener, isWatched, PACE } from "./pacing.ts";

/**
 * Call it at each wake: it asks claude.ai no more often than the pace lets it, and sets the alarm for the next time.
 * @param send hands the numbers to the gateway that is chosen; null where it gets none
 */
export async function watchNumbers(
  ports: Pick<Ports, "hasClaudePermission" | "session">,
  send: ((read: ReadNumbers) => Promise<unknown>) | null,
): Promise<void> {
  const records = await load();
  const listener = hasListener(records) ? send : null;
  if (!isWatched(records, listener !== null)) return setNumbersWake(null);
  const session = await openSession(ports, records);
  // A sign-in, or the permission, wakes us again.
  if (!session.ok) return setNumbersWake(null);
  await noteResets();
  const read = await currentNumbers(session.key, "background");
  if (read.ok) await listener?.(read);
  const now = Date.now();
  const reset = nextReset((await load()).notices, now) ?? Number.POSITIVE_INFINITY;
  const next = now + PACE.backgroundMs - (read.ok ? read.numbers.ageMs : 0);
  await setNumbersWake(new Date(Math.min(next, reset)));
}
