/** Reads the numbers for notices while no page is open. What a gateway gets is read as it is sent: `sync/numbers.ts`. */
import { setNumbersWake } from "../browser/events.ts";
import { load } from "../browser/storage.ts";
import { openSession } from "../export/session.ts";
import type { Ports } from "../export/ports.ts";
import { nextReset } from "./due-notices.ts";
import { noteResets } from "./notices.ts";
import { currentNumbers } from "./numbers.ts";
import { PACE } from "./pacing.ts";

/** Call it at each wake: it asks claude.ai no more often than the pace lets it, and sets the alarm for the next time. */
export async function watchNumbers(ports: Pick<Ports, "hasClaudePermission" | "session">): Promise<void> {
  const records = await load();
  if (records.consent === null || !records.settings.notices) return setNumbersWake(null);
  const session = await openSession(ports, records);
  // A sign-in, or the permission, wakes us again.
  if (!session.ok) return setNumbersWake(null);
  await noteResets();
  const read = await currentNumbers(session.key, "background");
  const now = Date.now();
  const reset = nextReset((await load()).notices, now) ?? Number.POSITIVE_INFINITY;
  const next = now + PACE.backgroundMs - (read.ok ? read.numbers.ageMs : 0);
  await setNumbersWake(new Date(Math.min(next, reset)));
}
