import { describe, expect, it } from "vitest";
import { giveConsent } from "../../../../src/extension/browser/consent.ts";
import { DEFAULT_SETTINGS } from "../../../../src/extension/browser/records.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { INITIAL_STATE, type LastExport, type SyncState } from "../../../../src/extension/sync/state.ts";
import { syncView, type SyncView } from "../../../../src/extension/sync/view.ts";
import type { Records } from "../../../../src/extension/sync/sync-context.ts";
import { fileToSync } from "../../../../src/extension/sync/sync.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";

const NOW = new Date("2027-01-01T08:00:00.000Z");
const DAY_MS = 86_400_000;
const at = (ms: number): string => new Date(NOW.getTime() + ms).toISOString();

const EXPORTED: LastExport = { fingerprint: "own", at: at(-5), id: CONFIG.id, path: CONFIG.path };
const ON: Records = {
  consent: giveConsent({ autoSync: true }, NOW),
  settings: { ...DEFAULT_SETTINGS, target: "companion", file: CONFIG },
  lastExport: EXPORTED,
  state: INITIAL_STATE,
};
const TROUBLE = { code: "companion_missing", failures: 1, fingerprint: "own", nextAt: at(7) } as const;

const off = giveConsent({ autoSync: false }, NOW);
const withSettings = (changes: Partial<Records["settings"]>) => ({
  settings: { ...ON.settings, ...changes },
});
const withState = (changes: Partial<SyncState>, lastExport: LastExport | null = EXPORTED) => ({
  state: { ...INITIAL_STATE, ...changes },
  lastExport,
});

describe("What is shown", () => {
  it.each<[what: string, records: Partial<Records>, view: SyncView]>([
    ["without consent", { consent: null }, { phase: "off" }],
    ["where it was not chosen", { consent: off }, { phase: "off" }],
    [
      "where it was not chosen and rests",
      { consent: off, ...withSettings({ paused: true }) },
      { phase: "off" },
    ],
    ["where it rests", withSettings({ paused: true }), { phase: "paused" }],
    ["where it rests without a file", withSettings({ paused: true, file: null }), { phase: "paused" }],
    ["without a file", withSettings({ file: null }), { phase: "not_set_up" }],
    ["with the clipboard as target", withSettings({ target: "clipboard" }), { phase: "not_set_up" }],
    ["where all is well", {}, { phase: "in_step", lastAt: new Date(EXPORTED.at) }],
    [
      "where .env was written and the gateway runs on",
      { lastExport: { ...EXPORTED, restartLeft: "not_asked" } },
      { phase: "restart_left", code: null },
    ],
    [
      "long after a sign-out",
      withState({ goneSince: at(-29 * DAY_MS), expiresAt: at(-DAY_MS) }),
      { phase: "signed_out", exported: true },
    ],
    ["before the first export", { lastExport: null }, { phase: "in_step", lastAt: null }],
    [
      "in trouble",
      withState({ trouble: { ...TROUBLE, detail: { path: "/x" } } }),
      {
        phase: "trouble",
        code: "companion_missing",
        detail: { path: "/x" },
        urgent: true,
        nextAt: new Date(TROUBLE.nextAt),
      },
    ],
    [
      "in trouble that may pass",
      withState({ trouble: { ...TROUBLE, code: "file_busy" } }),
      {
        phase: "trouble",
        code: "file_busy",
        detail: undefined,
        urgent: false,
        nextAt: new Date(TROUBLE.nextAt),
      },
    ],
    ["signed out", withState({ goneSince: at(-1) }), { phase: "signed_out", exported: true }],
    [
      "signed out, with nothing in OpenClaw",
      withState({ goneSince: at(-1) }, null),
      { phase: "signed_out", exported: false },
    ],
    [
      "signed out before the end",
      withState({ goneSince: at(-1), expiresAt: at(1) }),
      { phase: "signed_out", exported: true },
    ],
    [
      "after the end",
      withState({ goneSince: at(0), expiresAt: at(0) }),
      { phase: "expired", exported: true },
    ],
    [
      "after the end, with nothing in OpenClaw",
      withState({ goneSince: at(0), expiresAt: at(-1) }, null),
      { phase: "expired", exported: false },
    ],
    ["while a key waits", withState({ heldUntil: at(9) }), { phase: "held", until: new Date(at(9)) }],
    [
      "more than five days before the end",
      withState({ expiresAt: at(LIMITS.expiryNoticesMs[0] + 1) }),
      { phase: "in_step", lastAt: new Date(EXPORTED.at) },
    ],
    [
      "five days before the end",
      withState({ expiresAt: at(5 * DAY_MS) }),
      { phase: "expiring", daysLeft: 5 },
    ],
    [
      "four days and an hour before it",
      withState({ expiresAt: at(4 * DAY_MS + 3_600_000) }),
      { phase: "expiring", daysLeft: 5 },
    ],
    ["a day before it", withState({ expiresAt: at(DAY_MS) }), { phase: "expiring", daysLeft: 1 }],
    ["in the last moment", withState({ expiresAt: at(1) }), { phase: "expiring", daysLeft: 1 }],
  ])("%s", (_, records, view) => {
    expect(syncView({ ...ON, ...records }, NOW)).toEqual(view);
  });

  it.each<[first: SyncView["phase"], state: Partial<SyncState>]>([
    ["trouble", { trouble: TROUBLE, goneSince: at(-1), heldUntil: at(9), expiresAt: at(1) }],
    ["signed_out", { goneSince: at(-1), heldUntil: at(9), expiresAt: at(1) }],
    ["held", { heldUntil: at(9), expiresAt: at(1) }],
  ])("is %s before what matters less", (phase, state) => {
    expect(syncView({ ...ON, ...withState(state) }, NOW).phase).toBe(phase);
  });
});

describe("The file to sync", () => {
  it.each<[what: string, records: Partial<Records>]>([
    ["without consent", { consent: null }],
    ["where it was not chosen", { consent: off }],
    ["where it rests", withSettings({ paused: true })],
    ["with the clipboard as target", withSettings({ target: "clipboard" })],
    ["without a target", withSettings({ target: null })],
    ["where none was confirmed", withSettings({ file: null })],
  ])("is none %s", (_, records) => {
    expect(fileToSync({ ...ON, ...records })).toBeNull();
  });

  it("is the one that the user confirmed", () => {
    expect(fileToSync(ON)).toBe(CONFIG);
  });
});
