import { expect, it } from "vitest";
import { DEFAULT_SETTINGS, Records } from "../../../../src/extension/browser/records.ts";
import { isConnected, welcomeStep } from "../../../../entrypoints/welcome/step.ts";
import { GATEWAY } from "../../../helpers/fake-gateway.ts";
import { PICKED } from "../../../helpers/fake-openclaw.ts";

const FILE = { kind: "config", id: "1".repeat(32), path: "/x" } as const;
const NOTHING = {
  consent: null,
  claudePermission: false,
  nativePermission: false,
  settings: DEFAULT_SETTINGS,
  connected: false,
  policy: { ignored: [] },
};
const AGREED = { ...NOTHING, consent: "key" as const, claudePermission: true };
const CLIPBOARD = { ...AGREED, settings: { ...DEFAULT_SETTINGS, target: "clipboard" } as const };
const companion = (file: typeof FILE | null) => ({ ...DEFAULT_SETTINGS, target: "companion" as const, file });
const picked = { ...DEFAULT_SETTINGS, target: "picked", picked: PICKED } as const;
const gateway = { ...DEFAULT_SETTINGS, target: "gateway", gateway: GATEWAY } as const;
const TO_GATEWAY = { ...AGREED, settings: gateway };
const TO_PICKED = { ...AGREED, settings: picked };
const SET_UP = { ...AGREED, nativePermission: true, settings: companion(FILE) };
const only = (target: "companion" | "gateway" | "clipboard") => ({ policy: { target, ignored: [] } });
const CONNECTED = { ...SET_UP, connected: true };

it.each([
  ["at first", NOTHING, "", "consent"],
  [
    "with our record but without the browser's permission",
    { ...NOTHING, consent: "key" as const },
    "",
    "consent",
  ],
  ["with the permission but without our record", { ...NOTHING, claudePermission: true }, "", "consent"],
  ["after agreeing", AGREED, "", "target"],
  ["with the clipboard", CLIPBOARD, "", "clipboard"],
  ["with the clipboard, after the copy", CLIPBOARD, "proof", "proof"],
  ["with the companion, but no permission for it", { ...AGREED, settings: companion(null) }, "", "target"],
  ["with the companion", { ...SET_UP, settings: companion(null) }, "", "companion"],
  ["with the file", SET_UP, "", "companion"],
  ["with the file, led to what was not done", SET_UP, "proof", "companion"],
  ["with the key in it", CONNECTED, "", "proof"],
  ["back to the consent", CONNECTED, "consent", "consent"],
  ["back to the target", CONNECTED, "target", "target"],
  ["back to the file", CONNECTED, "companion", "companion"],
  ["from the clipboard to the file", { ...CLIPBOARD, nativePermission: true }, "companion", "companion"],
  [
    "back to the file without the permission",
    { ...CONNECTED, nativePermission: false },
    "companion",
    "target",
  ],
  ["to the pick", AGREED, "picked", "picked"],
  ["with a picked file", TO_PICKED, "", "picked"],
  ["with the key in a picked file", { ...TO_PICKED, connected: true }, "", "proof"],
  ["to the gateway", AGREED, "gateway", "gateway"],
  ["with a paired gateway", TO_GATEWAY, "", "gateway"],
  ["with the key in a paired gateway", { ...TO_GATEWAY, connected: true }, "", "proof"],
  ["back to the gateway", { ...TO_GATEWAY, connected: true }, "gateway", "gateway"],
  ["to another pairing", { ...TO_GATEWAY, connected: true }, "pairing", "gateway"],
  ["to the gateway without consent", NOTHING, "gateway", "consent"],
  ["to the pick without consent", NOTHING, "picked", "consent"],
  ["to a step without consent", NOTHING, "companion", "consent"],
  ["to the last step before a choice", AGREED, "proof", "target"],
  ["to the one way that is allowed", { ...AGREED, ...only("gateway") }, "pairing", "gateway"],
  ["to a way that is not allowed", { ...AGREED, ...only("clipboard") }, "gateway", "target"],
  ["to the pick, which is not allowed", { ...AGREED, ...only("gateway") }, "picked", "target"],
  ["to the companion, which is not allowed", { ...CONNECTED, ...only("gateway") }, "companion", "target"],
  [
    "to the gateway for the numbers",
    { ...AGREED, consent: "numbers" as const, ...only("companion") },
    "",
    "gateway",
  ],
  ["to a step that there is not", CONNECTED, "nowhere", "proof"],
])("The welcome page's step %s is the right one", (_, facts, wanted, step) => {
  expect(welcomeStep(facts, wanted)).toBe(step);
});

const AT = "2026-11-20T10:00:00.000Z";
const EXPORT = { fingerprint: "f", at: AT, id: FILE.id, path: FILE.path };
const TROUBLE = { failures: 1, fingerprint: "f", nextAt: AT };

it.each([
  ["without a file", {}, false],
  ["with a file that nothing was exported to", { settings: companion(FILE) }, false],
  ["with an export to a picked file", { settings: picked, lastExport: { ...EXPORT, id: PICKED.id } }, true],
  [
    "with an export to the companion's file, and another one picked",
    { settings: picked, lastExport: EXPORT },
    false,
  ],
  ["with an export to the gateway", { settings: gateway, lastExport: { ...EXPORT, id: GATEWAY.id } }, true],
  [
    "with an export to it before it was paired anew",
    { settings: gateway, lastExport: { ...EXPORT, id: "cd".repeat(16), path: GATEWAY.path } },
    false,
  ],
  ["with an export to it", { settings: companion(FILE), lastExport: EXPORT }, true],
  [
    "with an export to another one",
    { settings: companion(FILE), lastExport: { ...EXPORT, id: "2".repeat(32) } },
    false,
  ],
  [
    "with an export that another source hides",
    {
      settings: companion(FILE),
      lastExport: EXPORT,
      state: { trouble: { ...TROUBLE, code: "not_effective" } },
    },
    false,
  ],
  [
    "with a later trouble",
    { settings: companion(FILE), lastExport: EXPORT, state: { trouble: { ...TROUBLE, code: "disk_full" } } },
    true,
  ],
])("OpenClaw is connected, or not: %s", (_, stored, connected) => {
  expect(isConnected(Records.parse(stored))).toBe(connected);
});
