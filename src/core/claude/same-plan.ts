/** Whether two answers are of one plan, asked for some seconds apart: accounts differ in when their windows reset. */
import type { UsageWindow } from "./windows.ts";

const RESET_TOLERANCE_MS = 10 * 60_000;

/** An agent at work uses up some meanwhile. */
const PERCENT_TOLERANCE = 10;

export function isSamePlan(shown: readonly UsageWindow[], expected: readonly UsageWindow[]): boolean {
  return expected.every((window) => shown.some((other) => isSameWindow(window, other)));
}

function isSameWindow(a: UsageWindow, b: UsageWindow): boolean {
  if (a.label !== b.label || Math.abs(a.usedPercent - b.usedPercent) > PERCENT_TOLERANCE) return false;
  if (a.resetAt === null || b.resetAt === null) return true;
  return Math.abs(a.resetAt - b.resetAt) <= RESET_TOLERANCE_MS;
}
