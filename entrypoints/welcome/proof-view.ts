/** What the last step shows, as a function of what is known. */
import { COMMANDS } from "../../src/core/messages/failures.ts";
import type { Saved } from "../../src/extension/browser/records.ts";
import type { OpenedSession } from "../../src/extension/export/session.ts";
import { timeOfDay } from "../../src/extension/ui/dates.ts";
import { proofStatus, type Proof } from "../../src/extension/ui/proof.ts";
import { notice, savedStatus, statusOf, type Status } from "../../src/extension/ui/status.ts";
import {
  answeredUsage,
  withOtherOrganization,
  type UsageFacts,
} from "../../src/extension/ui/usage-status.ts";
import { message, type Message, type MessageKey } from "../../src/extension/ui/words.ts";
import type { PlanUsage } from "../../src/extension/usage/plan-usage.ts";
import { compareWindows, type ComparedRow } from "./comparison.ts";

export interface ProofFacts {
  /** When the numbers went out; null where a key did. */
  sentAt: Date | null;
  /** What an export has just told; null where none was made on this page. */
  saved: Saved | null;
  /** OpenClaw's word; null where Clawkey can't ask it: a key that was pasted. */
  proof: Proof | null;
  session: OpenedSession;
  /** Null while nobody knows. */
  usage: PlanUsage | null;
}

export interface ProofView {
  title: MessageKey;
  lead: MessageKey;
  status: Status;
  rows: ComparedRow[];
  /** Whether there is a column of OpenClaw's, or room for it. */
  compares: boolean;
  canAskAgain: boolean;
}

export function proofView(facts: ProofFacts): ProofView {
  const { saved, proof, session, usage, sentAt } = facts;
  const answered = answeredUsage(usage);
  const claude = answered?.usage.ok ? answered.usage.windows : null;
  const isAsked = proof !== null && "step" in proof;
  const seen = proof !== null && "ok" in proof && proof.ok ? proof : null;
  return {
    ...(sentAt ? NUMBERS_HEAD : headOf(proof)),
    status: proof ? askedStatus(proof, saved, answered) : ownStatus(session, usage, sentAt),
    rows: compareWindows(claude, seen?.windows ?? null),
    compares: isAsked || seen !== null,
    canAskAgain: proof !== null && !isAsked && !seen,
  };
}

const NUMBERS_HEAD = { title: "numbers.sent", lead: "numbers.shown_lead" } as const;

function headOf(proof: Proof | null): Pick<ProofView, "title" | "lead"> {
  if (proof === null) return { title: "welcome.see_title", lead: "welcome.own_lead" };
  if ("step" in proof || !proof.ok) return { title: "welcome.see_title", lead: "welcome.see_lead" };
  return { title: "welcome.seen_title", lead: "welcome.seen_lead" };
}

/** What the export told stands first: a failure's words may lead to its command. */
function askedStatus(proof: Proof, saved: Saved | null, usage: UsageFacts | null): Status {
  const status = withOtherOrganization(proofStatus(proof, usage), usage);
  return saved ? { ...status, text: [...savedStatus(saved).text, ...status.text] } : status;
}

function ownStatus(session: OpenedSession, usage: PlanUsage | null, sentAt: Date | null): Status {
  if (!session.ok) return statusOf(session);
  const why = whyNoNumbers(usage);
  if (sentAt) {
    const told = notice(message("numbers.sent_text", { time: timeOfDay(sentAt) }), "welcome.own_text");
    return { ...told, tone: "good", command: COMMANDS.show_usage, actions: ["copy_command"] };
  }
  const asks = notice("welcome.own_title", ...(why ? [why] : []), "welcome.own_text");
  return { ...asks, command: COMMANDS.show_usage, actions: ["copy_command"] };
}

/** Null where there are some, or may be soon. */
function whyNoNumbers(usage: PlanUsage | null): Message | null {
  if (usage === "elsewhere") return message("usage.elsewhere");
  const answer = usage?.answer?.usage;
  if (!answer || answer.ok) return null;
  return message("sentences.one", { fact: message(`failure.${answer.code}.title`) });
}
