import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure } from "../../core/messages/failures.ts";
import type { Records } from "../browser/records.ts";
import { failedNote, type Run } from "../export/export.ts";
import { openSession } from "../export/session.ts";
import type { Ending } from "./after-export.ts";
import { LIMITS } from "./limits.ts";
import { note } from "./note.ts";

/** Notes whose key it is. While that can't be told a new key waits; one that is exported already costs nothing. */
export const identify = (run: Run, key: SessionKey): Promise<Ending> =>
  run.ports.exclusively("account", async () => {
    const { ports, now } = run;
    const before = await ports.load();
    const fingerprint = await ports.fingerprint(key, before);
    // Another run may have asked it, whose turn came first.
    const known = before.asked?.key === fingerprint ? before.asked : null;
    const owner = known ?? (await ports.ownerOf(key, before, isNew(before, fingerprint, now)));
    return ports.exclusively("records", async () => {
      const current = await ports.load();
      // Withdrawn meanwhile: nothing stays behind.
      if (!current.consent) return "done";
      const isExported = current.lastExport?.fingerprint === fingerprint;
      if (owner) {
        await note(ports, current, { asked: owner, ...(isExported ? { owner } : {}) }, now);
        return "again";
      }
      if (isExported) return "done";
      // claude.ai may have handed out a new key with its answer: the pause is that one's too, or there were no end.
      const session = await openSession(ports, current);
      const found = session.ok ? await ports.fingerprint(session.key, current) : fingerprint;
      await note(ports, current, failedNote(run, current.state, found, failure("account_unknown")), now);
      return "done";
    });
  });

/** Whether it was first seen within the last minute. */
function isNew({ lastExport, state }: Records, fingerprint: string, now: Date): boolean {
  if (lastExport?.fingerprint !== fingerprint) return state.trouble?.fingerprint !== fingerprint;
  return now.getTime() - Date.parse(lastExport.at) < LIMITS.signOutMs;
}
