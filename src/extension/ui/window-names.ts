/** What users call the windows of a plan. */
import { foreignWords } from "../../core/messages/text.ts";
import { message, type Message } from "./words.ts";

/** Of the windows that every plan has: OpenClaw's labels, and ours. */
const NAMES = { "5h": "usage.five_hours", Week: "usage.week" } as const;

const MAX_LABEL = 24;

export const isOfEveryPlan = (label: string): label is keyof typeof NAMES => label in NAMES;

/** That of a model, or of what claude.ai may invent, is its own word for it. */
export const windowName = (label: string): string | Message =>
  isOfEveryPlan(label) ? message(NAMES[label]) : foreignWords(label, MAX_LABEL);
