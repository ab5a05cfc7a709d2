import { expect, it } from "vitest";
import { isSamePlan } from "../../../../src/core/claude/same-plan.ts";

const HOUR_MS = 3_600_000;
const WEEK = { label: "Week", usedPercent: 66, resetAt: 100 * HOUR_MS };
const PLAN = [{ label: "5h", usedPercent: 41, resetAt: 3 * HOUR_MS }, WEEK];

it.each([
  ["the very same", PLAN],
  ["in another order, with one more", [WEEK, { ...WEEK, label: "Opus" }, PLAN[0]!]],
  ["a little later", PLAN.map((window) => ({ ...window, usedPercent: window.usedPercent + 3 }))],
  [
    "with times that differ by a minute",
    PLAN.map((window) => ({ ...window, resetAt: window.resetAt + 60_000 })),
  ],
  ["without times", PLAN.map((window) => ({ ...window, resetAt: null }))],
])("is one plan's answer: %s", (_, shown) => {
  expect(isSamePlan(shown, PLAN)).toBe(true);
});

it.each([
  ["other numbers", PLAN.map((window) => ({ ...window, usedPercent: 3 }))],
  ["other times", PLAN.map((window) => ({ ...window, resetAt: window.resetAt + HOUR_MS }))],
  ["a window less", [WEEK]],
  ["nothing", []],
])("is another's: %s", (_, shown) => {
  expect(isSamePlan(shown, PLAN)).toBe(false);
});
