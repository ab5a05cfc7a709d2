import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure } from "../../core/messages/failures.ts";
import type { SyncState } from "../browser/records.ts";
import { failedNote, type Run } from "../export/export.ts";
import type { Ports } from "../export/ports.ts";
import { openSession } from "../export/session.ts";
import type { Ending } from "./after-export.ts";
import { LIMITS } from "./limits.ts";
import { mustNotAsk } from "./next-step.ts";
import { note } from "./note.ts";
import { askedInVain } from "./state.ts";

/** Notes whose key it is. While that can't be told a new key waits; one that is exported already costs nothing. */
export const identify = (run: Run, key: SessionKey): Promise<Ending> =>
  run.ports.exclusively("account", async () => {
    const { ports, now } = run;
    const before = await ports.load();
    // Withdrawn while it waited for its turn.
    if (!before.consent) return "done";
    const fingerprint = await ports.fingerprint(key, before);
    // Another run may have asked it, whose turn came first.
    const known = before.asked?.key === fingerprint ? before.asked : null;
    if (!known && mustNotAsk(before.state, fingerprint, now)) return "done";
    const owner = known ?? (await ports.ownerOf(key, before, isNew(before.state, fingerprint, now)));
    return ports.exclusively("records", async () => {
      const current = await ports.load();
      // Withdrawn meanwhile: nothing stays behind.
      if (!current.consent) return "done";
      const isExported = current.lastExport?.fingerprint === fingerprint;
      if (owner) {
        await note(ports, current, { asked: owner, ...(isExported ? { owner } : {}) }, now);
        return "again";
      }
      const state = askedInVain(current.state, fingerprint, now);
      if (isExported) {
        await note(ports, current, { state }, now);
        return "done";
      }
      // claude.ai may have handed out a new key with its answer: the pause is that one's too, or there were no end.
      const session = await openSession(ports, current);
      const found = session.ok ? await ports.fingerprint(session.key, current) : fingerprint;
      await note(ports, current, failedNote(run, state, found, failure("account_unknown")), now);
      return "done";
    });
  });

/** Of a key that a click has just exported: auto-sync may rest, or next wake only when the key is gone. */
export async function identifyExported(ports: Ports): Promise<void> {
  const records = await ports.load();
  const { consent, lastExport, asked } = records;
  if (!consent?.autoSync || !lastExport || asked?.key === lastExport.fingerprint) return;
  const session = await openSession(ports, records);
  if (!session.ok || (await ports.fingerprint(session.key, records)) !== lastExport.fingerprint) return;
  await identify({ ports, records, by: "click", now: ports.now(), retryNow: true }, session.key);
}

/** Whether it was first seen within the last minute. */
const isNew = ({ seen }: SyncState, fingerprint: string, now: Date): boolean =>
  seen?.key !== fingerprint || now.getTime() - Date.parse(seen.since) < LIMITS.signOutMs;
