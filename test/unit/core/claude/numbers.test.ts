import { expect, it } from "vitest";
import { PlanNumbers } from "../../../../src/core/claude/plan-numbers.ts";

const NUMBERS = { organization: "First", plan: "Pro", windows: [], ageMs: 0 };
const WINDOW = { label: "5h", usedPercent: 41, resetAt: null };
const windowsOf = (count: number) => ({ ...NUMBERS, windows: Array.from({ length: count }, () => WINDOW) });
const withWindow = (change: object) => ({ ...NUMBERS, windows: [{ ...WINDOW, ...change }] });

it.each<[what: string, numbers: object, isTaken: boolean]>([
  ["no windows", NUMBERS, true],
  ["no names", { ...NUMBERS, organization: null, plan: null }, true],
  ["a full window", withWindow({ usedPercent: 100, resetAt: 1 }), true],
  ["16 windows", windowsOf(16), true],
  ["17 windows", windowsOf(17), false],
  ["more than all used", withWindow({ usedPercent: 100.1 }), false],
  ["less than nothing", withWindow({ usedPercent: -1 }), false],
  ["a label of a page's length", withWindow({ label: "x".repeat(101) }), false],
  ["a name of a page's length", { ...NUMBERS, organization: "x".repeat(101) }, false],
  ["a time to come", { ...NUMBERS, ageMs: -1 }, false],
  ["an age without end", { ...NUMBERS, ageMs: Infinity }, false],
])("Numbers with %s are judged as they should be", (_, numbers, isTaken) => {
  expect(PlanNumbers.safeParse(numbers).success).toBe(isTaken);
});
