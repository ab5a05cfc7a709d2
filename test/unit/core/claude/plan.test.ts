import { expect, it } from "vitest";
import { PlanFields, planName } from "../../../../src/core/claude/plan.ts";

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
