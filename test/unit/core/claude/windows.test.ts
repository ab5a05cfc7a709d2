import fc from "fast-check";
import { expect, it } from "vitest";
import { isSamePlan, usageWindows } from "../../../../src/core/claude/windows.ts";
import { windowsByOpenClaw } from "../../../helpers/openclaw-usage.ts";
import { usageAnswers } from "../../../helpers/usage-answers.ts";

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

it("The windows are those that OpenClaw shows, in its order", () => {
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

const OPUS = { seven_day_opus: used(9) };
const models = (...limits: unknown[]) => ({ limits });

it.each<[what: string, answer: unknown, windows: unknown[]]>([
  ["Sonnet's week before that of Opus", { ...OPUS, seven_day_sonnet: used(8) }, [["Sonnet", 8, null]]],
  ["Opus beside a Sonnet without a number", { ...OPUS, seven_day_sonnet: used("8") }, [["Opus", 9, null]]],
  [
    "a model that the plan has already",
    { seven_day: used(66), limits: [limit(1, { display_name: "week" })] },
    [["Week", 66, AT]],
  ],
  ["a model that is not active", models(limit(1, { display_name: "Haiku" }, { is_active: false })), []],
  [
    "a model with a number and an id only",
    models({ percent: 1, scope: { model: { id: " x " } } }),
    [["x", 1, null]],
  ],
  ["the second of a name", models(limit(1), limit(2, { display_name: "hAIKU" })), [["Haiku", 1, AT]]],
  ["a blank name before an id", models(limit(1, { display_name: "  ", id: "x" })), [["x", 1, AT]]],
  ["a model without a name", models(limit(1, {}), limit(1, { display_name: 7, id: [] })), []],
  ["a model without a number", models(limit("1"), limit(null)), []],
  [
    "junk between models",
    models(null, 7, [[]], limit(1), {}, { percent: 1, scope: null }),
    [["Haiku", 1, AT]],
  ],
  ["no list of models", { limits: { 0: limit(1) } }, []],
  ["extra usage that is off", { extra_usage: { is_enabled: false, utilization: 5 } }, []],
  ["extra usage that is not quite on", { extra_usage: { is_enabled: "true", utilization: 5 } }, []],
  ["a number and no more", { five_hour: { utilization: 41 } }, [["5h", 41, null]]],
  ["less than nothing", { five_hour: used(-5) }, [["5h", 0, AT]]],
  ["more than all", { five_hour: used(1e308) }, [["5h", 100, AT]]],
  ["half a percent", { five_hour: used(41.5) }, [["5h", 41.5, AT]]],
  ["a number without an end", { five_hour: used(Number.POSITIVE_INFINITY) }, []],
  ["a reset in words", { five_hour: used(1, "soon") }, [["5h", 1, null]]],
  ["a reset in numbers", { five_hour: used(1, 7) }, [["5h", 1, null]]],
  ["a reset after the last day", { five_hour: used(1, "+275761-01-01T00:00:00Z") }, [["5h", 1, null]]],
  ["null in every place", { five_hour: null, seven_day: null, limits: null, extra_usage: null }, []],
  ["null", null, []],
  ["a page", "<!doctype html>", []],
  ["a prototype", JSON.parse('{"__proto__":{"five_hour":{"utilization":1}}}'), []],
])("The windows take %s for what it is", (_, answer, windows) => {
  expect(shown(answer)).toEqual(windows);
});

it("The windows of 20,000 models are read without delay", () => {
  const limits = Array.from({ length: 20_000 }, (_, number) => limit(1, { id: `model-${number}` }));
  const start = performance.now();
  expect(usageWindows({ limits })).toHaveLength(20_000);
  expect(performance.now() - start).toBeLessThan(2_000);
});

it("Whatever comes is read as OpenClaw does, within bounds, and nothing is thrown", () => {
  let withWindows = 0;
  fc.assert(
    fc.property(usageAnswers, (answer) => {
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
])("Whether two answers are of one plan is %s for %s", (same, _, answer) => {
  expect(isSamePlan(answer, PLAN)).toBe(same);
});
