import type { SessionKey } from "../../src/core/claude/session-key.ts";
import {
  currentAnswer,
  earlierNumbers,
  msUntilNext,
  type UsageAnswer,
} from "../../src/extension/usage/kept-usage.ts";
import { currentUsage, knownUsage } from "../../src/extension/usage/plan-usage.ts";

/** `elsewhere`: claude.ai would be asked as somebody else than the key's owner. */
export type PlanUsage =
  | "elsewhere"
  | {
      /** The last one that may be shown; null while there is none. */
      answer: UsageAnswer | null;
      /** The organization that this browser is on, where claude.ai says so. */
      activeId: string | null;
      /** For claude.ai, or for the time at which it may be asked again; null where the answer is of now. */
      waits: "asking" | Date | null;
    };

/** What was answered last at once, claude.ai's own answer as soon as it is there. */
export async function watchPlanUsage(key: SessionKey, tell: (usage: PlanUsage) => unknown): Promise<void> {
  const known = await knownUsage(key);
  if (!known) {
    tell("elsewhere");
    return;
  }
  const { activeId } = known;
  let { kept } = known;
  const earlier = kept && earlierNumbers(kept);
  for (;;) {
    const now = new Date();
    const current = kept && currentAnswer(kept, now);
    if (current) {
      tell({ answer: current, activeId, waits: null });
      return;
    }
    tell({ answer: earlier, activeId, waits: "asking" });
    kept = await currentUsage(key);
    const ms = currentAnswer(kept, new Date()) ? 0 : msUntilNext(kept, new Date());
    if (ms === 0) continue;
    // A page that was closed before its answer has used up the minute.
    tell({ answer: earlier, activeId, waits: new Date(Date.now() + ms) });
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}
