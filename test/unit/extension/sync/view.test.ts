import { expect, it } from "vitest";
import {
  DEFAULT_SETTINGS,
  giveConsent,
  INITIAL_STATE,
  NO_NUMBERS,
  type LastExport,
  type SyncState,
} from "../../../../src/extension/browser/records.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { placeToSync } from "../../../../src/extension/sync/state.ts";
import { syncView, type SyncFacts, type SyncView } from "../../../../src/extension/sync/view.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";
import { DAY_MS, HOUR_MS } from "../../../helpers/sync-world.ts";

const NOW = new Date("2027-01-01T08:00:00.000Z");
const at = (ms: number): string => new Date(NOW.getTime() + ms).toISOString();

const EXPORTED: LastExport = { fingerprint: "own", at: at(-5), id: CONFIG.id, path: CONFIG.path };
const BEHIND: LastExport = { ...EXPORTED, gatewayIsBehind: true };
const ON: SyncFacts = {
  consent: giveConsent({ grade: "key", autoSync: true }, NOW),
  settings: { ...DEFAULT_SETTINGS, target: "companion", file: CONFIG },
  lastExport: EXPORTED,
  put: null,
  state: INITIAL_STATE,
  numbers: NO_NUMBERS,
};
const UNKNOWN = {
  id: "1",
  fingerprint: "own",
  destination: CONFIG.id,
  result: { ok: false, code: "companion_timeout" },
} as const;
const IN_STEP: SyncView = { phase: "in_step", lastAt: new Date(EXPORTED.at) };
const TROUBLE = { code: "companion_missing", failures: 1, fingerprint: "own", nextAt: at(7) } as const;
const SHOWN = { phase: "trouble", nextAt: new Date(TROUBLE.nextAt) } as const;
const OFF = giveConsent({ grade: "key", autoSync: false }, NOW);
const HELD = { heldUntil: at(9), expiresAt: at(1) };

const settings = (changes: Partial<SyncFacts["settings"]>) => ({ settings: { ...ON.settings, ...changes } });
const state = (changes: Partial<SyncState>, lastExport: LastExport | null = EXPORTED) => ({
  state: { ...INITIAL_STATE, ...changes },
  lastExport,
});
const expiring = (daysLeft: number): SyncView => ({ phase: "expiring", daysLeft });
const signedOut = (exported: boolean): SyncView => ({ phase: "signed_out", exported });
const expired = (exported: boolean): SyncView => ({ phase: "expired", exported });

it.each<[what: string, facts: Partial<SyncFacts>, view: SyncView]>([
  ["without consent", { consent: null }, { phase: "off" }],
  ["where it was not chosen", { consent: OFF }, { phase: "off" }],
  ["where it was not chosen and rests", { consent: OFF, ...settings({ paused: true }) }, { phase: "off" }],
  ["where it rests", settings({ paused: true }), { phase: "paused" }],
  ["where it rests without a file", settings({ paused: true, file: null }), { phase: "paused" }],
  ["without a file", settings({ file: null }), { phase: "not_set_up" }],
  ["without a target", settings({ target: null }), { phase: "not_set_up" }],
  ["with the clipboard as target", settings({ target: "clipboard" }), { phase: "not_set_up" }],

  ["where all is well", {}, IN_STEP],
  ["before the first export", { lastExport: null }, { phase: "in_step", lastAt: null }],
  ["where .env was written and the gateway runs on", { lastExport: BEHIND }, { phase: "gateway_behind" }],
  ["while a key waits", state({ heldUntil: at(9) }), { phase: "held", until: new Date(at(9)) }],
  ["more than five days before the end", state({ expiresAt: at(LIMITS.expiryNoticesMs[0] + 1) }), IN_STEP],
  ["five days before the end", state({ expiresAt: at(5 * DAY_MS) }), expiring(5)],
  ["an hour later than that", state({ expiresAt: at(4 * DAY_MS + HOUR_MS) }), expiring(5)],
  ["a day before the end", state({ expiresAt: at(DAY_MS) }), expiring(1)],
  ["in the last moment", state({ expiresAt: at(1) }), expiring(1)],

  ["signed out", state({ goneSince: at(-1) }), signedOut(true)],
  ["signed out, with nothing in OpenClaw", state({ goneSince: at(-1) }, null), signedOut(false)],
  [
    "signed out, after a put of which nobody knows the outcome",
    { ...state({ goneSince: at(-1) }, null), put: UNKNOWN },
    signedOut(true),
  ],
  ["signed out before the end", state({ goneSince: at(-1), expiresAt: at(1) }), signedOut(true)],
  ["long after that", state({ goneSince: at(-29 * DAY_MS), expiresAt: at(-DAY_MS) }), signedOut(true)],
  ["after the end", state({ goneSince: at(0), expiresAt: at(0) }), expired(true)],
  ["after it, with nothing there", state({ goneSince: at(0), expiresAt: at(-1) }, null), expired(false)],

  [
    "in trouble, before all else",
    state({ trouble: { ...TROUBLE, detail: { path: "/x" } }, goneSince: at(-1), ...HELD }, BEHIND),
    { ...SHOWN, code: "companion_missing", detail: { path: "/x" }, urgent: true },
  ],
  [
    "in trouble that may pass",
    state({ trouble: { ...TROUBLE, code: "file_busy" } }),
    { ...SHOWN, code: "file_busy", detail: undefined, urgent: false },
  ],
  ["signed out, before a key that waits", state({ goneSince: at(-1), ...HELD }, BEHIND), signedOut(true)],
  ["while a key waits, before its end", state(HELD, BEHIND), { phase: "held", until: new Date(at(9)) }],
  ["before the end, before an old gateway", state({ expiresAt: at(1) }, BEHIND), expiring(1)],
])("what is shown %s", (_, facts, view) => {
  const all = { ...ON, ...facts };
  expect(syncView(all, NOW)).toEqual(view);
  const rests = ["off", "paused", "not_set_up"].includes(view.phase);
  expect(placeToSync(all)).toBe(rests ? null : CONFIG);
});
