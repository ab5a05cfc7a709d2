/** What there is to say where no click has brought anything, and whether an export is due. */
import { failure, type Failure } from "../../src/core/messages/failures.ts";
import { chosenPlace, isPicked, type Place, type Records } from "../../src/extension/browser/records.ts";
import type { SyncView } from "../../src/extension/sync/view.ts";
import { placeForNumbers } from "../../src/extension/sync/numbers-due.ts";
import { numbersStatus } from "../../src/extension/ui/numbers-status.ts";
import { timeOfDay } from "../../src/extension/ui/dates.ts";
import { notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { syncStatus } from "../../src/extension/ui/sync-status.ts";
import {
  answeredUsage,
  goneOrganizationStatus,
  otherOrganizationStatus,
  ownerOf,
  refusedStatus,
  type UsageFacts,
} from "../../src/extension/ui/usage-status.ts";
import { message, type Message } from "../../src/extension/ui/words.ts";
import type { Facts } from "./facts.ts";
import { openClawStatus, wasExportedTo, type Has } from "./openclaw.ts";
import { unreachedStatus } from "./usage.ts";

export interface Calm {
  status: Status;
  /** A click on the wide button, Export or Send now, would give OpenClaw what it has not. */
  isExportDue: boolean;
  isSetUpLeft: boolean;
}

export function calmView(facts: Facts, sync: SyncView, has: Has, now: Date): Calm {
  const { session, records, usage, openClaw } = facts;
  if (!session.ok) return nothingDue(withoutSession(session, records, sync));
  if (records.consent?.grade === "numbers") return numbersCalm(facts, now);
  if (records.settings.target === "clipboard")
    return nothingDue(notice("popup.ready_copy", "popup.ready_copy_text"));
  const place = chosenPlace(records.settings);
  if (place === null) return { ...nothingDue(SETUP_LEFT), isSetUpLeft: true };
  const plan = answeredUsage(usage);
  const reasons = [
    plan && refusedStatus(plan),
    openClaw && openClawStatus(openClaw, place, facts),
    askedStatus(sync, plan),
    usage && unreachedStatus(usage, now),
    plan && goneOrganizationStatus(plan),
    // The last: whoever has it has it for good.
    plan && otherOrganizationStatus(plan),
  ];
  const isDue = isPicked(place)
    ? !wasExportedTo(place, facts)
    : has === "none" || has === "older" || has === "other" || has === "no_key";
  const nothingWrong = () =>
    isPicked(place) ? standingInFile(place, isDue, records, now) : standing(records, sync, has, now);
  const status = gravest(reasons) ?? nothingWrong();
  return { status, isExportDue: isDue || sync.phase === "asks", isSetUpLeft: false };
}

function numbersCalm({ records, usage }: Facts, now: Date): Calm {
  const status = numbersStatus(records, now);
  if (placeForNumbers(records) === null) return { ...nothingDue(status), isSetUpLeft: true };
  if (usage === "elsewhere") return nothingDue(statusOf(failure("claude_elsewhere")));
  const plan = answeredUsage(usage);
  const reasons = [plan && refusedStatus(plan), status, usage && unreachedStatus(usage, now)];
  const isDue = status.tone !== "good" && status.tone !== "busy";
  return { status: gravest(reasons) ?? status, isExportDue: isDue, isSetUpLeft: false };
}

const nothingDue = (status: Status): Calm => ({ status, isExportDue: false, isSetUpLeft: false });

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

function withoutSession(failed: Failure, { lastExport }: Records, sync: SyncView): Status {
  if (failed.code === "consent_missing") return OFF;
  const told = statusOf(failed);
  if (failed.code !== "signed_out") return told;
  // Auto-sync knows more of it: whether a key is left in OpenClaw, and whether the cookie ran out.
  const known = syncStatus(sync);
  if (known || lastExport) return known ?? told;
  return {
    ...told,
    title: message("popup.sign_in"),
    text: [message("popup.sign_in_text"), ...told.text.slice(1)],
  };
}

/** Nothing is wrong: what OpenClaw has, and what is due. */
function standing({ lastExport }: Records, sync: SyncView, has: Has, now: Date): Status {
  const rests = sync.phase === "paused";
  const time = (at: string) => timeOfDay(new Date(at), now);
  switch (has) {
    case "asked":
      return notice("popup.asked", "popup.asked_text");
    case "unknown":
      return notice("popup.unknown", "popup.unknown_text");
    case "same": {
      if (rests && lastExport)
        return {
          ...notice("popup.paused", message("popup.paused_text", { time: time(lastExport.at) })),
          tone: "paused",
        };
      return { ...notice("popup.up_to_date", upToDateText(lastExport, sync, time)), tone: "good" };
    }
    default: {
      const click = message(has === "none" ? "popup.due_first" : "popup.due_again");
      const text = rests ? message("popup.due_paused", { click }) : click;
      return { ...notice(`popup.due_${has}`, text), tone: "due" };
    }
  }
}

/** Whether OpenClaw reads it there the browser can't see, and so nothing is said of that. */
function standingInFile({ path: file }: Place, isDue: boolean, { lastExport }: Records, now: Date): Status {
  if (isDue || !lastExport)
    return { ...notice(message("popup.due_picked", { file }), "popup.due_first"), tone: "due" };
  const time = timeOfDay(new Date(lastExport.at), now);
  return {
    ...notice(message("popup.in_file", { file }), message("popup.exported", { time })),
    tone: "good",
  };
}

function upToDateText(
  lastExport: Records["lastExport"],
  sync: SyncView,
  time: (at: string) => string,
): Message {
  const fact = lastExport?.seenAt
    ? message("popup.seen", { time: time(lastExport.seenAt) })
    : lastExport
      ? message("popup.exported", { time: time(lastExport.at) })
      : message("popup.has_key");
  return sync.phase === "in_step" ? message("popup.with_sync", { fact }) : fact;
}

const OFF: Status = { ...notice("popup.off_title", "popup.off_text"), actions: ["open_welcome"] };

const SETUP_LEFT: Status = {
  ...notice("popup.setup_title", "popup.setup_text"),
  tone: "due",
  actions: ["open_welcome"],
};
