import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSamePlan, usageWindows } from "../../../../src/core/claude/windows.ts";
import { windowsByOpenClaw } from "../../../helpers/openclaw-usage.ts";

const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 10_000);

const RESET = "2026-07-01T12:00:00+00:00";
const AT = Date.parse(RESET);

const limit = (percent: unknown, model: object = { display_name: "Haiku" }, more: object = {}) => ({
  percent,
  is_active: true,
  resets_at: RESET,
  scope: { model },
  ...more,
});
const used = (utilization: unknown, resets_at: unknown = RESET) => ({ utilization, resets_at });
const shown = (answer: unknown) =>
  usageWindows(answer).map(({ label, usedPercent, resetAt }) => [label, usedPercent, resetAt]);

describe("usageWindows", () => {
  it("has every window that OpenClaw shows, in its order", () => {
    const answer = {
      extra_usage: { is_enabled: true, utilization: 5 },
      limits: [limit(12), limit(13, { display_name: "Fable" })],
      seven_day_opus: used(9),
      seven_day: used(66),
      five_hour: used(41),
    };
    expect(shown(answer)).toEqual([
      ["5h", 41, AT],
      ["Week", 66, AT],
      ["Opus", 9, null],
      ["Haiku", 12, AT],
      ["Fable", 13, AT],
      ["Extra usage", 5, null],
    ]);
  });

  it("takes Sonnet's week before that of Opus, and neither's time", () => {
    expect(shown({ seven_day_opus: used(9), seven_day_sonnet: used(8) })).toEqual([["Sonnet", 8, null]]);
    expect(shown({ seven_day_opus: used(9), seven_day_sonnet: used("8") })).toEqual([["Opus", 9, null]]);
    expect(shown({ seven_day_opus: used(9), seven_day_sonnet: null })).toEqual([["Opus", 9, null]]);
  });

  it.each<[what: string, limits: unknown, labels: string[]]>([
    ["one that is not active", [limit(1, { display_name: "Haiku" }, { is_active: false })], []],
    ["one with a number and a name only", [{ percent: 1, scope: { model: { id: "Haiku" } } }], ["Haiku"]],
    ["the second of a name, in whatever case", [limit(1), limit(2, { display_name: "hAIKU" })], ["Haiku"]],
    ["one with an id only", [limit(1, { id: " claude-x " })], ["claude-x"]],
    ["one with an empty name", [limit(1, { display_name: "  ", id: "claude-x" })], ["claude-x"]],
    ["one without any name", [limit(1, {}), limit(1, { display_name: 7, id: [] })], []],
    ["one without a model", [{ percent: 1, scope: {} }, { percent: 1 }, { percent: 1, scope: null }], []],
    ["one without a number", [limit("1"), limit(null)], []],
    ["junk between", [null, 7, "x", [[]], limit(1), {}], ["Haiku"]],
    ["no list", { 0: limit(1) }, []],
  ])("reads of the models' limits: %s", (_, limits, labels) => {
    expect(usageWindows({ limits }).map(({ label }) => label)).toEqual(labels);
  });

  it("shows a model only once where the plan has it already", () => {
    const limits = [limit(1, { display_name: "week" }), limit(2, { display_name: "SONNET" })];
    expect(shown({ seven_day: used(66), seven_day_sonnet: used(8), limits })).toEqual([
      ["Week", 66, AT],
      ["Sonnet", 8, null],
    ]);
  });

  it.each<[what: string, answer: unknown, windows: unknown[]]>([
    ["extra usage that is off", { extra_usage: { is_enabled: false, utilization: 5 } }, []],
    ["extra usage that is not quite on", { extra_usage: { is_enabled: "true", utilization: 5 } }, []],
    ["extra usage without a number", { extra_usage: { is_enabled: true, utilization: null } }, []],
    ["extra usage that is null", { extra_usage: null }, []],
    ["a number and no more", { five_hour: { utilization: 41 } }, [["5h", 41, null]]],
    ["less than nothing", { five_hour: used(-5) }, [["5h", 0, AT]]],
    ["more than all", { five_hour: used(1e308) }, [["5h", 100, AT]]],
    ["half a percent", { five_hour: used(41.5) }, [["5h", 41.5, AT]]],
    ["not a number", { five_hour: used(Number.NaN) }, []],
    ["a number without an end", { five_hour: used(Number.POSITIVE_INFINITY) }, []],
    ["a reset that is null", { five_hour: used(1, null) }, [["5h", 1, null]]],
    ["a reset in words", { five_hour: used(1, "soon") }, [["5h", 1, null]]],
    ["an empty reset", { five_hour: used(1, "") }, [["5h", 1, null]]],
    ["a reset in numbers", { five_hour: used(1, 7) }, [["5h", 1, null]]],
    ["a reset after the last day", { five_hour: used(1, "+275761-01-01T00:00:00Z") }, [["5h", 1, null]]],
    ["null windows", { five_hour: null, seven_day: null, limits: null, extra_usage: null }, []],
    ["nothing", {}, []],
    ["null", null, []],
    ["a list", [], []],
    ["a number alone", 7, []],
    ["a page", "<!doctype html>", []],
    ["a prototype", JSON.parse('{"__proto__":{"five_hour":{"utilization":1}}}'), []],
  ])("takes %s for what it is", (_, answer, windows) => {
    expect(shown(answer)).toEqual(windows);
  });

  it("reads 20,000 models without delay", () => {
    const limits = Array.from({ length: 20_000 }, (_, number) => limit(1, { id: `model-${number}` }));
    const start = performance.now();
    expect(usageWindows({ limits })).toHaveLength(20_000);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

/** Like the real answer, with anything at all in any place. */
const NO_NUMBERS = [null, undefined, "", [], {}, 1e308, -1e308, Number.NaN, Infinity, "41", true];
const junk = fc.oneof({ weight: 3, arbitrary: fc.jsonValue() }, fc.constantFrom(...NO_NUMBERS));
const percent = fc.oneof({ weight: 4, arbitrary: fc.double({ min: -50, max: 150 }) }, junk);
const time = fc.oneof(
  { weight: 2, arbitrary: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()) },
  fc.constantFrom(RESET, "soon", "1", null),
  junk,
);
const field = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary }, junk);
const NAMES = ["Haiku", "haiku", "5H", "Week", "Opus", "Extra usage", " ", "<b>x</b>", "__proto__", "\ud800"];
const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: "grapheme" }));
const record = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  field(fc.record(fields, { requiredKeys: [] }));
const usedAnyhow = record({ utilization: percent, resets_at: time, more: junk });
const anyLimit = record({
  percent,
  is_active: field(fc.boolean()),
  resets_at: time,
  scope: record({ model: record({ id: field(name), display_name: field(name) }) }),
});
const answers = record({
  five_hour: usedAnyhow,
  seven_day: usedAnyhow,
  seven_day_sonnet: usedAnyhow,
  seven_day_opus: usedAnyhow,
  limits: field(fc.array(anyLimit, { maxLength: 6 })),
  extra_usage: record({ is_enabled: field(fc.boolean()), utilization: percent }),
  ["__proto__"]: junk,
  of_tomorrow: junk,
});

