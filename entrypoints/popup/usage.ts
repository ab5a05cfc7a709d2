/** The section "Plan usage": what was answered last at once, claude.ai's own answer as soon as it is there. */
import { isFresh, type KeptUsage } from "../../src/claude/kept-usage.ts";
import type { OpenedSession } from "../../src/export/export-session.ts";
import { element } from "../../src/ui/dom.ts";
import { showUsage } from "../../src/ui/usage-bars.ts";
import type { UsageFacts } from "../../src/ui/usage-status.ts";
import { usageView } from "../../src/ui/usage-view.ts";
import { message, say } from "../../src/ui/words.ts";
import { currentUsage, knownUsage } from "../../src/wiring/plan-usage.ts";

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
  const show = async (answer: KeptUsage) => {
    const view = usageView(answer, new Date());
    showUsage(rows, view);
    note.textContent = say(view.note);
    await tell({ usage: answer.usage, activeId });
  };
  if (kept) await show(kept);
  if (kept && isFresh(kept, new Date())) return;
  section.ariaBusy = "true";
  note.textContent = say(message("usage.asking"));
  await show(await currentUsage(session.key));
  section.ariaBusy = "false";
}
