import type { Failure, FailureCode } from "../../core/messages/failures.ts";
import type { NoResult } from "../program/run.ts";
import type { OpenClaw } from "../program/commands.ts";
import { claudeIn, type ReportedUsage } from "../program/usage-report.ts";

/** OpenClaw tries the key after one answer only: its token lacks the scope. Everything else ends here. */
const CODES: Readonly<Record<Exclude<ReportedUsage["state"], "scope-missing">, FailureCode>> = {
  windows: "token_has_scope",
  "rate-limited": "token_rate_limited",
  refused: "token_refused",
  unreachable: "token_unreachable",
  nothing: "token_missing",
  failed: "token_unclear",
};

/** Asks OpenClaw for the usage with every session key hidden from it: what is left is its own token. */
export async function checkToken(openclaw: OpenClaw): Promise<{ ok: true } | Failure> {
  const answer = await openclaw.usage({ withKey: false });
  if (!answer.ok) return noAnswer(answer);
  const { state } = claudeIn(answer.report);
  return state === "scope-missing" ? { ok: true } : { ok: false, code: CODES[state] };
}

/** Why it gave no answer though it was there a moment ago. */
export function noAnswer({ why }: NoResult): Failure {
  const codes = {
    missing: "openclaw_missing",
    timeout: "openclaw_hanging",
    failed: "openclaw_unreadable",
  } as const;
  return { ok: false, code: codes[why] };
}
