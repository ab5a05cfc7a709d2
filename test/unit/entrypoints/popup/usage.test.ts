import { beforeAll, describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import type { Usage } from "../../../../src/core/claude/usage.ts";
import type { UsageWindow } from "../../../../src/core/claude/windows.ts";
import type { UsageAnswer } from "../../../../src/extension/browser/records.ts";
import { say, type Message } from "../../../../src/extension/ui/words.ts";
import type { PlanUsage } from "../../../../src/extension/usage/plan-usage.ts";
import { unreachedStatus, usageView } from "../../../../entrypoints/popup/usage.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

/** A Wednesday, at noon wherever this runs. */
const NOW = new Date(2026, 6, 1, 12);
const after = (hours: number) => NOW.getTime() + hours * 3_600_000;
const OWNER = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };

const window = (label: string, usedPercent = 41, resetAt: number | null = null): UsageWindow => ({
  label,
  usedPercent,
  resetAt,
});
const numbersOf = (...windows: UsageWindow[]): UsageAnswer => ({
  at: new Date(after(-1)).toISOString(),
  usage: { ok: true, organizations: [OWNER], windows },
});
const failureOf = (code: (Usage & { ok: false })["code"]): UsageAnswer => ({
  at: NOW.toISOString(),
  usage: { ok: false, code, organizations: [] },
});
const known = (changes: Partial<Exclude<PlanUsage, "elsewhere">>): PlanUsage => ({
  answer: null,
  numbers: null,
  activeId: null,
  waits: null,
  ...changes,
});
const answered = (...windows: UsageWindow[]) => {
  const numbers = numbersOf(...windows);
  // As they come from the storage: equal, and not the same.
  return usageView(known({ answer: structuredClone(numbers), numbers }), NOW);
};
const old = (...windows: UsageWindow[]) =>
  usageView(known({ answer: failureOf("claude_offline"), numbers: numbersOf(...windows), waits: NOW }), NOW);
const words = (name: string | Message | null) => (typeof name === "object" && name ? say(name) : name);

beforeAll(useEnglish);

describe("The plan's windows", () => {
  it("are large where every plan has them, and one line each where they are a model's", () => {
    const { large, slim, more, empty, owner, asOf, isOld } = answered(
      window("5h", 41.4, after(2.3)),
      window("Week", 66.5, after(72)),
      window("Opus", 12),
    );
    expect(large.map(({ name, percent, resets }) => [words(name), percent, words(resets)])).toEqual([
      ["5-hour limit", 41, "Resets in 2 hr 18 min"],
      ["Weekly limit", 67, expect.stringMatching(/^Resets Sat 12:00\sPM$/)],
    ]);
    expect(slim).toMatchObject([{ name: "Opus", percent: 12, resets: null }]);
    expect({ more, empty, owner, isOld }).toEqual({ more: null, empty: null, owner: "First", isOld: false });
    expect(words(asOf)).toMatch(/^11:00\sAM$/);
  });

  it("tell of those that find no room beside Details", () => {
    const { slim, more } = answered(...["Opus", "Sonnet", "Haiku", "Fable"].map((label) => window(label)));
    expect(slim.map(({ name }) => name)).toEqual(["Opus", "Sonnet"]);
    expect(words(more)).toBe("Haiku 41% and Fable 41%");
  });

  it.each([
    [89.9, false],
    [90, true],
    [100, true],
  ])("draw the eye to what is nearly full: %d", (usedPercent, nearlyFull) => {
    expect(answered(window("5h", usedPercent)).large[0]).toMatchObject({ nearlyFull });
  });

  it("stay where claude.ai can't be asked, as old ones that name their time, without a verdict", () => {
    const view = old(window("5h", 95, after(2)), window("Week", 1, after(-0.5)));
    expect(view).toMatchObject({ isOld: true, owner: "First", large: [{ nearlyFull: false }, {}] });
    expect(words(view.asOf)).toMatch(/^Old: from 11:00\sAM$/);
    expect(words(view.large[0]!.resets)).toMatch(/^Resets 2:00\sPM$/);
    expect(words(view.large[1]!.resets)).toMatch(/^Reset at 11:30\sAM$/);
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
    ["claude.ai would take us for somebody else", "elsewhere", /^No numbers for this sign-in/, false],
    ["it must not be asked yet", known({ waits: NOW }), /^Asked just now, next at 12:00\sPM$/, false],
    ["there are none", known({ answer: failureOf("organization_without_windows") }), /^No numbers/, false],
    ["earlier ones are there", known({ numbers: numbersOf(window("5h")), waits: "asking" }), null, true],
  ])("give their room to a word while %s", (_, usage, empty, busy) => {
    const view = usageView(usage, NOW);
    expect(view.busy).toBe(busy);
    if (empty === null) expect(view).toMatchObject({ empty, large: [{ percent: 41 }], isOld: false });
    else expect(words(view.empty)).toMatch(empty);
  });
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
