/** Extra usage: what a plan may cost beyond its windows, or all of a plan that has none. */
import * as z from "zod/mini";

// oxlint-disable promise/valid-params -- these catches are zod's, of no promise
/** Null is unknown, or unlimited; never nothing. */
const Amount = z.catch(z.nullable(z.number()), null);

/** Stored as it is read: money in a currency's smallest unit, as claude.ai has it. */
export const Spend = z.object({
  used: Amount,
  limit: Amount,
  /** 0 to 100. */
  percent: Amount,
  /** ISO 4217; null where claude.ai names none. */
  currency: z.catch(z.nullable(z.string().check(z.regex(/^[A-Z]{3}$/))), null),
});
export type Spend = z.infer<typeof Spend>;

const Answer = z.object({
  extra_usage: z.object({
    is_enabled: z.literal(true),
    used_credits: Amount,
    monthly_limit: Amount,
    utilization: Amount,
    currency: Spend.shape.currency,
  }),
});
// oxlint-enable promise/valid-params

/** @param answer of `/api/organizations/<uuid>/usage`. Null where extra usage is off, or claude.ai says nothing of it */
export function spendIn(answer: unknown): Spend | null {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) return null;
  const { used_credits, monthly_limit, utilization, currency } = parsed.data.extra_usage;
  if (used_credits === null && utilization === null) return null;
  const percent = utilization === null ? null : Math.min(100, Math.max(0, utilization));
  return { used: used_credits, limit: monthly_limit, percent, currency };
}
