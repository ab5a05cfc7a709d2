import { beforeAll, expect, it } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { HistoryEntry } from "../../../../src/extension/browser/records.ts";
import type { SyncView } from "../../../../src/extension/sync/view.ts";
import { historyResult } from "../../../../src/extension/ui/history.ts";
import { pauseAction, syncRow, syncStatus } from "../../../../src/extension/ui/sync-status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

const SOON = new Date();
const DETAIL = {
  path: "/home/you/.openclaw/openclaw.json",
  line: 3,
  column: 7,
  errno: "EIO",
  address: "http://127.0.0.1:18789",
};

const trouble = (code: FailureCode, detail = DETAIL): SyncView => ({
  phase: "trouble",
  code,
  urgent: true,
  detail,
  nextAt: SOON,
});

const [GO_ON, REST] = ["action.resume", "action.pause"];

beforeAll(useEnglish);

/** Whole words: none missing, and no place in them left empty. */
function expectWords(text: string): void {
  expect(text).toMatch(/\S/);
  expect(text).not.toMatch(/\{\w+\}|undefined|null|NaN|Invalid|line 0|: {2}| $/);
}

it.each<[what: string, view: SyncView, tone: string | null, pause?: string]>([
  ["off", { phase: "off" }, null],
  ["without a file", { phase: "not_set_up" }, null],
  ["paused", { phase: "paused" }, null, GO_ON],
  ["in step", { phase: "in_step", lastAt: SOON }, null, REST],
  ["in step, and new", { phase: "in_step", lastAt: null }, null, REST],
  ["in step with an old gateway", { phase: "gateway_behind" }, "warning", REST],
  ["held", { phase: "held", until: SOON }, "neutral", REST],
  ["in trouble", trouble("companion_missing"), "bad", REST],
  ["not effective", trouble("not_effective"), "warning", REST],
  ["asking about an account", { phase: "asks", question: "other_account", path: "" }, "warning", REST],
  ["asking about a lost key", { phase: "asks", question: "key_gone", path: "/x" }, "warning", REST],
  ["about to end", { phase: "expiring", daysLeft: 5 }, "warning", REST],
  ["at its end", { phase: "expired", exported: true }, "warning", REST],
  ["at its end, with nothing exported", { phase: "expired", exported: false }, "neutral", REST],
  ["signed out", { phase: "signed_out", exported: true }, "warning", REST],
  ["signed out, with the numbers sent", { phase: "numbers_wait", sent: true }, "neutral", REST],
  ["signed out, with no numbers sent", { phase: "numbers_wait", sent: false }, "neutral", REST],
  ["asking about an account's numbers", { phase: "numbers_ask" }, "warning", REST],
  ["signed out, with nothing exported", { phase: "signed_out", exported: false }, "neutral", REST],
])("auto-sync that is %s has a short row, and a status where one is needed", (_, view, tone, pause) => {
  const row = say(syncRow(view));
  expectWords(row);
  expect(row.length).toBeLessThanOrEqual(40);
  const status = syncStatus(view);
  expect(status?.tone ?? null).toBe(tone);
  for (const words of status ? [status.title, ...status.text] : []) expectWords(say(words));
  expect(pauseAction(view)?.key).toBe(pause);
});

it.each<[SyncView, object]>([
  [{ phase: "expiring", daysLeft: 1 }, { actions: ["open_claude"] }],
  [{ phase: "expired", exported: true }, { actions: ["open_claude"] }],
  [{ phase: "signed_out", exported: false }, { actions: ["open_claude"] }],
  [trouble("not_effective"), { actions: ["confirm_file"] }],
  [trouble("companion_missing"), { command: "node dist/clawkey.mjs install", actions: ["copy_command"] }],
  [{ phase: "gateway_behind" }, { command: "openclaw gateway restart", actions: ["copy_command"] }],
])("the way on leads out of %j", (view, expected) => {
  expect(syncStatus(view)).toMatchObject(expected);
});

it("trouble with a source that is no file names it", () => {
  const status = syncStatus(trouble("not_effective", { ...DETAIL, path: "" }))!;
  expect(say(status.text[0]!)).toContain("comes first: the environment of the process.");
});

const inHistory = (changes: Partial<HistoryEntry>) => {
  const entry = { at: SOON.toISOString(), by: "sync", result: "saved", times: 1, ...changes } as const;
  const { tone, what } = historyResult(entry);
  return { tone, what: say(what) };
};

it.each(HistoryEntry.shape.result.options.filter((result) => result !== "failed"))(
  "the history tells what happened, and how grave it is: %s",
  (result) => {
    const { tone, what } = inHistory({ result });
    expectWords(what);
    const isWell = ["saved", "sent", "unchanged", "removed"].includes(result);
    expect(tone).toBe(isWell ? "good" : result === "held" ? "neutral" : "warning");
  },
);

it("the history tells how often in a row, in as many words as it needs", () => {
  const failed = { result: "failed", code: "disk_full", by: "click" } as const;
  expect(inHistory({ ...failed, times: 2 }).what).toBe("The disk is full (2 times)");
  expect(inHistory(failed).what).toBe("The disk is full");
});

it.each<[FailureCode, tone: string]>([
  ["config_unparsable", "bad"],
  ["key_place_taken", "warning"],
  ["signed_out", "neutral"],
])("the history tells what went wrong, and how grave it is: %s, %s", (code, tone) => {
  const told = inHistory({ result: "failed", code, detail: DETAIL, times: 3 });
  expectWords(told.what);
  expect(told.tone).toBe(tone);
});
