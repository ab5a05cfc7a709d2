/** What the popup shows, as a function of what is known. */
import { failure, type Failure } from "../../src/core/messages/failures.ts";
import {
  chosenFile,
  type ConfirmedFile,
  type CopyFormat,
  type Records,
} from "../../src/extension/browser/records.ts";
import { isGone, isReverted } from "../../src/extension/sync/found.ts";
import { fileToSync } from "../../src/extension/sync/state.ts";
import { syncView, type SyncView } from "../../src/extension/sync/view.ts";
import { shortTime, timeUntil } from "../../src/extension/ui/dates.ts";
import { proofStatus } from "../../src/extension/ui/proof.ts";
import {
  clearedStatus,
  copiedStatus,
  notice,
  savedStatus,
  statusOf,
  type Status,
} from "../../src/extension/ui/status.ts";
import { pauseAction, syncRow, syncStatus } from "../../src/extension/ui/sync-status.ts";
import {
  otherOrganizationStatus,
  ownerOf,
  refusedStatus,
  withOtherOrganization,
  type UsageFacts,
} from "../../src/extension/ui/usage-status.ts";
import { message, type Message } from "../../src/extension/ui/words.ts";
import type { Facts, Job, OpenClaw } from "./facts.ts";
import { usageView, type UsageView } from "./usage.ts";

export interface View {
  /** The rows of facts; null where there is nothing to show. */
  key: string | null;
  expires: string | Message | null;
  /** Where a click will write. */
  target: string | Message | null;
  openClaw: Message | null;
  sync: Message;
  /** The words on the button beside it; null where it is not there. */
  pause: Message | null;
  canCheck: boolean;
  usage: UsageView;
  /** `setup`: the button leads to the choice of the target. */
  primary: "export" | "setup";
  canExport: boolean;
  canCopy: boolean;
  format: CopyFormat;
  status: Status;
  /** The job that brought the status, 0 where none did: the same words after another click are news. */
  statusOf: number;
  /** OpenClaw's own word, below the status of an export. */
  proof: Status | null;
}

export function viewOf({ session, records, usage, openClaw, job }: Facts, now: Date): View {
  const file = companionFile(records);
  const { settings } = records;
  const sync = syncView(records, now);
  const answered = answeredUsage(usage);
  const brought = job && jobStatus(job, answered);
  const clipboard = settings.target === "clipboard" ? message("popup.target_clipboard") : null;
  return {
    key: session.ok ? session.key.masked : null,
    expires: session.ok ? expiry(session.expiresAt, now) : null,
    target: chosenFile(settings)?.path ?? clipboard,
    openClaw: openClaw && openClawRow(openClaw),
    sync: syncRow(sync),
    pause: pauseAction(sync),
    canCheck: session.ok && file !== null,
    usage: usageView(usage, now),
    primary: settings.target === "clipboard" ? "setup" : "export",
    canExport:
      session.ok && chosenFile(settings) !== null && !(job?.kind === "export" && job.result === "running"),
    canCopy: session.ok,
    format: settings.format,
    status: brought ?? calmStatus({ session, records, openClaw }, sync, answered),
    statusOf: brought ? job.id : 0,
    proof:
      job?.kind === "export" && job.proof
        ? withOtherOrganization(proofStatus(job.proof, answered), answered)
        : null,
  };
}

/** The one that the companion reports of. */
export const companionFile = ({ settings }: Records): ConfirmedFile | null =>
  settings.target === "companion" ? settings.file : null;

const expiry = (date: Date | null, now: Date): string | Message =>
  date ? timeUntil(date, now) : message("popup.expires_with_browser");

const answeredUsage = (usage: Facts["usage"]): UsageFacts | null =>
  usage !== null && usage !== "elsewhere" && usage.answer
    ? { usage: usage.answer.usage, activeId: usage.activeId }
    : null;

