/** Taking back what was given: the consent, and the keys that went out under it. */
import type { Failure } from "../../core/messages/failures.ts";
import type { Place } from "../browser/records.ts";
import { answered } from "../sync/state.ts";
import type { Ports } from "./ports.ts";

/** What became of the keys in some places. */
export interface RemovedKeys {
  /** Where one was taken out. */
  paths: string[];
  /** OpenClaw's own that still hold one. */
  backups: string[];
  /** What an installed service was given, and still holds one: beside all else that it needs. */
  serviceCopies: string[];
  /** Where one may still stand, and why. */
  left: LeftKey[];
}

export interface LeftKey {
  place: Place;
  why: Failure | null;
}

/**
 * Takes the key out of OpenClaw, if wanted, then forgets all and gives the permissions back, whatever came of the
 * first: a place that nobody serves any more must not keep the consent alive.
 * @returns null where nothing was to be taken out
 */
export const withdrawConsent = (
  ports: Ports,
  { removeKey }: { removeKey: boolean },
): Promise<RemovedKeys | null> =>
  alone(ports, async () => {
    const { written } = await ports.load();
    const removed = removeKey && written.length > 0 ? await removeKeys(ports, written) : null;
    await forgetAll(ports);
    return removed;
  });

/** A no on the welcome page also takes back an earlier yes. @returns the places in which a key was left */
export const refuseConsent = (ports: Ports): Promise<LeftKey[]> =>
  alone(ports, async () => {
    const { written } = await ports.load();
    await forgetAll(ports);
    return written.map((place) => ({ place, why: null }));
  });

/** After a change of place the key still stands in the old one, where it may hide the new. */
export const clearOldPlace = (ports: Ports, old: Place): Promise<RemovedKeys> =>
  alone(ports, async () => {
    const removed = await removeKeys(ports, [old]);
    const { written, lastExport, state, consent } = await ports.load();
    // Withdrawn meanwhile: nothing stays behind.
    if (!consent || removed.left.length > 0) return removed;
    await ports.save({
      written: written.filter(({ id }) => id !== old.id),
      // Else auto-sync would believe, back at this place one day, that the key stands there.
      ...(lastExport?.id === old.id ? { lastExport: null, state: answered(state) } : {}),
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

/** Takes the key out of these places, each by itself, and of no other. */
async function removeKeys(ports: Ports, places: readonly Place[]): Promise<RemovedKeys> {
  const removed: RemovedKeys = { paths: [], backups: [], serviceCopies: [], left: [] };
  for (const place of places) {
    const reply = await ports.destination(place).remove(null);
    if (!reply.ok) removed.left.push({ place, why: reply });
    else {
      if (reply.changed) removed.paths.push(reply.path);
      // All files of one OpenClaw name the same.
      removed.backups = reply.backups;
      removed.serviceCopies = reply.serviceCopies ?? [];
    }
  }
  return removed;
}
