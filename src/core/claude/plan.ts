/** What claude.ai calls the plan of an organization. */
import * as z from "zod/mini";

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

/** Null where its fields don't say: a made-up name would be worse than none. */
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
