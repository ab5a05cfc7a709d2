import { expect, it } from "vitest";
import { PlanFields, planName, PlanNumbers } from "../../../../src/core/claude/plan.ts";

const MAX = ["chat", "claude_max"];
const TEAM = ["chat", "raven"];

it.each<[fields: object, plan: string | null]>([
  [{ capabilities: MAX, rate_limit_tier: "default_claude_max_5x" }, "Max (5x)"],
  [{ capabilities: MAX, rate_limit_tier: "default_claude_max_20x" }, "Max (20x)"],
  [{ capabilities: MAX, rate_limit_tier: "of_tomorrow" }, "Max"],
  [{ capabilities: MAX, rate_limit_tier: 7 }, "Max"],
  [{ capabilities: ["claude_pro", "chat"], rate_limit_tier: "default_claude_ai" }, "Pro"],
  [{ capabilities: TEAM, rate_limit_tier: "default_raven", raven_type: "team" }, "Team"],
  // A seat's tier is not the organization's plan.
  [{ capabilities: TEAM, rate_limit_tier: "default_claude_max_5x", raven_type: null }, "Team"],
  [{ capabilities: TEAM, raven_type: "enterprise" }, "Enterprise"],
  [{ capabilities: TEAM, rate_limit_tier: "default_raven_enterprise" }, "Enterprise"],
  [{ capabilities: ["chat"], rate_limit_tier: "default_claude_ai" }, "Free"],
  [{ capabilities: ["api", "api_individual"], rate_limit_tier: "auto_api_evaluation" }, null],
  [{ capabilities: "claude_max", rate_limit_tier: "default_claude_max_5x" }, null],
  [{}, null],
])("The plan of %j is %s", (fields, plan) => {
  expect(planName(PlanFields.parse(fields))).toBe(plan);
});

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
