import { beforeAll, describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import { FAILURES, type FailureCode } from "../../../../src/core/messages/failures.ts";
import type { HistoryEntry } from "../../../../src/extension/browser/records.ts";
import type { SyncView } from "../../../../src/extension/sync/view.ts";
import {
  badgeOf,
  historyLine,
  pauseAction,
  syncRow,
  syncStatus,
} from "../../../../src/extension/ui/sync-status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

const CODES = Object.keys(FAILURES) as FailureCode[];
const SOON = new Date();
const DETAIL = { path: "/home/you/.openclaw/openclaw.json", line: 3, column: 7, errno: "EIO" };

const trouble = (code: FailureCode, urgent = true): SyncView => ({
  phase: "trouble",
  code,
  detail: DETAIL,
  urgent,
  nextAt: SOON,
});

const VIEWS: readonly [what: string, view: SyncView, badge: string | null, tone: string | null][] = [
  ["off", { phase: "off" }, null, null],
  ["without a file", { phase: "not_set_up" }, null, null],
  ["paused", { phase: "paused" }, null, null],
  ["in step", { phase: "in_step", lastAt: SOON }, null, null],
  ["in step, and new", { phase: "in_step", lastAt: null }, null, null],
  ["in step with an old gateway", { phase: "gateway_behind" }, null, "warning"],
  ["held", { phase: "held", until: SOON }, null, "neutral"],
  ["in trouble that may pass", trouble("file_busy", false), null, "bad"],
  ["in trouble", trouble("companion_missing"), "!", "bad"],
  ["not effective", trouble("not_effective"), "!", "warning"],
  ["about to end", { phase: "expiring", daysLeft: 5 }, "5d", "warning"],
  ["about to end in a year", { phase: "expiring", daysLeft: 365 }, "365d", "warning"],
  ["at its end", { phase: "expired", exported: true }, "out", "warning"],
  ["at its end, with nothing in OpenClaw", { phase: "expired", exported: false }, null, "neutral"],
  ["signed out", { phase: "signed_out", exported: true }, "out", "warning"],
  ["signed out, with nothing in OpenClaw", { phase: "signed_out", exported: false }, null, "neutral"],
];

beforeAll(useEnglish);

/** Whole words: none missing, and no place in them left empty. */
function expectWords(text: string): void {
  expect(text).toMatch(/\S/);
  expect(text).not.toMatch(/\{\w+\}|undefined|null|NaN|Invalid|line 0|: {2}| $/);
}

describe.each(VIEWS)("Auto-sync that is %s", (_, view, badge, tone) => {
  it("has a row, short enough for the popup", () => {
    const row = say(syncRow(view));
    expectWords(row);
    expect(row.length).toBeLessThanOrEqual(40);
  });

  it(tone === null ? "says no more than that" : `has a status, ${tone}`, () => {
    const status = syncStatus(view);
    expect(status?.tone ?? null).toBe(tone);
    if (!status) return;
    for (const words of [status.title, ...status.text]) expectWords(say(words));
  });

  it(badge === null ? "has no badge" : `has the badge ${badge}`, () => {
    const shown = badgeOf(view);
    expect(shown.text).toBe(badge ?? "");
    expect(shown.text.length).toBeLessThanOrEqual(4);
    expect(shown.tone === "bad").toBe(view.phase === "trouble");
    const { name } = catalogue.extension;
    expect(shown.title).toBe(badge === null ? name : `${name}: ${say(syncStatus(view)!.title)}`);
  });
});

describe("The way on", () => {
  it.each<[SyncView, object]>([
    [{ phase: "expiring", daysLeft: 1 }, { actions: ["open_claude"] }],
    [{ phase: "expired", exported: true }, { actions: ["open_claude"] }],
    [{ phase: "signed_out", exported: false }, { actions: ["open_claude"] }],
    [trouble("not_effective"), { actions: ["confirm_file"] }],
    [trouble("companion_missing"), { command: "node dist/clawkey.mjs install", actions: ["copy_command"] }],
    [{ phase: "gateway_behind" }, { command: "openclaw gateway restart", actions: ["copy_command"] }],
  ])("leads out of %j", (view, expected) => {
    expect(syncStatus(view)).toMatchObject(expected);
  });

  it("from a rest is to go on, and from all that can rest to rest", () => {
    const words = VIEWS.map(([, view]) => pauseAction(view)?.key);
    const others = VIEWS.slice(3).map(() => "action.pause");
    expect(words).toEqual([undefined, undefined, "action.resume", ...others]);
  });
});

it("Trouble with a source that is no file names it", () => {
  const status = syncStatus({ ...trouble("not_effective"), detail: { path: "" } } as SyncView)!;
  expect(say(status.text[0]!)).toContain("comes first: the environment of the process.");
});

describe("A line of the history", () => {
  const entry = (changes: Partial<HistoryEntry>): HistoryEntry => ({
    at: SOON.toISOString(),
    by: "sync",
    result: "saved",
    path: DETAIL.path,
    times: 1,
    ...changes,
  });
  const lineOf = (changes: Partial<HistoryEntry>) => say(historyLine(entry(changes)));

  it.each(["saved", "unchanged", "removed", "kept_foreign", "unreachable"] as const)(
    "tells where: %s",
    (result) => {
      expectWords(lineOf({ result }));
      expect(lineOf({ result })).toContain(DETAIL.path);
    },
  );

  it("tells of a wait", () => {
    expectWords(lineOf({ result: "held" }));
  });

  it("tells a click from a sync, and how often", () => {
    expect(lineOf({ by: "click" })).toContain("by click");
    expect(lineOf({})).not.toMatch(/by click|times/);
    const failed = { result: "failed", code: "disk_full" } as const;
    expect(lineOf({ ...failed, by: "click", times: 2 })).toMatch(/disk is full, by click \(2 times\)$/);
  });

  it.each(CODES)("tells what went wrong: %s", (code) => {
    expectWords(lineOf({ result: "failed", code, detail: DETAIL, times: 3 }));
  });
});
