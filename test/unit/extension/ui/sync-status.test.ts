import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { beforeAll, describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import type { HistoryEntry } from "../../../../src/extension/sync/history.ts";
import type { SyncView } from "../../../../src/extension/sync/view.ts";
import { badgeOf, historyLine, syncRow, syncStatus } from "../../../../src/extension/ui/sync-status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

const CODES = [...Object.keys(catalogue.failure), "not_effective"] as FailureCode[];
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
  ["in step with an old gateway", { phase: "restart_left", code: null }, null, "warning"],
  [
    "in step with a gateway that did not restart",
    { phase: "restart_left", code: "gateway_restart_failed" },
    null,
    "warning",
  ],
  ["held", { phase: "held", until: SOON }, null, "neutral"],
  ["in trouble that may pass", trouble("file_busy", false), null, "bad"],
  ["in trouble", trouble("companion_missing"), "!", "bad"],
  ["not_effective", trouble("not_effective"), "!", "warning"],
  ["about to end", { phase: "expiring", daysLeft: 5 }, "5d", "warning"],
  ["about to end tomorrow", { phase: "expiring", daysLeft: 1 }, "1d", "warning"],
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
    const { text, title } = badgeOf(view);
    expect(text).toBe(badge ?? "");
    expect(text.length).toBeLessThanOrEqual(4);
    expectWords(title);
    if (badge === null) expect(title).toBe(catalogue.extension.name);
    else expect(title).toBe(`Clawkey: ${say(syncStatus(view)!.title)}`);
  });
});

describe("The way on", () => {
  it.each(["expiring", "expired", "signed_out"] as const)("leads to a sign-in where it is %s", (phase) => {
    const view = phase === "expiring" ? { phase, daysLeft: 1 } : { phase, exported: true };
    expect(syncStatus(view)?.actions).toEqual(["open_claude"]);
  });

  it("is the one of the failure where there is trouble", () => {
    const status = syncStatus(trouble("companion_missing"));
    expect(status).toMatchObject({ command: "node dist/clawkey.mjs install", actions: ["copy_command"] });
  });

  it("leads to the file where OpenClaw reads another", () => {
    expect(syncStatus(trouble("not_effective"))?.actions).toEqual(["confirm_file"]);
  });
});

describe("The badge", () => {
  it.each([0, 1, 9, 28, 365])("has room for %d days", (daysLeft) => {
    expect(badgeOf({ phase: "expiring", daysLeft }).text.length).toBeLessThanOrEqual(4);
  });

  it("is red in trouble alone", () => {
    const red = VIEWS.filter(([, view]) => badgeOf(view).tone === "bad").map(([, { phase }]) => phase);
    expect(new Set(red)).toEqual(new Set(["trouble"]));
  });
});

describe.each(CODES)("The trouble %s", (code) => {
  it("has words for the popup and the badge", () => {
    const status = syncStatus(trouble(code))!;
    for (const words of [status.title, ...status.text]) expectWords(say(words));
    expectWords(badgeOf(trouble(code)).title);
  });

  it("has a line in the history", () => {
    const line = say(
      historyLine({ at: SOON.toISOString(), by: "sync", result: "failed", code, detail: DETAIL, times: 3 }),
    );
    expectWords(line);
    expect(line).toContain("3 times");
  });
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

  it.each(["saved", "unchanged", "removed", "kept_foreign", "unreachable"] as const)(
    "tells where: %s",
    (result) => {
      const line = say(historyLine(entry({ result })));
      expectWords(line);
      expect(line).toContain(DETAIL.path);
    },
  );

  it("tells of a wait", () => {
    expectWords(say(historyLine(entry({ result: "held" }))));
  });

  it("tells a click from a sync, and how often", () => {
    expect(say(historyLine(entry({ by: "click" })))).toContain("by click");
    expect(say(historyLine(entry({})))).not.toMatch(/by click|times/);
    expect(say(historyLine(entry({ by: "click", result: "failed", code: "disk_full", times: 2 })))).toMatch(
      /by click.*2 times/,
    );
  });
});
