/** What OpenClaw has, as far as it is known: from what the companion answers, and before that from what was exported. */
import { failure } from "../../src/core/messages/failures.ts";
import type { ConfirmedFile, Records } from "../../src/extension/browser/records.ts";
import { isGone, isReverted } from "../../src/extension/sync/found.ts";
import { fileToSync } from "../../src/extension/sync/state.ts";
import { notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { syncStatus } from "../../src/extension/ui/sync-status.ts";
import type { Facts, OpenClaw } from "./facts.ts";

/** Compared with the key that the browser has now. */
export type Has = "same" | "none" | "older" | "other" | "no_key" | "unknown" | "asked";

/** The one that the companion reports of. */
export const companionFile = ({ settings }: Records): ConfirmedFile | null =>
  settings.target === "companion" ? settings.file : null;

export function openClawHas({ openClaw, records, fingerprint }: Facts): Has {
  const exported = records.lastExport?.fingerprint;
  if (openClaw?.state === "exported") return openClaw.effective ? "same" : "other";
  // Until the companion answers: the last export tells it, in almost every case.
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
export function wasExportedTo(file: ConfirmedFile, { records, fingerprint }: Facts): boolean {
  const { lastExport } = records;
  return lastExport?.id === file.id && lastExport.fingerprint === fingerprint;
}

/** What would keep a click from working, or be lost by it. */
export function openClawStatus(
  found: OpenClaw,
  file: ConfirmedFile,
  { records, fingerprint }: Pick<Facts, "records" | "fingerprint">,
): Status | null {
  if (found.state !== "answered") return null;
  if (!found.answer.ok) return statusOf(found.answer);
  const status = found.answer;
  const report = status.files[file.kind];
  if (report.id !== file.id) return statusOf(failure("file_changed_place"));
  if (report.problem) return statusOf(report.problem);
  const { lastExport } = found;
  const exported = lastExport?.id === file.id ? lastExport : null;
  // What OpenClaw itself has put back, auto-sync writes again.
  const isMended = exported && fileToSync(records) !== null && isReverted(status, exported);
  if (exported && isGone(status, exported) && !isMended)
    return syncStatus({ phase: "asks", question: "key_gone", path: file.path });
  // This very key was exported from here, and another stands there now.
  const isForeign = report.fingerprint !== null && report.fingerprint !== fingerprint;
  return isForeign && exported?.fingerprint === fingerprint ? FOREIGN : null;
}

const FOREIGN: Status = { ...notice("popup.foreign", "popup.foreign_text"), tone: "warning" };
