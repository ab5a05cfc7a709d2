/** What happened last. */
import * as z from "zod/mini";
import { Code, Detail } from "../../../core/messages/messages.ts";
import { Time } from "./shapes.ts";
import { Question } from "./sync-state.ts";

/** One of the last results, for the user's eyes. */
export const HistoryEntry = z.object({
  /** Of the last time, where it happened several times in a row. */
  at: Time,
  by: z.enum(["click", "sync"]),
  result: z.enum([
    "saved",
    "unchanged",
    "removed",
    "kept_foreign",
    "unreachable",
    "held",
    "reverted",
    "sent",
    ...Question.options,
    "failed",
  ]),
  /** Only with `failed`. */
  code: z.optional(Code),
  detail: z.optional(Detail),
  path: z.optional(z.string()),
  times: z.number(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;
