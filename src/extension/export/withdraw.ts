/** Taking back what was given: the consent, and the keys that went out under it. */
import type { Failure, Result } from "../../core/messages/failures.ts";
import type { KeyMark, RemoveReply } from "../../core/messages/messages.ts";
import type { Consent, Place } from "../browser/records.ts";
import { removeNumbers } from "../sync/numbers.ts";
import { leftIn } from "../sync/owed.ts";
import { answered, keysLeft } from "../sync/state.ts";
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

export interface Withdrawn {
  /** Null where no key was to be taken out. */
  removed: RemovedKeys | null;
  /** Addresses of gateways that may show the plan's numbers still, until these are too old. */
  showing: string[];
}

/**
 * Takes the numbers out of OpenClaw, and the key if wanted, then forgets all and gives the permissions back, whatever
 * came of the first: a place that nobody serves any more must not keep the consent alive.
 */
export const withdrawConsent = (ports: Ports, { removeKey }: { removeKey: boolean }): Promise<Withdrawn> =>
  alone(ports, async () => {
    const { written, informed } = await ports.load();
    const removed = removeKey && written.length > 0 ? await removeKeys(ports, written) : null;
    const left = await removeNumbers(ports, informed);
    await forgetAll(ports);
    return { removed, showing: informed.filter(({ id }) => left.includes(id)).map(({ path }) => path) };
  });

/** A no on the welcome page also takes back an earlier yes. @returns the places in which a key was left */
export const refuseConsent = (ports: Ports): Promise<LeftKey[]> =>
  alone(ports, async () => {
    const { written, informed } = await ports.load();
    await removeNumbers(ports, informed);
    await forgetAll(ports);
    return written.map((place) => ({ place, why: null }));
  });

/**
 * From the key to the numbers alone: takes every key out that went out from here, each place by itself; those in which
 * one is left are remembered, see `removeOwed`. The consent is changed first: whatever stops this, no key goes out any
 * more. What only the key needed of the browser is given back.
 * @returns null where none had gone out
 */
export const keepKeyHere = (ports: Ports, consent: Consent): Promise<RemovedKeys | null> =>
  alone(ports, async () => {
    const records = await ports.load();
    const { written, settings } = records;
    const target = settings.gateway ? "gateway" : null;
    await ports.save({ consent, settings: { ...settings, target } });
    const removed = written.length > 0 ? await removeKeys(ports, written) : null;
    const left = removed?.left.map(({ place }) => place) ?? [];
    await ports.save(leftIn(left, records));
    if (left.length === 0) await ports.giveBackForKey();
    return removed;
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

/** What is under way ends first: it would write behind our back. What waits finds that it may not any more. */
const alone = <T>(ports: Ports, work: () => Promise<T>): Promise<T> =>
  ports.exclusively("numbers", () =>
    ports.exclusively("destination", () => ports.exclusively("records", work)),
  );

async function forgetAll(ports: Ports): Promise<void> {
  await ports.forgetEverything();
  await ports.giveBackPermissions();
}

/** Takes the key out of these places, each by itself, and of no other. */
async function removeKeys(ports: Ports, places: readonly Place[]): Promise<RemovedKeys> {
  const records = await ports.load();
  const marks = keysLeft(records).map(({ fingerprint }) => ({ salt: records.salt, fingerprint }));
  const removed: RemovedKeys = { paths: [], backups: [], serviceCopies: [], left: [] };
  for (const place of places) {
    const reply = await takeOut(ports, place, marks);
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

/** A gateway calls only that key ours which this pairing has put there: one of an earlier pairing is known by its mark. */
async function takeOut(ports: Ports, place: Place, marks: readonly KeyMark[]): Promise<Result<RemoveReply>> {
  let reply = await ports.destination(place).remove(null);
  for (const mark of marks) if (reply.ok && reply.kept) reply = await ports.destination(place).remove(mark);
  return reply;
}
