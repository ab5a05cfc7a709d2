/** A gateway's files with a paired browser in them, and numbers that it has sent, for tests of what is shown of them. */
import path from "node:path";
import type { PlanNumbers } from "../../src/core/claude/plan-numbers.ts";
import { addBrowser } from "../../src/plugin/pairings.ts";
import type { Place } from "../../src/plugin/paths.ts";
import { keepNumbers } from "../../src/plugin/plan/numbers.ts";
import { openClawHome } from "./openclaw-home.ts";
import { newProcess } from "./plugin-gateway.ts";

/** The browser's. */
export const BY = "ab".repeat(16);

export const HOUR_MS = 3_600_000;

/** @param isPaired with one browser, `BY` */
export async function planPlace({ isPaired = true } = {}): Promise<Place> {
  newProcess();
  const { paths } = openClawHome();
  const state = path.dirname(paths.dotenv);
  const browser = {
    id: BY,
    secret: "00".repeat(32),
    origin: `chrome-extension://${"a".repeat(32)}`,
    since: 0,
    code: "cd".repeat(16),
  };
  if (isPaired) await addBrowser(state, browser, async () => true);
  return { paths: { ...paths, state }, environment: {}, openclaw: () => "2026.9.6" };
}

/** As the browser sends them. */
export const planNumbers = (changes: Partial<PlanNumbers> = {}): PlanNumbers => ({
  organization: "Home",
  plan: "Max (20x)",
  windows: [{ label: "5h", usedPercent: 41, resetAt: null }],
  ageMs: 0,
  ...changes,
});

export async function sendNumbers(place: Place, changes: Partial<PlanNumbers> = {}): Promise<void> {
  const sent = await keepNumbers(place, { numbers: planNumbers(changes), by: BY });
  if (!sent.ok) throw new Error(sent.code);
}
