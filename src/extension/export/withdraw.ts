/** Taking back what was given: the consent, and the keys that went out under it. */
import type { Result } from "../../core/messages/failures.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import type { Ports } from "./ports.ts";

/** Where a key was taken out, and OpenClaw's own backups that still hold one. */
export interface RemovedKeys {
  paths: string[];
  backups: string[];
}

/** @property removed null where nothing was to be taken out */
export type Withdrawn = Result<{ removed: RemovedKeys | null }>;

/**
 * Takes the key out of OpenClaw, if wanted, then forgets all and gives the permissions back. Where the key
 * can't be taken out nothing is withdrawn: afterwards we could not try again.
 */
export const withdrawConsent = (ports: Ports, { removeKey }: { removeKey: boolean }): Promise<Withdrawn> =>
  alone(ports, async () => {
    const { written } = await ports.load();
    const removed = removeKey && written.length > 0 ? await removeKeys(ports, written) : null;
    if (removed && !removed.ok) return removed;
    await forgetAll(ports);
    return { ok: true, removed };
  });

/** A no on the welcome page also takes back an earlier yes. @returns the paths of files in which a key was left */
export const refuseConsent = (ports: Ports): Promise<string[]> =>
  alone(ports, async () => {
    const { written } = await ports.load();
    await forgetAll(ports);
    return written.map(({ path }) => path);
  });

/** After a change of file the key still stands in the old one, where it may hide the new. */
export const clearOldFile = (ports: Ports, old: ConfirmedFile): Promise<Result<RemovedKeys>> =>
  alone(ports, async () => {
    const removed = await removeKeys(ports, [old]);
    if (!removed.ok) return removed;
    const { written, lastExport, consent } = await ports.load();
    // Withdrawn meanwhile: nothing stays behind.
    if (!consent) return removed;
    await ports.save({
      written: written.filter(({ id }) => id !== old.id),
      // Else auto-sync would believe, back at this file one day, that the key stands there.
      ...(lastExport?.id === old.id ? { lastExport: null } : {}),
    });
    return removed;
  });

/** A put that is under way ends first: it would write the key behind our back. One that waits finds no consent. */
const alone = <T>(ports: Ports, work: () => Promise<T>): Promise<T> =>
  ports.exclusively("destination", () => ports.exclusively("records", work));

async function forgetAll(ports: Ports): Promise<void> {
  await ports.forgetEverything();
  await ports.giveBackPermissions();
}

/** Takes the key out of these files, and of no other; stops at the first that it can't. */
async function removeKeys(ports: Ports, files: readonly ConfirmedFile[]): Promise<Result<RemovedKeys>> {
  const removed: RemovedKeys = { paths: [], backups: [] };
  for (const file of files) {
    const reply = await ports.destination(file).remove(null);
    if (!reply.ok) return reply;
    if (reply.changed) removed.paths.push(reply.path);
    removed.backups = reply.backups;
  }
  return { ok: true, ...removed };
}
