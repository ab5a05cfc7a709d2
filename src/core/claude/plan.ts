/** What a browser has read of a plan: its name, and the numbers that go to a gateway. */
import * as z from "zod/mini";
import { UsageWindow } from "./windows.ts";

/** More than any plan has; claude.ai's answer has no bound of its own. */
export const MAX_WINDOWS = 16;

/** Characters of a name or a label that are handed on. */
export const MAX_WORDS = 100;

const Words = z.string().check(z.maxLength(MAX_WORDS));

/** The furthest that a date can be from 1970; whoever shows a later one as a time throws. */
const FURTHEST_MS = 8.64e15;
const Time = z.number().check(z.minimum(-FURTHEST_MS), z.maximum(FURTHEST_MS));

export const PlanNumbers = z.object({
  /** The organization's name; null where claude.ai tells none. */
  organization: z.nullable(Words),
  /** As `planName` has it; null where it can't be told. */
  plan: z.nullable(Words),
  /** Empty for a plan without windows. */
  windows: z
    .array(
      z.extend(UsageWindow, {
        label: Words,
        usedPercent: z.number().check(z.minimum(0), z.maximum(100)),
        resetAt: z.nullable(Time),
      }),
    )
    .check(z.maxLength(MAX_WINDOWS)),
  /** How old they were when they were sent, in milliseconds: two machines' clocks need not agree. */
  ageMs: Time.check(z.minimum(0)),
});
export type PlanNumbers = z.infer<typeof PlanNumbers>;

// oxlint-disable promise/valid-params -- these catches are zod's, of no promise
/** What claude.ai's list says of an organization's plan; a field of another type counts as missing. */
export const PlanFields = z.object({
  capabilities: z.catch(z.array(z.unknown()), []),
  rate_limit_tier: z.catch(z.string(), ""),
  /** Of those whose capability is `raven`: organizations with members. */
  raven_type: z.catch(z.string(), ""),
});
// oxlint-enable promise/valid-params
type PlanFields = z.infer<typeof PlanFields>;

/** What claude.ai calls the plan. Null where its fields don't say: a made-up name would be worse than none. */
export function planName({ capabilities, rate_limit_tier, raven_type }: PlanFields): string | null {
  if (capabilities.includes("raven"))
    return raven_type === "enterprise" || rate_limit_tier.includes("enterprise") ? "Enterprise" : "Team";
  if (capabilities.includes("claude_max")) {
    const times = /claude_max_(\d{1,3}x)$/.exec(rate_limit_tier)?.[1];
    return times === undefined ? "Max" : `Max (${times})`;
  }
  if (capabilities.includes("claude_pro")) return "Pro";
  return capabilities.includes("chat") ? "Free" : null;
}
