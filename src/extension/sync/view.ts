/** What there is to show of auto-sync, as a function of what is stored. */
import type { FailureCode } from "../../core/messages/failures.ts";
import type { Detail } from "../../core/messages/messages.ts";
import type { Question, Records, Trouble } from "../browser/records.ts";
import { LIMITS } from "./limits.ts";
import { placeForNumbers } from "./numbers-due.ts";
import { placeToSync, isUrgent, keysLeft } from "./state.ts";

export type SyncView =
  | { phase: "off" }
  /** Chosen, but there is no place that it could write. */
  | { phase: "not_set_up" }
  | { phase: "paused" }
  | {
      phase: "trouble";
      code: FailureCode;
      detail: Detail | undefined;
      urgent: boolean;
      nextAt: Date;
    }
  /** The cookie is gone; what was exported may stand in OpenClaw still. */
  | { phase: "signed_out" | "expired"; exported: boolean }
  /** Nothing new can be read; what was sent grows old. */
  | { phase: "numbers_wait"; sent: boolean }
  /** Another account's wait for the user's word: a click that sends them. */
  | { phase: "numbers_ask" }
  /** It goes on when the user has decided: by an export. */
  | { phase: "asks"; question: Question; path: string }
  | { phase: "expiring"; daysLeft: number }
  | { phase: "held"; until: Date }
  /** A running gateway reads the new key only when it is started anew. */
  | { phase: "gateway_behind" }
  | { phase: "in_step"; lastAt: Date | null };

const DAY_MS = 86_400_000;

export type SyncFacts = Pick<Records, "consent" | "settings" | "lastExport" | "put" | "state" | "numbers">;

export function syncView(facts: SyncFacts, now: Date): SyncView {
  const { consent, settings, lastExport, state } = facts;
  if (consent?.autoSync !== true) return { phase: "off" };
  if (settings.paused) return { phase: "paused" };
  if (consent.grade === "numbers") return numbersView(facts);
  const place = placeToSync(facts);
  if (place === null) return { phase: "not_set_up" };
  const { trouble, heldUntil, goneSince, expiresAt, question } = state;
  if (trouble) return troubleView(trouble);
  const end = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  if (goneSince !== null) {
    // The cookie's time was over when it went; before that, somebody signed out.
    const phase = end <= Date.parse(goneSince) ? "expired" : "signed_out";
    return { phase, exported: keysLeft(facts).length > 0 };
  }
  if (question !== null) return { phase: "asks", question, path: lastExport?.path ?? place.path };
  if (heldUntil !== null) return { phase: "held", until: new Date(heldUntil) };
  const left = end - now.getTime();
  if (left <= LIMITS.expiryNoticesMs[0]) return { phase: "expiring", daysLeft: Math.ceil(left / DAY_MS) };
  if (lastExport?.gatewayIsBehind) return { phase: "gateway_behind" };
  return { phase: "in_step", lastAt: lastExport && new Date(lastExport.at) };
}

function numbersView(facts: SyncFacts): SyncView {
  const { sent, trouble, waiting } = facts.numbers;
  if (placeForNumbers(facts) === null) return { phase: "not_set_up" };
  if (waiting !== null) return { phase: "numbers_ask" };
  if (trouble?.code === "signed_out") return { phase: "numbers_wait", sent: sent !== null };
  return trouble ? troubleView(trouble) : { phase: "in_step", lastAt: sent && new Date(sent.at) };
}

const troubleView = (trouble: Trouble): SyncView => ({
  phase: "trouble",
  code: trouble.code,
  detail: trouble.detail,
  urgent: isUrgent(trouble),
  nextAt: new Date(trouble.nextAt),
});
