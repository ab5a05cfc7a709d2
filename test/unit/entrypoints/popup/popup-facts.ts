/** Facts of a popup that is set up and signed in, with nothing else known. */
import {
  CONSENT_VERSION,
  DEFAULT_SETTINGS,
  Records,
  type Settings,
} from "../../../../src/extension/browser/records.ts";
import type { Facts } from "../../../../entrypoints/popup/facts.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

/** Of the browser's key; and of another one. */
export const [MINE, OTHER] = ["a".repeat(32), "b".repeat(32)];

export const COMPANION: Settings = { ...DEFAULT_SETTINGS, target: "companion", file: CONFIG };

export const popupRecords = (changes: Partial<Records> = {}): Records => ({
  ...Records.parse({}),
  consent: { version: CONSENT_VERSION, givenAt: "2026-01-01T00:00:00.000Z", grade: "key", autoSync: true },
  settings: COMPANION,
  ...changes,
});

export const popupFacts = (changes: Partial<Facts> = {}): Facts => ({
  session: { ok: true, key: sessionKey(KEY_TEXT), expiresAt: null },
  fingerprint: MINE,
  records: popupRecords(),
  policy: { ignored: [] },
  usage: null,
  openClaw: null,
  job: null,
  ...changes,
});
