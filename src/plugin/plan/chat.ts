/** What a chat answers to `/plan`, at once and without a model; and what the tool tells an agent. */
import type { Place } from "../paths.ts";
import { sdk } from "../sdk.ts";
import { phrase, speakTo } from "../words.ts";
import { clockOf, type Clock } from "./clock.ts";
import { planState, type PlanState } from "./state.ts";
import { notes, windowWords, type Told } from "./told.ts";

/** @param config OpenClaw's */
export async function planText(place: Place, config: unknown, openclaw: typeof sdk = sdk): Promise<string> {
  await speakTo(place);
  const state = await planState(place, config, openclaw);
  return planLines(state, clockOf(config)).join("\n");
}

/** For a terminal as well. */
export function planLines({ told, trouble }: PlanState, clock: Clock): string[] {
  const numbers = told
    ? [titleOf(told), ...told.windows.map((window) => windowWords(window, clock)), ...notes(told, clock)]
    : [];
  return trouble === null ? numbers : [...numbers, trouble];
}

function titleOf({ plan, organization }: Told): string {
  const title = plan === null ? phrase("plan_title") : phrase("plan_title_plan", { plan });
  return organization === null ? title : phrase("plan_title_organization", { title, name: organization });
}
