/** The last results, for the user's eyes: times and outcomes, nothing of any key. */
import type { Failure, FailureCode } from "../../core/messages/failures.ts";
import * as z from "zod/mini";
import type { Saved } from "../export/outcome.ts";
import { Detail } from "../../core/messages/messages.ts";
import { LIMITS } from "./limits.ts";

export const HistoryEntry = z.strictObject({
  /** ISO 8601, UTC; of the last time, where it happened several times in a row. */
  at: z.iso.datetime(),
  by: z.enum(["click", "sync"]),
  result: z.enum(["saved", "unchanged", "removed", "kept_foreign", "unreachable", "held", "failed"]),
  /** Only with `failed`. */
  code: z.optional(z.custom<FailureCode>((value) => typeof value === "string")),
  detail: z.optional(Detail),
  path: z.optional(z.string()),
  times: z.number(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** The same failure over and over is one line, so that it does not push out everything else. */
export function withEntry(
  history: readonly HistoryEntry[],
  entry: Omit<HistoryEntry, "times">,
): HistoryEntry[] {
  const last = history[0];
  const again = last?.result === entry.result && last.code === entry.code && last.by === entry.by;
  const repeats = again && (entry.result === "failed" || entry.result === "held");
  const rest = repeats ? history.slice(1) : history;
  return [{ ...entry, times: repeats ? last.times + 1 : 1 }, ...rest].slice(0, LIMITS.historyLength);
}

const detailOf = ({ detail }: Failure) => (detail ? { detail } : {});

/** What of an outcome is told. */
export function entryOf(outcome: Saved | Failure): Pick<HistoryEntry, "result" | "code" | "detail" | "path"> {
  if (!outcome.ok) return { result: "failed", code: outcome.code, ...detailOf(outcome) };
  return { result: outcome.changed ? "saved" : "unchanged", path: outcome.path };
}
