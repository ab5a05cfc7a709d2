import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure } from "../../core/messages/failures.ts";
import { failedNote, type Run } from "../export/export.ts";
import { openSession } from "../export/session.ts";
import type { Ending } from "./after-export.ts";
import { note } from "./note.ts";

/** Notes whose key it is. While that can't be told a new key waits; one that is exported already costs nothing. */
export const identify = (run: Run, key: SessionKey): Promise<Ending> =>
  run.ports.exclusively("account", async () => {
    const { ports, now } = run;
    const before = await ports.load();
    const fingerprint = await ports.fingerprint(key, before);
    // Another run may have asked it, whose turn came first.
    const owner = before.asked?.key === fingerprint ? before.asked : await ports.ownerOf(key, before);
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