/** What came of the last click; null where that has nothing to say yet. */
function jobStatus(job: Job, usage: UsageFacts | null): Status | null {
  switch (job.kind) {
    case "export":
      if (job.result === "running") return { ...notice("popup.working"), tone: "busy" };
      return job.result.ok ? savedStatus(job.result) : statusOf(job.result);
    case "copy":
      if (job.result === "running") return null;
      if (job.cleared !== undefined) return clearedStatus(job.cleared);
      return job.result.ok ? withOtherOrganization(copiedStatus(job.format), usage) : statusOf(job.result);
    case "check":
      return withOtherOrganization(proofStatus(job.proof), usage);
  }
}

/** What there is to say where no click has brought anything. */
function calmStatus(
  { session, records, openClaw }: Pick<Facts, "session" | "records" | "openClaw">,
  sync: SyncView,
  usage: UsageFacts | null,
): Status {
  if (!session.ok) return withoutSession(session, sync);
  const [file, chosen] = [companionFile(records), chosenFile(records.settings)];
  if (chosen === null && records.settings.target !== "clipboard") return SETUP_LEFT;
  const reasons = [
    usage && refusedStatus(usage),
    openClaw && file && openClawStatus(openClaw, file, records),
    askedStatus(sync, usage),
    // The last: whoever has it has it for good.
    usage && otherOrganizationStatus(usage),
  ];
  return gravest(reasons) ?? readyStatus(chosen, records);
}

function askedStatus(sync: SyncView, usage: UsageFacts | null): Status | null {
  const status = syncStatus(sync);
  const isAsked = sync.phase === "asks" && sync.question === "other_account";
  const name = isAsked && usage && ownerOf(usage.usage);
  return status && name ? { ...status, text: [...status.text, message("usage.owner", { name })] } : status;
}

/** Of those that weigh the same the first. */
function gravest(statuses: (Status | null)[]): Status | undefined {
  const present = statuses.filter((status) => status !== null);
  const first = (tone: Status["tone"]) => present.find((status) => status.tone === tone);
  return first("bad") ?? first("warning") ?? present[0];
}

function withoutSession(failed: Failure, sync: SyncView): Status {
  if (failed.code === "consent_missing") return OFF;
  // Auto-sync knows more of it: whether a key is left in OpenClaw, and whether the cookie ran out.
  return (failed.code === "signed_out" ? syncStatus(sync) : null) ?? statusOf(failed);
}

function readyStatus(file: ConfirmedFile | null, { lastExport }: Records): Status {
  if (file === null) return notice("popup.ready", "popup.ready_copy_text");
  if (lastExport === null) return notice("popup.ready", "popup.ready_text");
  return notice("popup.ready", message("popup.last_export", { date: shortTime(new Date(lastExport.at)) }));
}

const OFF: Status = { ...notice("popup.off_title", "popup.off_text"), actions: ["open_welcome"] };

const SETUP_LEFT: Status = { ...notice("popup.setup_title", "popup.setup_text"), actions: ["open_welcome"] };

const FOREIGN: Status = { ...notice("popup.foreign", "popup.foreign_text"), tone: "warning" };

/** The row "In OpenClaw". */
function openClawRow(found: OpenClaw): Message {
  if (found.state === "asked") return message("popup.openclaw_checking");
  if (found.state === "exported")
    return message(found.effective ? "popup.openclaw_same" : "popup.openclaw_other");
  if (!found.answer.ok) return message("popup.openclaw_unknown");
  const { status, fingerprint } = found.answer;
  if (status.effective?.unknown) return message("popup.openclaw_unknown");
  if (status.effective === null) return message("popup.openclaw_none");
  if (status.effective.fingerprint === null) return message("popup.openclaw_no_key");
  const isSame = status.effective.fingerprint === fingerprint;
  return message(isSame ? "popup.openclaw_same" : "popup.openclaw_other");
}

/** What would keep a click from working, or be lost by it. */
function openClawStatus(found: OpenClaw, file: ConfirmedFile, records: Records): Status | null {
  if (found.state !== "answered") return null;
  if (!found.answer.ok) return statusOf(found.answer);
  const { status, fingerprint } = found.answer;
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
