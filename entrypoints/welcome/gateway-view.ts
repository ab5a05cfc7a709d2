/** What the step of the gateway shows, as a function of what is known. */
import { failure, type Failure, type Result } from "../../src/core/messages/failures.ts";
import type { Grade, PairedGateway, Records, Saved } from "../../src/extension/browser/records.ts";
import type { OpenedSession } from "../../src/extension/export/session.ts";
import type { Look } from "../../src/extension/gateway.ts";
import { SENDING } from "../../src/extension/ui/numbers-status.ts";
import { notice, savedStatus, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { message, type MessageKey } from "../../src/extension/ui/words.ts";

export interface GatewayFacts {
  grade: Grade;
  /** Where it is looked for. */
  address: string;
  /** The line with the code; null where the code came from the terminal. */
  line: string | null;
  /** What is known of the address before anybody answers there for the code; null before the first look. */
  waits: Look | null;
  /** Why what was typed last is of no use; what was waited for before is waited for still. */
  refused: Status | null;
  /** Why nothing more is waited for: the code's time is over, or the pairing was refused. */
  ended: "expired" | Failure | null;
  /** Null until it is paired. */
  paired: PairedGateway | null;
  session: OpenedSession;
  /** Other places that may hold a key from here: it moves. */
  old: Records["written"];
  /** The export; null before it. */
  job: "running" | Result<Saved> | null;
}

export interface GatewayView {
  /** Whether a key goes there, and has to be kept somewhere. */
  takesKey: boolean;
  title: MessageKey;
  lead: MessageKey;
  status: Status;
  /** Null where there is none to copy: then a new code is what is offered. */
  line: string | null;
  /** What the page waits for, as its one filled button; null where that stands in the status, or in the terminal. */
  due: "copy" | "renew" | "export" | null;
  paired: PairedGateway | null;
  /** Of the places from which the key moves. */
  old: string[];
  button: "export" | "move" | "open_claude" | "send_numbers";
  isBusy: boolean;
}

export function gatewayView(facts: GatewayFacts): GatewayView {
  const { grade, paired, line, ended, session, old, job } = facts;
  const hands = grade === "numbers" ? "send_numbers" : old.length > 0 ? "move" : "export";
  const button = session.ok ? hands : "open_claude";
  const status = withoutOwn(paired ? pairedStatus(facts, paired) : waitingStatus(facts), button);
  const isAsked = status.actions.length > 0;
  const due = paired ? "export" : ended ? "renew" : line === null ? null : "copy";
  return {
    title: paired ? "gateway.paired_title" : "gateway.title",
    takesKey: grade === "key",
    lead: !paired ? "gateway.lead" : grade === "key" ? "gateway.paired_lead" : "gateway.paired_lead_numbers",
    status,
    line: ended ? null : line,
    due: isAsked ? null : due,
    paired,
    old: old.map(({ path }) => path),
    button,
    isBusy: job === "running",
  };
}

/** Without CORS a page can tell these three apart, and no more. */
const WAITING = {
  nothing: "gateway_not_listening",
  slow: "gateway_timeout",
} as const;

function waitingStatus({ address, waits, refused, ended }: GatewayFacts): Status {
  if (ended === "expired") return { ...notice("gateway.expired", "gateway.expired_text"), tone: "warning" };
  if (ended) return statusOf(ended);
  if (refused) return refused;
  if (waits === null) return { ...notice(message("gateway.looking", { address })), tone: "busy" };
  if (waits === "something")
    return {
      ...notice(message("gateway.unknown", { address }), "gateway.keep_open"),
      tone: "busy",
    };
  return { ...statusOf(failure(WAITING[waits], { address })), tone: "warning" };
}

function pairedStatus({ grade, session, job }: GatewayFacts, { openclaw, host }: PairedGateway): Status {
  if (job === "running" && grade === "numbers") return SENDING;
  if (job === "running") return { ...notice("popup.exporting", "popup.writing"), tone: "busy" };
  if (job) return job.ok ? savedStatus(job) : statusOf(job);
  if (!session.ok) return statusOf(session);
  // It could not be asked right after.
  const told =
    host === ""
      ? notice("gateway.paired_title")
      : notice(message("gateway.paired", { version: openclaw, host }));
  return { ...told, tone: "good" };
}

/** The sign-in has its place on this page, and so has another pairing. */
const withoutOwn = (status: Status, button: GatewayView["button"]): Status => ({
  ...status,
  actions: status.actions.filter((name) => name !== button),
});
