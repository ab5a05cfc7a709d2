import { beforeAll, describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import type { UsageAnswer } from "../../../../src/extension/usage/kept-usage.ts";
import type { Usage, UsageProblem } from "../../../../src/core/claude/usage.ts";
import type { UsageWindow } from "../../../../src/core/claude/windows.ts";
import {
  refusedStatus,
  otherOrganizationStatus,
  withOtherOrganization,
} from "../../../../src/extension/ui/usage-status.ts";
import { notice } from "../../../../src/extension/ui/status.ts";
import { usageView } from "../../../../entrypoints/popup/usage-view.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

/** A Wednesday, at noon wherever this runs. */
const NOW = new Date(2026, 6, 1, 12);
const after = (hours: number) => NOW.getTime() + hours * 3_600_000;

const window = (label: string, usedPercent = 41, resetAt: number | null = null): UsageWindow => ({
  label,
  usedPercent,
  resetAt,
});
const answered = (usage: Usage): UsageAnswer => ({ at: NOW.toISOString(), usage });
const viewOf = (...windows: UsageWindow[]) =>
  usageView(answered({ ok: true, organizations: [], windows }), NOW);
const failed = (code: UsageProblem, organizations = [FIRST]): Usage => ({ ok: false, code, organizations });

const FIRST = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };
const SECOND = { uuid: "2b222222-2222-4333-8444-555555555555", name: "Second" };

const CODES: UsageProblem[] = [
  "session_refused",
  "claude_challenge",
  "claude_region",
  "claude_rate_limited",
  "claude_offline",
  "claude_timeout",
  "claude_too_large",
  "claude_unexpected",
  "organization_missing",
  "organization_without_windows",
  "organization_refused",
];

beforeAll(useEnglish);

describe("usageView", () => {
  it("has a row for each window, with its number and its reset", () => {
    const view = viewOf(window("5h", 41, after(3)), window("Week", 66.4, after(72)), window("Opus", 12));
    expect(view.failure).toBeNull();
    expect(view.rows.map(({ label, percent }) => [label, percent])).toEqual([
      ["5h", 41],
      ["Week", 66],
      ["Opus", 12],
    ]);
    const resets = view.rows.map(({ resets: words }) => words && say(words));
    expect(resets).toEqual([
      expect.stringMatching(/^resets 3:00\sPM$/),
      expect.stringMatching(/^resets Sat 12:00\sPM$/),
      null,
    ]);
    expect(say(view.note)).toMatch(/^as of 12:00\sPM$/);
  });

  it("names the day of the month where that is further away than a week", () => {
    const [row] = viewOf(window("Month", 1, after(24 * 20))).rows;
    expect(say(row!.resets!)).toBe("resets Jul 21");
  });

  it.each([
    [89.9, false],
    [90, true],
    [100, true],
  ])("draws the eye to what is nearly full: %d", (usedPercent, nearlyFull) => {
    expect(viewOf(window("5h", usedPercent)).rows[0]).toMatchObject({ nearlyFull });
  });

  it("shows four, and counts the others", () => {
    const four = ["5h", "Week", "Sonnet", "Haiku"].map((label) => window(label));
    expect(say(viewOf(...four).note)).toMatch(/^as of/);
    const six = viewOf(...four, window("Fable"), window("Extra usage"));
    expect(six.rows.map(({ label }) => label)).toEqual(["5h", "Week", "Sonnet", "Haiku"]);
    expect(say(six.note)).toMatch(/^\+2 more, as of/);
  });

  it.each(CODES)("says in the failure's own words why there are none: %s", (code) => {
    const { rows, failure } = usageView(answered(failed(code)), NOW);
    expect(rows).toEqual([]);
    expect(say(failure!)).toBe(catalogue.failure[code].title);
  });
});

describe("refusedStatus", () => {
  it("warns of a key that claude.ai refuses, and of nothing else", () => {
    const told = CODES.filter((code) => refusedStatus({ usage: failed(code), activeId: null }));
    expect(told).toEqual(["session_refused"]);
    expect(refusedStatus({ usage: failed("session_refused"), activeId: null })).toMatchObject({
      tone: "warning",
      title: { key: "failure.session_refused.title" },
      actions: ["open_claude"],
    });
    expect(refusedStatus({ usage: { ok: true, organizations: [], windows: [] }, activeId: null })).toBeNull();
  });
});

describe("otherOrganizationStatus", () => {
  const organizations = [FIRST, SECOND];
  const read: Usage = { ok: true, organizations, windows: [] };
  const empty = failed("organization_without_windows", organizations);
  const refused = failed("organization_refused", organizations);

  it.each([
    ["another is active", read, SECOND.uuid, "OpenClaw will read another organization"],
    ["the first is empty", empty, SECOND.uuid, "The organization that OpenClaw reads has no plan limits"],
    [
      "the first refuses",
      refused,
      SECOND.uuid,
      "The organization that OpenClaw reads does not show its usage",
    ],
  ])("gives both names where %s", (_, usage, activeId, title) => {
    const status = otherOrganizationStatus({ usage, activeId })!;
    expect(status.tone).toBe("warning");
    expect(say(status.title)).toBe(title);
    expect(say(status.text[0]!)).toMatch(
      /(first organization|organizations only), First\. This browser is on Second\./,
    );
  });

  it("names the first alone where no other is known", () => {
    const status = otherOrganizationStatus({ usage: empty, activeId: null })!;
    expect(say(status.text[0]!)).toContain("the first organization only: First.");
    const unseen = otherOrganizationStatus({ usage: refused, activeId: null })!;
    expect(say(unseen.text[0]!)).toContain("refuses it for the first organization: First.");
  });

  it("bounds long names, and tells one without a name by its id", () => {
    const strange = [
      { ...FIRST, name: null },
      { ...SECOND, name: "x".repeat(1_000) },
    ];
    const status = otherOrganizationStatus({
      usage: { ...read, organizations: strange },
      activeId: SECOND.uuid,
    })!;
    expect(say(status.text[0]!)).toContain(`, 1a111111. This browser is on ${"x".repeat(39)}….`);
  });

  it("is silent where the first is the active one", () => {
    expect(otherOrganizationStatus({ usage: read, activeId: FIRST.uuid })).toBeNull();
  });
});

describe("withOtherOrganization", () => {
  const usage: Usage = { ok: true, organizations: [FIRST, SECOND], windows: [] };
  const trapped = { usage, activeId: SECOND.uuid };
  const seen = { ...notice("seen.title", "seen.no_window"), tone: "good" } as const;

  it("turns good news into a warning that says what is missing from it", () => {
    const { tone, title, text } = withOtherOrganization(seen, trapped);
    expect([tone, say(title)]).toEqual(["warning", "Seen by OpenClaw"]);
    expect(text.map(say)).toEqual([
      "It shows no limits.",
      expect.stringContaining("OpenClaw reads your first organization, First."),
    ]);
  });

  it.each([
    ["nothing is known of claude.ai", null],
    ["the first organization is the active one", { usage, activeId: FIRST.uuid }],
  ])("leaves it as it is where %s", (_, facts) => {
    expect(withOtherOrganization(seen, facts)).toBe(seen);
  });

  it.each(["busy", "neutral", "warning", "bad"] as const)("leaves what is %s alone", (tone) => {
    const status = { ...seen, tone };
    expect(withOtherOrganization(status, trapped)).toBe(status);
  });
});
