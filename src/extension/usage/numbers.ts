/** The plan's numbers as they may leave the browser. Callers stand behind the consent gate. */
import type { PlanNumbers } from "../../core/claude/plan.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import { askedUsage } from "./plan-usage.ts";

export async function currentNumbers(
  key: SessionKey,
  _reader: "page" | "background",
): Promise<Result<{ numbers: PlanNumbers }>> {
  const answer = await askedUsage(key);
  if (answer === "elsewhere") return failure("claude_elsewhere");
  if (answer === null) return failure("claude_timeout");
  const { usage, at } = answer;
  if (!usage.ok) return failure(usage.code);
  const organization = usage.organizations[0]?.name ?? null;
  const ageMs = Math.max(0, Date.now() - Date.parse(at));
  return { ok: true, numbers: { organization, plan: null, windows: usage.windows, ageMs } };
}
