/**
 * The plugin's own row in OpenClaw's usage: `usage.status`, the Control UI, `openclaw status --usage`. OpenClaw asks for
 * it where the marker variable is set, and shows the summary from 2026.7.35 on, where there are rows of plugins at all.
 */
import type { UsageSnapshot } from "../api.ts";
import type { Place } from "../paths.ts";
import { sdk } from "../sdk.ts";
import { inOneLine } from "../../openclaw/words/words.ts";
import { phrase, speakTo } from "../words.ts";
import { clockOf, type Clock } from "./clock.ts";
import { ROW, ROW_NAME } from "./register.ts";
import { planState, type PlanState } from "./state.ts";
import { notes } from "./told.ts";

/** @returns null for no row */
export async function usageRow(
  place: Place,
  config: unknown,
  openclaw: typeof sdk = sdk,
): Promise<UsageSnapshot | null> {
  await speakTo(place);
  const state = await planState(place, config, openclaw);
  return state.isUnused ? null : rowOf(state, clockOf(config));
}

function rowOf({ told, trouble }: PlanState, clock: Clock): UsageSnapshot {
  const row = { provider: ROW, displayName: ROW_NAME, windows: [] };
  if (!told) return { ...row, ...(trouble === null ? {} : { error: trouble }) };
  const { plan, organization, windows } = told;
  const summary = [
    ...(organization === null ? [] : [phrase("plan_organization", { name: organization })]),
    ...notes(told, clock),
    ...(trouble === null ? [] : [trouble]),
  ];
  return {
    ...row,
    ...(plan === null ? {} : { plan }),
    windows: windows.map(({ label, usedPercent, resetAt }) => ({
      label,
      usedPercent,
      resetAt: resetAt ?? undefined,
    })),
    summary: inOneLine(summary),
  };
}
