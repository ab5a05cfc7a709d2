/** What a page is told of the plan, for as long as it is open. Callers stand behind the consent gate. */
import type { Wanted } from "../../core/claude/organizations.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import type { UsageProblem } from "../../core/claude/usage.ts";
import type { CachedUsage, UsageAnswer } from "../browser/records.ts";
import { msUntilNext } from "./pacing.ts";
import { currentUsage, keptUsage, questionFor } from "./reading.ts";

/** `elsewhere`: claude.ai would be asked as somebody else than the key's owner, or as nobody. */
export type PlanUsage =
  | "elsewhere"
  | {
      /** What claude.ai says now, or said before it was asked again; null before its first word to this page. */
      answer: UsageAnswer | null;
      /** The last numbers, of whatever time; null where there are none, or where they hold no more. */
      numbers: UsageAnswer | null;
      wanted: Wanted;
      /** For claude.ai, or for the time at which it is asked again; null where there is nothing to wait for. */
      waits: "asking" | Date | null;
    };

/** Of what is wrong there the user hears; asking again changes nothing of it. */
const FINAL: readonly string[] = [
  "session_refused",
  "organization_missing",
  "organization_without_windows",
  "organization_refused",
] satisfies UsageProblem[];

/**
 * Tells what was answered last at once, however old, and claude.ai's own answer as soon as it is there. Where claude.ai
 * can't be asked it is asked again, for as long as the page is open.
 * @param tell returns false where nobody listens any more: then nothing more is asked either
 */
export async function watchPlanUsage(key: SessionKey, tell: (usage: PlanUsage) => unknown): Promise<void> {
  const question = await questionFor(key);
  if (question === null) {
    tell("elsewhere");
    return;
  }
  const { wanted } = question;
  let kept = await keptUsage(question);
  // Another page asks just now, and its answer is soon there; or it was closed before that.
  if (kept?.answer === null) {
    if (tell({ answer: null, numbers: kept.numbers, wanted, waits: "asking" }) === false) return;
    kept = await currentUsage(question, "page");
  }
  let answer: UsageAnswer | null = null;
  for (;;) {
    const now = new Date();
    const numbers = kept?.numbers ?? null;
    answer = currentAnswer(kept, now) ?? answer;
    const pause = msUntilNext(kept, "page", now);
    if (answer && pause > 0 && (answer.usage.ok || FINAL.includes(answer.usage.code))) {
      tell({ answer, numbers, wanted, waits: null });
      return;
    }
    if (pause > 0) {
      if (tell({ answer, numbers, wanted, waits: new Date(now.getTime() + pause) }) === false) return;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    if (tell({ answer, numbers, wanted, waits: "asking" }) === false) return;
    kept = await currentUsage(question, "page");
  }
}

/** What claude.ai says now. */
const currentAnswer = (kept: CachedUsage | null, now: Date): UsageAnswer | null =>
  kept && msUntilNext(kept, "page", now) > 0 ? kept.answer : null;
