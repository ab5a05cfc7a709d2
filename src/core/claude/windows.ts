/**
 * From claude.ai's answer to the windows of a plan, as OpenClaw 2026.9.6 reads them: the same labels, the same
 * order, the same leniency. A field that is new, null or of another type costs its own window and nothing else.
 */
import * as v from "valibot";
import { Finite, shaped } from "../messages/shapes.ts";

export const UsageWindow = v.object({
  /** `5h`, `Week`, or a model's name. */
  label: v.string(),
  /** 0 to 100. */
  usedPercent: Finite,
  /** Milliseconds since the epoch; null where claude.ai names no time. */
  resetAt: v.nullable(Finite),
});
export type UsageWindow = v.InferOutput<typeof UsageWindow>;

const RESET_TOLERANCE_MS = 10 * 60_000;

/** An agent at work uses up some meanwhile. */
const PERCENT_TOLERANCE = 10;

const Time = v.fallback(v.nullable(v.string()), null);
const Limit = v.object({ utilization: Finite, resets_at: Time });
const OptionalLimit = v.fallback(v.optional(Limit), undefined);
const Name = v.fallback(v.optional(v.string()), undefined);

const ModelLimit = v.object({
  percent: Finite,
  is_active: v.optional(v.unknown()),
  resets_at: Time,
  scope: v.object({ model: v.object({ id: Name, display_name: Name }) }),
});

const ExtraUsage = v.object({ is_enabled: v.literal(true), utilization: Finite });

const Usage = v.object({
  five_hour: OptionalLimit,
  seven_day: OptionalLimit,
  seven_day_sonnet: OptionalLimit,
  seven_day_opus: OptionalLimit,
  limits: v.fallback(v.array(v.unknown()), []),
  extra_usage: v.fallback(v.optional(ExtraUsage), undefined),
});

/** @param answer of `/api/organizations/<uuid>/usage`. Empty for a plan without windows, and for anything else */
export function usageWindows(answer: unknown): UsageWindow[] {
  const usage = shaped(Usage, answer);
  if (!usage) return [];
  const { five_hour, seven_day, seven_day_sonnet, seven_day_opus, limits, extra_usage } = usage;
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
    const limit = shaped(ModelLimit, entry);
    if (!limit || limit.is_active === false) continue;
    const { display_name, id } = limit.scope.model;
    const label = display_name?.trim() || id?.trim();
    if (label) add(label, limit.percent, limit.resets_at);
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
  if (a.resetAt === null || b.resetAt === null) return true;
  return Math.abs(a.resetAt - b.resetAt) <= RESET_TOLERANCE_MS;
}
