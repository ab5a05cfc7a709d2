/** Which part of the welcome page is due: a function of what is stored and granted, so that a reload loses nothing. */
import type { Settings } from "../../src/extension/browser/records.ts";

export type WelcomeStep = "consent" | "target" | "companion" | "picked" | "ready";

export interface SetupFacts {
  consent: boolean;
  claudePermission: boolean;
  nativePermission: boolean;
  settings: Settings;
}

/** @param wanted a step that another page leads back to; it is shown where consent allows it */
export function welcomeStep(
  { consent, claudePermission, nativePermission, settings }: SetupFacts,
  wanted: string,
): WelcomeStep {
  if (!consent || !claudePermission) return "consent";
  if (wanted === "target" || wanted === "picked") return wanted;
  if (wanted === "companion" && nativePermission) return "companion";
  if (settings.target === null) return "target";
  if (settings.target === "clipboard") return "ready";
  if (settings.target === "picked") return settings.picked === null ? "picked" : "ready";
  if (!nativePermission) return "target";
  return settings.file === null ? "companion" : "ready";
}
