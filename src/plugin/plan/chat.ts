/**
 * What a chat answers to `/plan`, at once and without a model; and what the tool tells an agent. Names are somebody
 * else's words there: a chat must not take them for a mention, a link or a file to attach, nor an agent for an order.
 */
import type { UsageWindow } from "../../core/claude/windows.ts";
import type { Place } from "../paths.ts";
import { sdk } from "../sdk.ts";
import { phrase, speakTo } from "../words.ts";
import { clockOf, type Clock } from "./clock.ts";
import { planState, type PlanState } from "./state.ts";
import { notes, windowWords, type Told } from "./told.ts";
import { named } from "./words.ts";

/** @param config OpenClaw's */
export async function planText(place: Place, config: unknown, openclaw: typeof sdk = sdk): Promise<string> {
  return linesFor(place, config, plain, openclaw);
}

/** An organization's name is whatever its administrators like, and of no use for a pace. */
export async function agentText(place: Place, config: unknown, openclaw: typeof sdk = sdk): Promise<string> {
  return linesFor(place, config, (told) => ({ ...plain(told), organization: null }), openclaw);
}

async function linesFor(
  place: Place,
  config: unknown,
  reworded: (told: Told) => Told,
  openclaw: typeof sdk,
): Promise<string> {
  await speakTo(place);
  const { told, ...state } = await planState(place, config, openclaw);
  return planLines({ ...state, told: told && reworded(told) }, clockOf(config)).join("\n");
}

/** Marks of chats, and OpenClaw's own: `MEDIA:` at a line's beginning attaches a file, `[[...]]` leads an answer elsewhere. */
const MARKS = /[\\`*_~|#<>@:[\]]/g;

const unmarked = (text: string): string => named(text.replaceAll(MARKS, " "));

function plain({ plan, organization, windows, reset, ...told }: Told): Told {
  const renamed = (window: UsageWindow) => ({ ...window, label: unmarked(window.label) });
  return {
    ...told,
    plan: plan && unmarked(plan),
    organization: organization && unmarked(organization),
    windows: windows.map(renamed),
    reset: reset.map(renamed),
  };
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
