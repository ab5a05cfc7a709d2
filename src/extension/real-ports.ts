/** Puts the real browser and companion behind the rules. Whoever can reach one destination more puts its own there. */
import { showBadge } from "./browser/badge.ts";
import { readSession } from "./browser/cookies.ts";
import { setNextWake } from "./browser/events.ts";
import { giveBackForKey, giveBackPermissions, hasClaudePermission } from "./browser/permissions.ts";
import { forgetEverything, load, saltOf, save } from "./browser/storage.ts";
import type { PairedGateway } from "./browser/records.ts";
import { companion } from "./export/companion.ts";
import type { Destination } from "./export/destination.ts";
import type { Ports } from "./export/ports.ts";
import { badgeOf } from "./ui/toolbar.ts";
import { currentNumbers } from "./usage/numbers.ts";
import { ownerOf } from "./usage/owner.ts";

export const ports: Ports = {
  exclusively: (what, work) => navigator.locks.request(`clawkey.${what}`, work),
  load,
  save,
  forgetEverything,
  hasClaudePermission,
  giveBackPermissions,
  giveBackForKey,
  session: readSession,
  fingerprint: async (key, records) => key.fingerprint(await saltOf(records)),
  ownerOf,
  readPlan: currentNumbers,
  destination: (place) => (place.kind === "gateway" ? late(place) : companion(place)),
  show: (records, now) => showBadge(badgeOf(records, now)),
  wakeAt: setNextWake,
  now: () => new Date(),
};

/** What talks to a gateway is loaded by those alone who have one. */
function late(paired: PairedGateway): Required<Omit<Destination, "prepare">> {
  const loaded = async () => (await import("./export/gateway.ts")).gateway(paired);
  return {
    id: paired.id,
    set: async (...args) => (await loaded()).set(...args),
    remove: async (...args) => (await loaded()).remove(...args),
    status: async (...args) => (await loaded()).status(...args),
    pulse: async () => (await loaded()).pulse(),
    inform: async (...args) => (await loaded()).inform(...args),
    verify: async (...args) => (await loaded()).verify(...args),
  };
}
