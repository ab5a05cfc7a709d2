import { beforeAll, describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import type { UsageProblem } from "../../../../src/core/claude/usage.ts";
import type { UsageWindow } from "../../../../src/core/claude/windows.ts";
import type { Organization } from "../../../../src/core/claude/organizations.ts";
import type { Spend } from "../../../../src/core/claude/spend.ts";
import type { UsageAnswer } from "../../../../src/extension/browser/records.ts";
import { say, type Message } from "../../../../src/extension/ui/words.ts";
import type { PlanUsage } from "../../../../src/extension/usage/plan-usage.ts";
import { unreachedStatus, usageView } from "../../../../entrypoints/popup/usage.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { failedUsage, organization, readUsageOf, UNSAID } from "../../../helpers/usage.ts";

/** A Wednesday, at noon wherever this runs. */
const NOW = new Date(2026, 6, 1, 12);
const after = (hours: number) => NOW.getTime() + hours * 3_600_000;
const OWNER = organization("1a111111-2222-4333-8444-555555555555", "First", { plan: "Max (5x)" });
const HOW = { pace: true };

const window = (label: string, usedPercent = 41, resetAt: number | null = null): UsageWindow => ({
  label,
  usedPercent,
  resetAt,
});
const numbersOf = (...windows: UsageWindow[]): UsageAnswer => ({
  at: new Date(after(-1)).toISOString(),
  usage: readUsageOf(windows, [OWNER]),
});
const failureOf = (code: UsageProblem): UsageAnswer => ({
  at: NOW.toISOString(),
  usage: failedUsage(code, []),
});
const known = (changes: Partial<Exclude<PlanUsage, "elsewhere">>): PlanUsage => ({
  answer: null,
  numbers: null,
  wanted: UNSAID,
  waits: null,
  ...changes,
});
const answered = (...windows: UsageWindow[]) => {
  const numbers = numbersOf(...windows);
  // As they come from the storage: equal, and not the same.
  return usageView(known({ answer: structuredClone(numbers), numbers }), HOW, NOW);
};
const old = (...windows: UsageWindow[]) =>
  usageView(
    known({ answer: failureOf("claude_offline"), numbers: numbersOf(...windows), waits: NOW }),
    HOW,
    NOW,
  );
const words = (name: string | Message | null) => (typeof name === "object" && name ? say(name) : name);

beforeAll(useEnglish);

describe("The plan's windows", () => {
  it("are large where every plan has them, and one line each where they are a model's", () => {
    const { large, slim, more, empty, plan, owner, asOf, isOld } = answered(
      window("5h", 41.4, after(2.3)),
      window("Week", 66.5, after(72)),
      window("Opus", 12),
    );
    expect(large.map(({ name, percent, below }) => [words(name), percent, words(below)])).toEqual([
      ["5-hour limit", 41, "Resets in 2 hr 18 min"],
      ["Weekly limit", 67, expect.stringMatching(/^Resets Sat 12:00\sPM$/)],
    ]);
    expect(slim).toMatchObject([{ name: "Opus", percent: 12, below: null }]);
    expect({ more, empty, isOld }).toEqual({ more: null, empty: null, isOld: false });
    expect([plan, owner]).toEqual(["Max (5x)", "First"]);
    expect(words(asOf)).toMatch(/^11:00\sAM$/);
  });

  it("tell of those that find no room beside Details", () => {
    const { slim, more } = answered(...["Opus", "Sonnet", "Haiku", "Fable"].map((label) => window(label)));
    expect(slim.map(({ name }) => name)).toEqual(["Opus", "Sonnet"]);
    expect(words(more)).toBe("Haiku 41% and Fable 41%");
  });

  it("are no others because a model is called as something that every object has", () => {
    expect(answered(window("toString"))).toMatchObject({ large: [], slim: [{ name: "toString" }] });
  });

  it.each([
    [89.9, null, null],
    [90, "Nearly full", "bad"],
    [99.4, "Nearly full", "bad"],
    [99.5, "Full", "bad"],
    [100, "Full", "bad"],
  ])("draw the eye to what is full, or nearly: %d", (usedPercent, verdict, tone) => {
    const [row] = answered(window("5h", usedPercent)).large;
    expect([words(row!.verdict), row!.tone]).toEqual([verdict, tone]);
  });

  it("stay where claude.ai can't be asked, as old ones that name their time, without a verdict", () => {
    const view = old(window("5h", 95, after(2)), window("Week", 1, after(-0.5)));
    expect(view).toMatchObject({
      isOld: true,
      owner: "First",
      large: [{ tone: null, verdict: null, gone: null }, {}],
    });
    expect(words(view.asOf)).toMatch(/^Old: from 11:00\sAM$/);
    expect(words(view.large[0]!.below)).toMatch(/^Resets 2:00\sPM$/);
    expect(words(view.large[1]!.below)).toMatch(/^Reset at 11:30\sAM$/);
  });

  it.each<[what: string, usage: PlanUsage | null, empty: RegExp | null, busy: boolean]>([
    ["nothing is known", null, /^Asking claude\.ai …$/, true],
    ["claude.ai is asked", known({ waits: "asking" }), /^Asking claude\.ai …$/, true],
    [
      "claude.ai is asked again",
      known({ answer: failureOf("claude_offline"), waits: "asking" }),
      /^No numbers/,
      true,
    ],
    [
      "claude.ai would take us for somebody else",
      "elsewhere",
      /^No numbers here: claude\.ai would answer for another sign-in/,
      false,
    ],
    ["it must not be asked yet", known({ waits: NOW }), /^Asked just now, next at 12:00\sPM$/, false],
    ["there are none", known({ answer: failureOf("organization_refused") }), /^No numbers/, false],
    ["earlier ones are there", known({ numbers: numbersOf(window("5h")), waits: "asking" }), null, true],
  ])("give their room to a word while %s", (_, usage, empty, busy) => {
    const view = usageView(usage, HOW, NOW);
    expect(view.busy).toBe(busy);
    if (empty === null) expect(view).toMatchObject({ empty, large: [{ percent: 41 }], isOld: false });
    else expect(words(view.empty)).toMatch(empty);
  });
});

describe("The pace of a window", () => {
  const shown = (pace: boolean, usedPercent: number, hoursLeft: number, label = "5h") => {
    const numbers = numbersOf(window(label, usedPercent, after(hoursLeft)));
    const { large, slim } = usageView(known({ answer: numbers, numbers }), { pace }, NOW);
    const { gone, verdict, tone } = [...large, ...slim][0]!;
    return [gone, words(verdict), tone];
  };

  it("is a mark, and words beside it", () => {
    expect(shown(true, 41, 2.3)).toEqual([54, "Under pace", null]);
    expect(shown(true, 50, 2.3)).toEqual([54, "On pace", null]);
    // Half of the time has gone; the rest of it lasts for a quarter of that.
    expect(shown(true, 80, 2.5)).toEqual([
      50,
      expect.stringMatching(/^Over pace, full 12:37\sPM$/),
      "warning",
    ]);
    expect(shown(true, 93, 0.8)).toEqual([84, "Nearly full", "bad"]);
    expect(shown(true, 12, 84, "Haiku")).toEqual([50, "Under pace", null]);
  });

  it("is not shown where it was switched off, and nearly full is nearly full", () => {
    expect(shown(false, 80, 2.5)).toEqual([null, null, null]);
    expect(shown(false, 93, 0.8)).toEqual([null, "Nearly full", "bad"]);
  });
});

describe("A plan without windows", () => {
  const spend = (changes: Partial<Spend> = {}, more: Partial<Organization> = {}) => {
    const spent = { used: 1240, limit: 2000, percent: 62, currency: "USD", ...changes };
    const usage = failedUsage("organization_without_windows", [{ ...OWNER, ...more }], { spend: spent });
    const { large, empty, asOf } = usageView(known({ answer: { at: NOW.toISOString(), usage } }), HOW, NOW);
    const [row] = large;
    return row ? [words(row.name), row.percent, row.amount, words(row.below), words(asOf)] : words(empty);
  };
  const NOON = expect.stringMatching(/^12:00\sPM$/);

  it("shows what claude.ai shows of its extra usage", () => {
    expect(spend()).toEqual(["Extra usage", 62, null, "$12.40 of $20.00", NOON]);
    expect(spend({ currency: "JPY" })).toEqual(["Extra usage", 62, null, "¥1,240 of ¥2,000", NOON]);
  });

  it("says of an organization's total that it is nobody's own", () => {
    expect(spend({}, { isShared: true })).toEqual([
      "Extra usage, all members",
      62,
      null,
      "$12.40 of $20.00",
      NOON,
    ]);
  });

  it("takes null for no share, and not for nothing used", () => {
    expect(spend({ percent: null, limit: null })).toEqual([
      "Extra usage",
      null,
      "$12.40",
      "No limit set",
      NOON,
    ]);
    expect(spend({ percent: null, currency: null })).toBe("This plan has no limits to show");
  });

  it("says so where it has no extra usage either", () => {
    const usage = failedUsage("organization_without_windows", [OWNER]);
    const view = usageView(known({ answer: { at: NOW.toISOString(), usage } }), HOW, NOW);
    expect([words(view.empty), view.large, view.owner]).toEqual([
      "This plan has no limits to show",
      [],
      "First",
    ]);
  });
});

it("The extra usage of an organization says whose it is beside windows too", () => {
  const shown = (...labels: string[]) => {
    const windows = labels.map((label) => window(label, 5));
    const numbers = { ...numbersOf(), usage: readUsageOf(windows, [{ ...OWNER, isShared: true }]) };
    const { slim, more } = usageView(known({ answer: numbers, numbers }), HOW, NOW);
    return [...slim.map(({ name }) => words(name)), words(more)];
  };
  expect(shown("Extra usage")).toEqual(["Extra usage, all members", null]);
  expect(shown("Opus", "Haiku", "Extra usage")).toEqual(["Opus", "Haiku", "Extra usage, all members 5%"]);
});

describe("Where claude.ai can't be asked, the status", () => {
  const failed = (code: Parameters<typeof failureOf>[0], waits: Date | null | "asking") =>
    unreachedStatus(known({ answer: failureOf(code), waits }), NOW);

  it("says so in the failure's words, and when it is tried again", () => {
    expect(failed("claude_challenge", NOW)?.text.map(say)).toEqual([
      catalogue.failure.claude_challenge.next,
      expect.stringMatching(/^Next try at 12:00\sPM\.$/),
    ]);
    expect(failed("claude_timeout", "asking")?.text.at(-1)?.key).toBe("usage.asking");
  });

  it("gives no command that mends another program's network", () => {
    const status = failed("claude_offline", NOW);
    expect(status).toMatchObject({ tone: "warning", actions: [], text: [{ key: "usage.next_try" }] });
    expect(status?.command).toBeUndefined();
  });

  it("leaves to others what asking again can't change, and what is well", () => {
    expect(failed("session_refused", null)).toBeNull();
    expect(unreachedStatus("elsewhere", NOW)).toBeNull();
    const numbers = numbersOf(window("5h"));
    expect(unreachedStatus(known({ answer: numbers, numbers, waits: NOW }), NOW)).toBeNull();
  });
});
