/** What OpenClaw has, as far as it is known: from what a look at it tells, and before that from what was exported. */
import { chosenPlace, isPicked, type Place, type Records } from "../../src/extension/browser/records.ts";
import { hasEnded, isGone, isReverted } from "../../src/extension/sync/found.ts";
import { placeToSync } from "../../src/extension/sync/state.ts";
import { notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { syncStatus } from "../../src/extension/ui/sync-status.ts";
import type { Facts, OpenClaw } from "./facts.ts";

/** Compared with the key that the browser has now. */
export type Has = "same" | "none" | "older" | "other" | "no_key" | "unknown" | "asked";

/** The one that can be looked at for a key; null where none of ours may be there. */
export const reportingPlace = ({ consent, settings }: Records): Place | null => {
  if (consent?.grade === "numbers") return null;
  const place = chosenPlace(settings);
  return place && isPicked(place) ? null : place;
};

export function openClawHas({ openClaw, records, fingerprint }: Facts): Has {
  const exported = records.lastExport?.fingerprint;
  if (openClaw?.state === "exported") return openClaw.effective ? "same" : "other";
  // Until that is told: the last export tells it, in almost every case.
  if (openClaw?.state !== "answered") {
    if (exported === undefined) return "asked";
    return exported === fingerprint ? "same" : "older";
  }
  if (!openClaw.answer.ok || openClaw.answer.effective?.unknown) return "unknown";
  const { effective } = openClaw.answer;
  if (effective === null) return "none";
  if (effective.fingerprint === null) return "no_key";
  if (effective.fingerprint === fingerprint) return "same";
  return effective.fingerprint === exported ? "older" : "other";
}

/** Of a picked file, which nobody can look into: whether this very key was exported to it. */
export function wasExportedTo(place: Place, { records, fingerprint }: Facts): boolean {
  const { lastExport } = records;
  return lastExport?.id === place.id && lastExport.fingerprint === fingerprint;
}

/** What would keep a click from working, or be lost by it. */
export function openClawStatus(
  looked: OpenClaw,
  place: Place,
  { records, fingerprint }: Pick<Facts, "records" | "fingerprint">,
): Status | null {
  if (looked.state !== "answered") return null;
  if (!looked.answer.ok) return statusOf(looked.answer);
  const found = looked.answer;
  // The user's own value in a gateway's environment may be this very key.
  const isRead = found.effective?.fingerprint === fingerprint;
  if (found.problem && !(found.problem.code === "environment_taken" && isRead))
    return statusOf(found.problem);
  const { lastExport } = looked;
  const exported = lastExport?.id === place.id ? lastExport : null;
  // What OpenClaw itself has put back, auto-sync writes again.
  const isMended = exported && placeToSync(records) !== null && isReverted(found, exported);
  // Its process is a new one: nobody has taken anything out.
  if (exported && hasEnded(found, exported)) return null;
  if (exported && isGone(found) && !isMended)
    return syncStatus({ phase: "asks", question: "key_gone", path: place.path });
  // This very key was exported from here, and another stands there now.
  const isForeign = typeof found.there === "string" && found.there !== fingerprint;
  return isForeign && exported?.fingerprint === fingerprint ? FOREIGN : null;
}

const FOREIGN: Status = { ...notice("popup.foreign", "popup.foreign_text"), tone: "warning" };
