/** What takes the consent back, or a key. A file of its own: neither the worker nor the popup loads it. */
import { failure } from "../core/messages/failures.ts";
import { handles } from "./browser/handles.ts";
import { isPicked, type Consent, type Place } from "./browser/records.ts";
import {
  clearOldPlace,
  keepKeyHere,
  refuseConsent,
  withdrawConsent,
  type LeftKey,
  type RemovedKeys,
  type Withdrawn,
} from "./export/withdraw.ts";
import type { Destination } from "./export/destination.ts";
import type { Ports } from "./export/ports.ts";
import { ports } from "./real-ports.ts";
import { secrets } from "./browser/secrets.ts";
import { sync } from "./sync/sync.ts";

/** Those of a page on which no click opens a picked file. */
export const here: Ports = {
  ...ports,
  destination: (place) => (isPicked(place) ? outOfReach(place) : ports.destination(place)),
};

function outOfReach({ id, path }: Place): Destination {
  const refused = async () => failure("picked_not_allowed", { path });
  return { id, set: refused, remove: refused };
}

/** Withdraws the consent; see there. */
export async function withdraw(choices: { removeKey: boolean }, by = here): Promise<Withdrawn> {
  const withdrawn = await withdrawConsent(by, choices);
  await clearUp();
  return withdrawn;
}

/** Changes the consent to the numbers alone; see there. */
export const changeToNumbers = (consent: Consent): Promise<RemovedKeys | null> => keepKeyHere(here, consent);

/** A no also takes back an earlier yes. @returns the places that may still hold a key */
export async function refuse(): Promise<LeftKey[]> {
  const left = await refuseConsent(ports);
  await clearUp();
  return left;
}

/** Takes the badge and the alarms away, and the ways to picked files and gateways. */
async function clearUp(): Promise<void> {
  await Promise.all([sync(ports, { retryNow: true }), handles.forgetAll(), secrets.forgetAll()]);
}

/** Takes the key out of a place that is no longer the chosen one. */
export const removeFrom = (old: Place, by = here): Promise<RemovedKeys> => clearOldPlace(by, old);
