import { expect, it } from "vitest";
import { failure } from "../../../../src/core/messages/failures.ts";
import {
  INITIAL_STATE,
  type LastExport,
  type SyncState,
  type Trouble,
} from "../../../../src/extension/browser/records.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import {
  nextStep,
  nextWake,
  type FoundSession,
  type Standing,
  type Step,
} from "../../../../src/extension/sync/next-step.ts";
import { CONFIG, DOTENV } from "../../../helpers/fake-openclaw.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const NOW = new Date("2027-01-01T08:00:00.000Z");
const SECOND = 1_000;
const at = (ms: number): string => new Date(NOW.getTime() + ms).toISOString();

const SIGNED_IN: FoundSession = { ok: true, key: sessionKey(KEY_TEXT), fingerprint: "own", expiresAt: null };
const EXPORTED: LastExport = { fingerprint: "own", at: at(-SECOND), id: CONFIG.id, path: CONFIG.path };
const OTHER: LastExport = { ...EXPORTED, fingerprint: "other" };
const { windowMs, signOutMs, safetyNetMs, pausesMs, expiryNoticesMs } = LIMITS;
const LONGEST = pausesMs.at(-1)!;

type Facts = Partial<Omit<Standing, "state">> & { state?: Partial<SyncState> };

const stepOf = ({ state, lastExport = null, ...changes }: Facts): Step =>
  nextStep({
    session: SIGNED_IN,
    place: CONFIG,
    lastExport,
    owner: lastExport && { key: lastExport.fingerprint, organizations: ["robin"] },
    asked: { key: "own", organizations: ["robin"] },
    isKeyLeft: lastExport !== null,
    state: { ...INITIAL_STATE, ...state },
    onSignOut: "keep",
    now: NOW,
    retryNow: false,
    ...changes,
  });

const trouble = (changes: Partial<Trouble> = {}): Partial<SyncState> => ({
  trouble: { code: "disk_full", failures: 1, fingerprint: "own", nextAt: at(SECOND), ...changes },
});
const hidden = (changes: Partial<Trouble> = {}, more: Partial<SyncState> = {}): Facts => ({
  lastExport: EXPORTED,
  state: { ...trouble({ code: "not_effective", ...changes }), ...more },
});
const UNKNOWN = { code: "companion_crashed", nextAt: at(0) } as const;
const REMOVAL_FAILED = trouble({ fingerprint: null });
const writes = (...times: number[]): Partial<SyncState> => ({ writes: times.map(at) });
/** A cookie that is missing since then, and a user who wants the key out. */
const gone = (ms: number, more: Partial<SyncState> = {}): Facts => ({
  session: failure("signed_out"),
  lastExport: EXPORTED,
  onSignOut: "remove",
  state: { goneSince: at(-ms), ...more },
});

const THREE = [-3, -2, -1];