it("reads whatever comes as OpenClaw does, within bounds, and never throws", () => {
  let withWindows = 0;
  fc.assert(
    fc.property(answers, (answer) => {
      const windows = usageWindows(answer);
      if (windows.length > 1) withWindows++;
      for (const { label, usedPercent, resetAt } of windows) {
        expect(label.trim()).not.toBe("");
        expect(usedPercent >= 0 && usedPercent <= 100).toBe(true);
        expect(resetAt === null || Number.isFinite(resetAt)).toBe(true);
      }
      expect(windows).toEqual(windowsByOpenClaw(answer));
    }),
    { numRuns: RUNS },
  );
  expect(withWindows, "the answers made up were of use").toBeGreaterThan(RUNS / 4);
});

describe("isSamePlan", () => {
  const HOUR_MS = 3_600_000;
  const WEEK = { label: "Week", usedPercent: 66, resetAt: 100 * HOUR_MS };
  const PLAN = [{ label: "5h", usedPercent: 41, resetAt: 3 * HOUR_MS }, WEEK];
  const later = (ms: number) => PLAN.map((window) => ({ ...window, resetAt: window.resetAt + ms }));

  it.each([
    [true, "the very same", PLAN],
    [true, "another order, with one more", [WEEK, { ...WEEK, label: "Opus" }, PLAN[0]!]],
    [true, "a little later", PLAN.map((window) => ({ ...window, usedPercent: window.usedPercent + 3 }))],
    [true, "times that differ by a minute", later(60_000)],
    [true, "no times", PLAN.map((window) => ({ ...window, resetAt: null }))],
    [false, "other numbers", PLAN.map((window) => ({ ...window, usedPercent: 3 }))],
    [false, "other times", later(HOUR_MS)],
    [false, "a window less", [WEEK]],
    [false, "nothing", []],
  ])("is %s for %s", (same, _, answer) => {
    expect(isSamePlan(answer, PLAN)).toBe(same);
  });
});
