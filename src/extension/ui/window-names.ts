/** What users call the windows of a plan. */
import { foreignWords } from "../../core/messages/text.ts";
import { message, type Message } from "./words.ts";

/** Of the windows that every plan has: OpenClaw's labels, and ours. */
const NAMES = { "5h": "usage.five_hours", Week: "usage.week" } as const;

/** OpenClaw's label, and claude.ai's word. */
export const EXTRA_USAGE = "Extra usage";

const MAX_LABEL = 24;

export const isOfEveryPlan = (label: string): label is keyof typeof NAMES => Object.hasOwn(NAMES, label);

/**
 * That of a model, or of what claude.ai may invent, is its own word for it.
 * @param isShared by the members of an organization: then the total is nobody's own
 */
export function windowName(label: string, isShared = false): string | Message {
  if (label === EXTRA_USAGE) return message(isShared ? "usage.extra_of_all" : "usage.extra");
  return isOfEveryPlan(label) ? message(NAMES[label]) : foreignWords(label, MAX_LABEL);
}