it.each<[step: Step["do"], what: string, facts: Facts]>([
  ["write", "a key that was never exported", {}],
  ["nothing", "a key that was exported", { lastExport: EXPORTED }],
  ["nothing", "one that was exported, after another failed", { lastExport: EXPORTED, state: trouble() }],
  ["write", "a key other than the exported one", { lastExport: OTHER }],
  ["write", "a key that went to another file", { lastExport: EXPORTED, place: DOTENV }],
  ["wait", "a key that failed", { state: trouble() }],
  ["wait", "a key that failed, in the last moment of the pause", { state: trouble({ nextAt: at(1) }) }],
  ["write", "a key that failed, after the pause", { state: trouble({ nextAt: at(0) }) }],
  ["write", "a key that failed, where somebody looks", { state: trouble(), retryNow: true }],
  ["write", "a key that failed, by a clock set back", { state: trouble({ nextAt: at(LONGEST + 1) }) }],
  ["write", "a key after another one failed", { state: trouble({ fingerprint: "other" }) }],
  ["write", "a key after a removal failed", { state: trouble({ fingerprint: null }) }],

  ["wait", "a key that OpenClaw does not read", hidden()],
  ["look", "one that it does not read, where somebody looks", { ...hidden(), retryNow: true }],
  ["look", "one that it does not read, after three writes", hidden({ nextAt: at(0) }, writes(...THREE))],
  ["look", "one that it does not read, after the pause", hidden({ nextAt: at(0) })],
  [
    "write",
    "a key after one that it did not read",
    { ...hidden({ fingerprint: "other" }), lastExport: OTHER },
  ],

  ["write", "a key after two writes", { state: writes(-2, -1) }],
  ["hold", "a key after three writes", { state: writes(...THREE) }],
  ["hold", "a key after three writes, where somebody looks", { state: writes(...THREE), retryNow: true }],
  ["hold", "a key in the last moment of the window", { state: writes(1 - windowMs, -2, -1) }],
  ["write", "a key after the window", { state: writes(-windowMs, -2, -1) }],
  ["write", "a key after writes from a future, by a clock set back", { state: writes(1, 2, 3) }],
  ["nothing", "a key that stands there after three", { lastExport: EXPORTED, state: writes(...THREE) }],
  ["write", "a key for .env, which restarts no gateway", { place: DOTENV, state: writes(...THREE) }],
  ["wait", "a key that failed after three writes", { state: { ...writes(...THREE), ...trouble() } }],
  [
    "write",
    "one whose outcome is unknown after three",
    { state: { ...writes(...THREE), ...trouble(UNKNOWN) } },
  ],

  ["nothing", "no cookie, and a key that may stay", { ...gone(9 * signOutMs), onSignOut: "keep" }],
  ["nothing", "no cookie, and nothing exported", { ...gone(9 * signOutMs), lastExport: null }],
  ["wait", "no cookie since now: a new one may follow", gone(0)],
  ["wait", "no cookie until the last moment before it is a sign-out", gone(signOutMs - 1)],
  ["wait", "no cookie before that, where somebody looks", { ...gone(signOutMs - 1), retryNow: true }],
  ["wait", "no cookie, and no note since when", { ...gone(0), state: {} }],
  ["remove", "a sign-out", gone(signOutMs)],
  ["wait", "a sign-out whose removal failed", gone(signOutMs, REMOVAL_FAILED)],
  ["remove", "the same, where somebody looks", { ...gone(signOutMs, REMOVAL_FAILED), retryNow: true }],
  ["remove", "a sign-out after the key's own write failed", gone(signOutMs, trouble())],

  [
    "fail",
    "a permission that is missing",
    { ...gone(9 * signOutMs), session: failure("permission_missing") },
  ],
  ["fail", "a cookie without a key", { ...gone(9 * signOutMs), session: failure("key_malformed") }],
])("what is due is to %s, with %s", (step, _, facts) => {
  expect(stepOf(facts).do).toBe(step);
});

it("a step says what it needs", () => {
  const until = new Date(NOW.getTime() - 5 * SECOND + windowMs);
  expect(stepOf({})).toEqual({ do: "write", key: sessionKey(KEY_TEXT) });
  expect(stepOf({ state: writes(-5 * SECOND, -2, -1) })).toEqual({ do: "hold", until });
  expect(stepOf({ ...gone(signOutMs), place: DOTENV })).toEqual({ do: "remove" });
  const refused = failure("key_malformed");
  expect(stepOf({ session: refused })).toEqual({ do: "fail", failure: refused });
});

it.each<[what: string, state: Partial<SyncState>, ms: number]>([
  ["the safety net where nothing is due", {}, safetyNetMs],
  ["the next try", trouble({ nextAt: at(SECOND) }), SECOND],
  ["the end of the wait", { heldUntil: at(SECOND) }, SECOND],
  ["the moment in which a missing cookie becomes a sign-out", { goneSince: at(SECOND - signOutMs) }, SECOND],
  ["the first notice of the end", { expiresAt: at(expiryNoticesMs[0] + SECOND) }, SECOND],
  ["the second notice of the end", { expiresAt: at(expiryNoticesMs[1] + SECOND) }, SECOND],
  ["the end", { expiresAt: at(SECOND) }, SECOND],
  [
    "the first of several",
    { ...trouble({ nextAt: at(3 * SECOND) }), heldUntil: at(2 * SECOND), expiresAt: at(4 * SECOND) },
    2 * SECOND,
  ],
  [
    "nothing that is over",
    { ...trouble({ nextAt: at(-1) }), heldUntil: at(0), goneSince: at(-9 * signOutMs), expiresAt: at(-1) },
    safetyNetMs,
  ],
  ["the safety net where all is later", trouble({ nextAt: at(2 * safetyNetMs) }), safetyNetMs],
])("the next wake is %s", (_, state, ms) => {
  expect(nextWake({ ...INITIAL_STATE, ...state }, null, NOW).toISOString()).toBe(at(ms));
});
