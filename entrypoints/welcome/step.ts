/** Which step of the welcome page is due: a function of what is stored and granted, so that a reload loses nothing. */
import { allows, type Policy } from "../../src/extension/browser/policy.ts";
import { chosenPlace, type Grade, type Records, type Settings } from "../../src/extension/browser/records.ts";

/** Those of the third place are the ways: each connects in its own manner. */
export const PLACES = {
  consent: 1,
  target: 2,
  gateway: 3,
  companion: 3,
  clipboard: 3,
  picked: 3,
  proof: 4,
} as const;

export type WelcomeStep = keyof typeof PLACES;

export interface SetupFacts {
  consent: Grade | null;
  claudePermission: boolean;
  nativePermission: boolean;
  settings: Settings;
  /** See `isConnected`. */
  connected: boolean;
  policy: Policy;
}

/** The key stands in the chosen place, and OpenClaw reads it there; or the numbers are in the chosen gateway. */
export const isConnected = ({
  consent,
  settings,
  lastExport,
  state,
  numbers,
}: Pick<Records, "consent" | "settings" | "lastExport" | "state" | "numbers">): boolean => {
  const place = chosenPlace(settings);
  if (consent?.grade === "numbers") return place?.kind === "gateway" && numbers.sent?.id === place.id;
  return place !== null && lastExport?.id === place.id && state.trouble?.code !== "not_effective";
};

const GATEWAY_WANTED: readonly string[] = ["target", "gateway", "pairing", "companion", "picked"];

const WAYS: Readonly<Record<string, Settings["target"]>> = {
  gateway: "gateway",
  pairing: "gateway",
  companion: "companion",
  picked: "picked",
};

/** @param wanted a step that a page leads back to; it is shown where consent and the choices so far allow it */
export function welcomeStep(facts: SetupFacts, wanted: string): WelcomeStep {
  const { consent, claudePermission, nativePermission, settings, connected, policy } = facts;
  const { target } = settings;
  if (!consent || !claudePermission || wanted === "consent") return "consent";
  // Nothing else takes the numbers.
  if (consent === "numbers") return connected && !GATEWAY_WANTED.includes(wanted) ? "proof" : "gateway";
  if (Object.hasOwn(WAYS, wanted) && !allows(policy, WAYS[wanted]!)) return "target";
  if (wanted === "target" || wanted === "picked" || wanted === "gateway") return wanted;
  if (wanted === "pairing") return "gateway";
  if (wanted === "companion" && nativePermission) return "companion";
  if (target === null) return "target";
  if (target === "clipboard") return wanted === "proof" ? "proof" : "clipboard";
  if (target === "picked" || target === "gateway") return connected ? "proof" : target;
  if (!nativePermission) return "target";
  return connected ? "proof" : "companion";
}
