/** The section "Plan usage": what was answered last at once, claude.ai's own answer as soon as it is there. */
import {
  currentAnswer,
  earlierNumbers,
  msUntilNext,
  type UsageAnswer,
} from "../../src/extension/usage/kept-usage.ts";
import type { OpenedSession } from "../../src/extension/export/session.ts";
import type { SessionKey } from "../../src/core/claude/session-key.ts";
import { timeOfDay } from "../../src/extension/ui/dates.ts";
import { element } from "../../src/extension/ui/dom.ts";
import { showUsage } from "./usage-bars.ts";
import type { UsageFacts } from "../../src/extension/ui/usage-status.ts";
import { usageView } from "./usage-view.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import { currentUsage, knownUsage } from "../../src/extension/usage/plan-usage.ts";

const section = element("usage", HTMLElement);
const note = element("usage-note", HTMLElement);
const rows = element("usage-rows", HTMLElement);

/** @param tell hears of each answer: it may have something to say about the key */
export async function showPlanUsage(
  session: OpenedSession,
  tell: (facts: UsageFacts) => unknown,
): Promise<void> {
  if (!session.ok) return;
  const known = await knownUsage(session.key);
  if (!known) {
    note.textContent = say(message("usage.elsewhere"));
    return;
  }
  const { kept, activeId } = known;
  const show = async (answer: UsageAnswer) => {
    const view = usageView(answer, new Date());
    showUsage(rows, view);
    note.textContent = say(view.note);
    await tell({ usage: answer.usage, activeId });
  };
  const current = kept && currentAnswer(kept, new Date());
  const shown = current ?? (kept && earlierNumbers(kept));
  if (shown) await show(shown);
  if (!current) await show(await askedFor(session.key));
}

/** claude.ai's answer. A page that was closed before it has used up its minute: then this one waits that long. */
async function askedFor(key: SessionKey): Promise<UsageAnswer> {
  section.ariaBusy = "true";
  try {
    for (;;) {
      note.textContent = say(message("usage.asking"));
      const kept = await currentUsage(key);
      const now = new Date();
      if (kept.answer && currentAnswer(kept, now)) return kept.answer;
      const next = new Date(now.getTime() + msUntilNext(kept, now));
      note.textContent = say(message("usage.unanswered", { time: timeOfDay(next) }));
      await new Promise((resolve) => setTimeout(resolve, msUntilNext(kept, now)));
    }
  } finally {
    section.ariaBusy = "false";
    note.textContent = "";
  }
}
