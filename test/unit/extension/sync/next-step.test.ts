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
const [PAUSE, LONGEST] = [pausesMs[0]!, pausesMs.at(-1)!];

type Facts = Partial<Omit<Standing, "state">> & { state?: Partial<SyncState> };

const stepOf = ({ state, ...changes }: Facts): Step =>
  nextStep({
    session: SIGNED_IN,
    file: CONFIG,
    lastExport: null,
    state: { ...INITIAL_STATE, ...state },
    onSignOut: "keep",
    now: NOW,
    retryNow: false,
    ...changes,
  });

const trouble = (changes: Partial<Trouble> = {}): Partial<SyncState> => ({
  trouble: { code: "disk_full", failures: 1, fingerprint: "own", nextAt: at(PAUSE), ...changes },
});
const hidden = (changes: Partial<Trouble> = {}) => trouble({ code: "not_effective", ...changes });
const writes = (...times: number[]): Partial<SyncState> => ({ writes: times.map(at) });
/** A cookie that is missing since then, and a user who wants the key out. */
const gone = (ms: number, more: Partial<SyncState> = {}): Facts => ({
  session: failure("signed_out"),
  lastExport: EXPORTED,
  onSignOut: "remove",
  state: { goneSince: at(-ms), ...more },
});

const STEPS: [what: string, facts: Facts, step: Step["do"]][] = [
  ["a key that was never exported", {}, "write"],
  ["a key that was exported", { lastExport: EXPORTED }, "nothing"],
  [
    "a key that was exported, after another has failed",
    { lastExport: EXPORTED, state: trouble() },
    "nothing",
  ],
  ["a key other than the exported one", { lastExport: OTHER }, "write"],
  ["a key that went to another file", { lastExport: EXPORTED, file: DOTENV }, "write"],
  ["a key that failed", { state: trouble() }, "wait"],
  ["a key that failed, in the last moment of the pause", { state: trouble({ nextAt: at(1) }) }, "wait"],
  ["a key that failed, after the pause", { state: trouble({ nextAt: at(0) }) }, "write"],
  ["a key that failed, where somebody looks", { state: trouble(), retryNow: true }, "write"],
  ["a key that failed, and a clock set back", { state: trouble({ nextAt: at(LONGEST + 1) }) }, "write"],
  ["a key after another one failed", { state: trouble({ fingerprint: "other" }) }, "write"],
  ["a key after a removal failed", { state: trouble({ fingerprint: null }) }, "write"],

  ["a key that OpenClaw does not read", { lastExport: EXPORTED, state: hidden() }, "wait"],
  [
    "one that it does not read, where somebody looks",
    { lastExport: EXPORTED, state: hidden(), retryNow: true },
    "look",
  ],
  [
    "one that it does not read, after the pause",
    { lastExport: EXPORTED, state: hidden({ nextAt: at(0) }) },
    "look",
  ],
  [
    "a key after one that it did not read",
    { lastExport: OTHER, state: hidden({ fingerprint: "other" }) },
    "write",
  ],

  ["a key after two writes", { state: writes(-2, -1) }, "write"],
  ["a key after three writes", { state: writes(-3, -2, -1) }, "hold"],
  ["a key after three writes, where somebody looks", { state: writes(-3, -2, -1), retryNow: true }, "hold"],
  ["a key in the last moment of the window", { state: writes(1 - windowMs, -2, -1) }, "hold"],
  ["a key after the window", { state: writes(-windowMs, -2, -1) }, "write"],
  ["a key after writes from a future, by a clock set back", { state: writes(1, 2, 3) }, "write"],
  [
    "a key that stands there after three writes",
    { lastExport: EXPORTED, state: writes(-3, -2, -1) },
    "nothing",
  ],
  ["a key for .env, whose changes restart no gateway", { file: DOTENV, state: writes(-3, -2, -1) }, "write"],
  ["a key that failed after three writes", { state: { ...writes(-3, -2, -1), ...trouble() } }, "wait"],
  [
    "a key whose try after three writes has an unknown outcome",
    { state: { ...writes(-3, -2, -1), ...trouble({ code: "companion_crashed", nextAt: at(0) }) } },
    "write",
  ],

  ["no cookie, and a key that may stay", { ...gone(9 * signOutMs), onSignOut: "keep" }, "nothing"],
  ["no cookie, and nothing exported", { ...gone(9 * signOutMs), lastExport: null }, "nothing"],
  ["no cookie since now: a new one may follow", gone(0), "wait"],
  ["no cookie until the last moment before it is a sign-out", gone(signOutMs - 1), "wait"],
  ["no cookie before that, where somebody looks", { ...gone(signOutMs - 1), retryNow: true }, "wait"],
  ["no cookie, and no note since when", { ...gone(0), state: {} }, "wait"],
  ["a sign-out", gone(signOutMs), "remove"],
  ["a sign-out whose removal failed", gone(signOutMs, trouble({ fingerprint: null })), "wait"],
  [
    "the same, where somebody looks",
    { ...gone(signOutMs, trouble({ fingerprint: null })), retryNow: true },
    "remove",
  ],
  ["a sign-out after the key's own write failed", gone(signOutMs, trouble()), "remove"],

  ...(["consent_missing", "permission_missing", "key_malformed", "key_is_api_key"] as const).map(
    (code): [string, Facts, "fail"] => [
      `what is no sign-out: ${code}`,
      { ...gone(9 * signOutMs), session: failure(code) },
      "fail",
    ],
  ),
];

it.each(STEPS.map(([what, facts, step]) => [what, step, facts] as const))(
  "with %s, what is due is to %s",
  (_, step, facts) => {
    expect(stepOf(facts).do).toBe(step);
  },
);

it("a step says what it needs", () => {
  const until = new Date(NOW.getTime() - 5 * SECOND + windowMs);
  expect(stepOf({})).toEqual({ do: "write", key: sessionKey(KEY_TEXT) });
  expect(stepOf({ state: writes(-5 * SECOND, -2, -1) })).toEqual({ do: "hold", until });
  expect(stepOf({ ...gone(signOutMs), file: DOTENV })).toEqual({ do: "remove", exported: EXPORTED });
  const refused = failure("key_malformed");
  expect(stepOf({ session: refused })).toEqual({ do: "fail", failure: refused });
});

const [early, late] = expiryNoticesMs;

it.each<[what: string, state: Partial<SyncState>, ms: number]>([
  ["the safety net where nothing is due", {}, safetyNetMs],
  ["the next try", trouble({ nextAt: at(SECOND) }), SECOND],
  ["the end of the wait", { heldUntil: at(SECOND) }, SECOND],
  ["the moment in which a missing cookie becomes a sign-out", { goneSince: at(SECOND - signOutMs) }, SECOND],
  ["the first notice of the end", { expiresAt: at(early + SECOND) }, SECOND],
  ["the second notice of the end", { expiresAt: at(late + SECOND) }, SECOND],
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
  expect(nextWake({ ...INITIAL_STATE, ...state }, NOW).toISOString()).toBe(at(ms));
});
