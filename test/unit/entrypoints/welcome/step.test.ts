import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../../src/extension/browser/records.ts";
import { welcomeStep } from "../../../../entrypoints/welcome/step.ts";
import { PICKED } from "../../../helpers/fake-openclaw.ts";

const FILE = { kind: "config", id: "1".repeat(32), path: "/x" } as const;
const NOTHING = {
  consent: false,
  claudePermission: false,
  nativePermission: false,
  settings: DEFAULT_SETTINGS,
};
const AGREED = { ...NOTHING, consent: true, claudePermission: true };
const CLIPBOARD = { ...DEFAULT_SETTINGS, target: "clipboard" } as const;
const companion = (file: typeof FILE | null) => ({ ...DEFAULT_SETTINGS, target: "companion" as const, file });
const picked = (file: typeof PICKED | null) => ({
  ...DEFAULT_SETTINGS,
  target: "picked" as const,
  picked: file,
});
const SET_UP = { ...AGREED, nativePermission: true, settings: companion(FILE) };

it.each([
  ["at first", NOTHING, "", "consent"],
  ["with our record but without the browser's permission", { ...NOTHING, consent: true }, "", "consent"],
  ["with the permission but without our record", { ...NOTHING, claudePermission: true }, "", "consent"],
  ["after agreeing", AGREED, "", "target"],
  ["with the clipboard", { ...AGREED, settings: CLIPBOARD }, "", "ready"],
  ["with the companion, but no permission for it", { ...AGREED, settings: companion(null) }, "", "target"],
  ["with the companion", { ...SET_UP, settings: companion(null) }, "", "companion"],
  ["with the file", SET_UP, "", "ready"],
  ["back to the target", SET_UP, "target", "target"],
  ["back to the file", SET_UP, "companion", "companion"],
  ["back to the file without the permission", { ...SET_UP, nativePermission: false }, "companion", "target"],
  ["to the pick", AGREED, "picked", "picked"],
  ["with a file that is to be picked still", { ...AGREED, settings: picked(null) }, "", "picked"],
  ["with a picked file, whatever the companion may", { ...AGREED, settings: picked(PICKED) }, "", "ready"],
  ["to the pick without consent", NOTHING, "picked", "consent"],
  ["to a step without consent", NOTHING, "companion", "consent"],
  ["to a step that there is not", SET_UP, "nowhere", "ready"],
])("The welcome page's step %s is the right one", (_, facts, wanted, step) => {
  expect(welcomeStep(facts, wanted)).toBe(step);
});
