/**
 * From claude.ai's answer to the windows of a plan, as OpenClaw 2026.9.6 reads them: the same labels, the same
 * order, the same leniency. A field that is new, null or of another type costs its own window and nothing else.
 */
import * as z from "zod/mini";

export const UsageWindow = z.object({
  /** `5h`, `Week`, or a model's name. */
  label: z.string(),
  /** 0 to 100. */
  usedPercent: z.number(),
  /** Milliseconds since the epoch; null where claude.ai names no time. */
  resetAt: z.nullable(z.number()),
});
export type UsageWindow = z.infer<typeof UsageWindow>;

/** claude.ai tells the same reset a little differently each time. */
const RESET_TOLERANCE_MS = 10 * 60_000;

/** An agent at work uses up some meanwhile. */
const PERCENT_TOLERANCE = 10;

// oxlint-disable promise/valid-params -- these catches are zod's, of no promise
const Time = z.catch(z.nullable(z.string()), null);
const Limit = z.object({ utilization: z.number(), resets_at: Time });
const OptionalLimit = z.catch(z.optional(Limit), undefined);
const Name = z.catch(z.optional(z.string()), undefined);

const ModelLimit = z.object({
  percent: z.number(),
  is_active: z.optional(z.unknown()),
  resets_at: Time,
  scope: z.object({ model: z.object({ id: Name, display_name: Name }) }),
});

const ExtraUsage = z.object({ is_enabled: z.literal(true), utilization: z.number() });

const Usage = z.object({
  five_hour: OptionalLimit,
  seven_day: OptionalLimit,
  seven_day_sonnet: OptionalLimit,
  seven_day_opus: OptionalLimit,
  limits: z.catch(z.array(z.unknown()), []),
  extra_usage: z.catch(z.optional(ExtraUsage), undefined),
});
// oxlint-enable promise/valid-params

/** @param answer of `/api/organizations/<uuid>/usage`. Empty for a plan without windows, and for anything else */
export function usageWindows(answer: unknown): UsageWindow[] {
  const parsed = Usage.safeParse(answer);
  if (!parsed.success) return [];
  const { five_hour, seven_day, seven_day_sonnet, seven_day_opus, limits, extra_usage } = parsed.data;
  const windows = new Map<string, UsageWindow>();
  const add = (label: string, percent: number, resetsAt: string | null) => {
    const name = label.toLowerCase();
    if (!windows.has(name)) windows.set(name, windowOf(label, percent, resetsAt));
  };
  if (five_hour) add("5h", five_hour.utilization, five_hour.resets_at);
  if (seven_day) add("Week", seven_day.utilization, seven_day.resets_at);
  // Of these two OpenClaw takes one, and without its time.
  if (seven_day_sonnet) add("Sonnet", seven_day_sonnet.utilization, null);
  else if (seven_day_opus) add("Opus", seven_day_opus.utilization, null);
  for (const entry of limits) {
    const limit = ModelLimit.safeParse(entry);
    if (!limit.success || limit.data.is_active === false) continue;
    const { display_name, id } = limit.data.scope.model;
    const label = display_name?.trim() || id?.trim();
    if (label) add(label, limit.data.percent, limit.data.resets_at);
  }
  const last = extra_usage ? [windowOf("Extra usage", extra_usage.utilization, null)] : [];
  return [...windows.values(), ...last];
}

/**
 * Whether two answers are of one plan, asked for some seconds apart: accounts differ in when their windows reset.
 * @param shown may have more windows than `expected`, never fewer
 */
export function isSamePlan(shown: readonly UsageWindow[], expected: readonly UsageWindow[]): boolean {
  return expected.every((window) => shown.some((other) => isSameWindow(window, other)));
}

const windowOf = (label: string, percent: number, resetsAt: string | null): UsageWindow => ({
  label,
  usedPercent: clamp(percent),
  resetAt: timeOf(resetsAt),
});

const clamp = (percent: number): number => Math.min(100, Math.max(0, percent));

function timeOf(text: string | null): number | null {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function isSameWindow(a: UsageWindow, b: UsageWindow): boolean {
  if (a.label !== b.label || Math.abs(a.usedPercent - b.usedPercent) > PERCENT_TOLERANCE) return false;
  return a.resetAt === null || b.resetAt === null || isSameReset(a.resetAt, b.resetAt);
}

/** Whether two answers name one reset. */
export const isSameReset = (a: number, b: number): boolean => Math.abs(a - b) <= RESET_TOLERANCE_MS;
