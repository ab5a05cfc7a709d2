import { beforeAll, describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import type { Usage } from "../../../../src/core/claude/usage.ts";
import type { UsageWindow } from "../../../../src/core/claude/windows.ts";
import { say, type Message } from "../../../../src/extension/ui/words.ts";
import { usageView, type UsageRow } from "../../../../entrypoints/popup/usage.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

/** A Wednesday, at noon wherever this runs. */
const NOW = new Date(2026, 6, 1, 12);
const after = (hours: number) => NOW.getTime() + hours * 3_600_000;

const window = (label: string, usedPercent = 41, resetAt: number | null = null): UsageWindow => ({
  label,
  usedPercent,
  resetAt,
});
const answered = (usage: Usage, waits: "asking" | Date | null = null) =>
  usageView({ answer: { at: NOW.toISOString(), usage }, activeId: null, waits }, NOW);
const usageOf = (...windows: UsageWindow[]): Usage => ({ ok: true, organizations: [], windows });
const rowsOf = (...windows: UsageWindow[]) => answered(usageOf(...windows)).content as UsageRow[];

beforeAll(useEnglish);

describe("The section about the plan", () => {
  it("has a row for each window, with its number and its reset", () => {
    const rows = rowsOf(
      window("5h", 41, after(3)),
      window("Week", 66.4, after(72)),
      window("Month", 1, after(24 * 20)),
      window("Opus", 12),
    );
    expect(rows.map(({ label, percent, resets }) => [label, percent, resets && say(resets)])).toEqual([
      ["5h", 41, expect.stringMatching(/^resets 3:00\sPM$/)],
      ["Week", 66, expect.stringMatching(/^resets Sat 12:00\sPM$/)],
      ["Month", 1, "resets Jul 21"],
      ["Opus", 12, null],
    ]);
  });

  it.each([
    [89.9, false],
    [90, true],
    [100, true],
  ])("draws the eye to what is nearly full: %d", (usedPercent, nearlyFull) => {
    expect(rowsOf(window("5h", usedPercent))[0]).toMatchObject({ nearlyFull });
  });

  it("shows four windows, and counts the others", () => {
    const four = ["5h", "Week", "Sonnet", "Haiku"].map((label) => window(label));
    expect(say(answered(usageOf(...four)).note!)).toMatch(/^as of 12:00\sPM$/);
    const six = answered(usageOf(...four, window("Fable"), window("Extra usage")));
    expect(six.content).toMatchObject(four.map(({ label }) => ({ label })));
    expect(say(six.note!)).toMatch(/^\+2 more, as of/);
  });

  it.each(["session_refused", "claude_offline", "organization_refused"] as const)(
    "says in the failure's own words why there are none: %s",
    (code) => {
      const { content } = answered({ ok: false, code, organizations: [] });
      expect(say(content as Message)).toBe(catalogue.failure[code].title);
    },
  );

  it.each<[what: string, usage: Parameters<typeof usageView>[0], note: RegExp | null, busy: boolean]>([
    ["nothing is known", null, null, false],
    ["claude.ai would take us for somebody else", "elsewhere", /^not shown for this sign-in$/, false],
    ["claude.ai is asked", { answer: null, activeId: null, waits: "asking" }, /^asking claude\.ai …$/, true],
    [
      "it must not be asked yet",
      { answer: null, activeId: null, waits: NOW },
      /^asked just now, next at 12:00\sPM$/,
      true,
    ],
  ])("keeps its room, and says what it waits for, while %s", (_, usage, note, busy) => {
    const view = usageView(usage, NOW);
    expect(view).toMatchObject({ content: null, busy });
    if (note === null) expect(view.note).toBeNull();
    else expect(say(view.note!)).toMatch(note);
  });

  it("shows earlier numbers while it waits for new ones", () => {
    const view = answered(usageOf(window("5h")), "asking");
    expect(view).toMatchObject({ content: [{ label: "5h" }], note: { key: "usage.asking" }, busy: true });
  });
});
