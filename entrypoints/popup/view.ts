/** What the popup shows, as a function of what is known. */
import type { Failure } from "../../src/core/messages/failures.ts";
import type { StatusReply } from "../../src/core/messages/messages.ts";
import type { OpenedSession } from "../../src/extension/export/session.ts";
import type { Outcome } from "../../src/extension/export/outcome.ts";
import type { ConfirmedFile, Settings } from "../../src/extension/browser/records.ts";
import type { LastExport } from "../../src/extension/sync/state.ts";
import type { SyncView } from "../../src/extension/sync/view.ts";
import { shortTime } from "../../src/extension/ui/dates.ts";
import { notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { syncStatus } from "../../src/extension/ui/sync-status.ts";
import {
  refusedStatus,
  otherOrganizationStatus,
  type UsageFacts,
} from "../../src/extension/ui/usage-status.ts";
import { message, type Message } from "../../src/extension/ui/words.ts";

export interface PopupView {
  /** The key's row of facts; null where no key may or can be shown. */
  key: { masked: string; expiresAt: Date | null } | null;
  /** Where a click will write; null where only the clipboard is chosen. */
  target: string | null;
  /** `setup`: the button leads to the choice of the target. */
  primary: "export" | "setup";
  canExport: boolean;
  canCopy: boolean;
  status: Status;
}

export interface PopupFacts {
  session: OpenedSession;
  settings: Settings;
  lastExport: LastExport | null;
  sync: SyncView;
  /** What the companion's report gave rise to; null while it gives rise to nothing. */
  openClaw: Status | null;
  /** Null while nobody knows. */
  usage: UsageFacts | null;
}

export function popupView({ session, settings, lastExport, sync, openClaw, usage }: PopupFacts): PopupView {
  const file = settings.target === "companion" ? settings.file : null;
  const view: PopupView = {
    key: session.ok ? { masked: session.key.masked, expiresAt: session.expiresAt } : null,
    target: file?.path ?? null,
    primary: settings.target === "clipboard" ? "setup" : "export",
    canExport: session.ok && file !== null,
    canCopy: session.ok,
    status: readyStatus(file, lastExport),
  };
  if (!session.ok) return { ...view, status: withoutSession(session, sync) };
  const isSetUp = settings.target === "clipboard" || file !== null;
  if (!isSetUp) return { ...view, status: SETUP_LEFT };
  // The other organization comes last: whoever has it has it for good.
  const reasons = [
    usage && refusedStatus(usage),
    openClaw,
    syncStatus(sync),
    usage && otherOrganizationStatus(usage),
  ];
  return { ...view, status: gravest(reasons) ?? view.status };
}

const GRAVITY: Status["tone"][] = ["bad", "warning"];

/** Of those that weigh the same the first. */
function gravest(statuses: (Status | null)[]): Status | null {
  const present = statuses.filter((status) => status !== null);
  for (const tone of GRAVITY) {
    const found = present.find((status) => status.tone === tone);
    if (found) return found;
  }
  return present[0] ?? null;
}

function withoutSession(failure: Failure, sync: SyncView): Status {
  if (failure.code === "consent_missing") return OFF;
  // Auto-sync knows more of it: whether a key is left in OpenClaw, and whether the cookie ran out.
  return (failure.code === "signed_out" ? syncStatus(sync) : null) ?? statusOf(failure);
}

function readyStatus(file: ConfirmedFile | null, lastExport: PopupFacts["lastExport"]): Status {
  if (file === null) return notice("popup.ready", "popup.ready_copy_text");
  if (lastExport === null) return notice("popup.ready", "popup.ready_text");
  return notice("popup.ready", message("popup.last_export", { date: shortTime(new Date(lastExport.at)) }));
}

const OFF: Status = { ...notice("popup.off_title", "popup.off_text"), actions: ["open_welcome"] };

const SETUP_LEFT: Status = { ...notice("popup.setup_title", "popup.setup_text"), actions: ["open_welcome"] };

export const WORKING: Status = { ...notice("popup.working"), tone: "busy" };

/** The row "In OpenClaw", and a status where something would keep a click from working. */
export interface OpenClawView {
  row: Message;
  status: Status | null;
}

/**
 * @param fingerprint of the browser's key, with the salt that the companion was asked with
 */
export function openClawView(
  reply: StatusReply | Failure,
  file: ConfirmedFile,
  fingerprint: string,
  lastExport: LastExport | null,
): OpenClawView {
  const trouble = troubleIn(reply, file);
  const exported = lastExport?.id === file.id ? lastExport.fingerprint : null;
  const foreign = reply.ok && isForeign(reply.files[file.kind].fingerprint, fingerprint, exported);
  const status = trouble ? statusOf(trouble) : foreign ? FOREIGN : null;
  if (!reply.ok || reply.effective?.unknown) return { row: message("popup.openclaw_unknown"), status };
  const found = reply.effective;
  if (found === null) return { row: message("popup.openclaw_none"), status };
  if (found.fingerprint === null) return { row: message("popup.openclaw_no_key"), status };
  const row = found.fingerprint === fingerprint ? "popup.openclaw_same" : "popup.openclaw_other";
  return { row: message(row), status };
}

/** This very key was exported from here, and another stands there now. */
function isForeign(found: string | null, own: string, exported: string | null): boolean {
  return found !== null && found !== own && exported === own;
}

const FOREIGN: Status = { ...notice("popup.foreign", "popup.foreign_text"), tone: "warning" };

/** The same row right after an export, without asking again. */
export function openClawRowAfter(outcome: Outcome): Message | null {
  if (!outcome.ok || outcome.kind !== "saved") return null;
  return message(outcome.effect.effective ? "popup.openclaw_same" : "popup.openclaw_other");
}

function troubleIn(reply: StatusReply | Failure, file: ConfirmedFile) {
  if (!reply.ok) return reply;
  const report = reply.files[file.kind];
  if (report.id !== file.id) return { ok: false, code: "file_changed_place" } as const;
  return report.problem;
}
