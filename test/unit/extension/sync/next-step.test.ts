import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import {
  nextStep,
  nextWake,
  type FoundSession,
  type Standing,
  type Step,
} from "../../../../src/extension/sync/next-step.ts";
import {
  INITIAL_STATE,
  type LastExport,
  type SyncState,
  type Trouble,
} from "../../../../src/extension/sync/state.ts";
import { CONFIG, DOTENV } from "../../../helpers/fake-openclaw.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const NOW = new Date("2027-01-01T08:00:00.000Z");
const SECOND = 1_000;
const at = (ms: number): string => new Date(NOW.getTime() + ms).toISOString();

const SIGNED_IN: FoundSession = { ok: true, key: sessionKey(KEY_TEXT), fingerprint: "own", expiresAt: null };
const SIGNED_OUT: FoundSession = { ok: false, code: "signed_out" };
const EXPORTED: LastExport = { fingerprint: "own", at: at(-SECOND), id: CONFIG.id, path: CONFIG.path };
const OTHER: LastExport = { ...EXPORTED, fingerprint: "other" };
const FIRST_PAUSE = LIMITS.pausesMs[0]!;

const trouble = (changes: Partial<Trouble> = {}): Partial<SyncState> => ({
  trouble: { code: "disk_full", failures: 1, fingerprint: "own", nextAt: at(FIRST_PAUSE), ...changes },
});
const writes = (...times: number[]): Partial<SyncState> => ({ writes: times.map(at) });

function stepOf({
  state,
  ...changes
}: Partial<Omit<Standing, "state">> & { state?: Partial<SyncState> }): Step {
  return nextStep({
    session: SIGNED_IN,
    file: CONFIG,
    lastExport: null,
    state: { ...INITIAL_STATE, ...state },
    onSignOut: "keep",
    restarts: true,
    now: NOW,
    retryNow: false,
    ...changes,
  });
}

type Row = [what: string, standing: Parameters<typeof stepOf>[0], step: Step["do"]];

describe("With a session key", () => {
  it.each<Row>([
    ["that was never exported, writes it", {}, "write"],
    ["that was exported, does nothing", { lastExport: EXPORTED }, "nothing"],
    [
      "that was exported, does nothing though a key has failed",
      { lastExport: EXPORTED, state: trouble() },
      "nothing",
    ],
    ["other than the exported one, writes it", { lastExport: OTHER }, "write"],
    ["that went to another file, writes it to this one", { lastExport: EXPORTED, file: DOTENV }, "write"],
    ["that failed, waits", { state: trouble() }, "wait"],
    ["that failed, waits until the last moment of the pause", { state: trouble({ nextAt: at(1) }) }, "wait"],
    ["that failed, tries again after the pause", { state: trouble({ nextAt: at(0) }) }, "write"],
    ["that failed, tries again where somebody looks", { state: trouble(), retryNow: true }, "write"],
    [
      "that failed, does not wait for a time that only a clock set back can have left behind",
      { state: trouble({ nextAt: at(LIMITS.pausesMs.at(-1)! + 1) }) },
      "write",
    ],
    ["after another one failed, tries at once", { state: trouble({ fingerprint: "other" }) }, "write"],
    ["after a removal failed, tries at once", { state: trouble({ fingerprint: null }) }, "write"],
  ])("%s", (_, standing, step) => {
    expect(stepOf(standing).do).toBe(step);
  });

  it("writes that key", () => {
    expect(stepOf({})).toEqual({ do: "write", key: sessionKey(KEY_TEXT), fingerprint: "own" });
  });
});

describe("With a key that was written, and that OpenClaw does not read,", () => {
  const shadowed = trouble({ code: "not_effective" });

  it.each<Row>([
    ["waits", { lastExport: EXPORTED, state: shadowed }, "wait"],
    ["looks again where somebody looks", { lastExport: EXPORTED, state: shadowed, retryNow: true }, "look"],
    [
      "looks again after the pause",
      { lastExport: EXPORTED, state: trouble({ code: "not_effective", nextAt: at(0) }) },
      "look",
    ],
    [
      "writes another one at once",
      { lastExport: OTHER, state: trouble({ code: "not_effective", fingerprint: "other" }) },
      "write",
    ],
  ])("%s", (_, standing, step) => {
    expect(stepOf(standing).do).toBe(step);
  });
});

describe("After writes that nobody asked for,", () => {
  const { windowMs } = LIMITS;

  it.each<Row>([
    ["two of them hold nothing back", { state: writes(-2, -1) }, "write"],
    ["three of them hold the next one back", { state: writes(-3, -2, -1) }, "hold"],
    [
      "three of them hold it back also where somebody looks",
      { state: writes(-3, -2, -1), retryNow: true },
      "hold",
    ],
    ["three hold it back until the last moment", { state: writes(1 - windowMs, -2, -1) }, "hold"],
    [
      "three from a future that only a clock set back can have left behind hold nothing back",
      { state: writes(1, 2, 3) },
      "write",
    ],
    ["three let it go when the first is as old as that", { state: writes(-windowMs, -2, -1) }, "write"],
    [
      "three hold back no key that stands there",
      { lastExport: EXPORTED, state: writes(-3, -2, -1) },
      "nothing",
    ],
    [
      "three hold nothing back where no gateway restarts by it",
      { state: writes(-3, -2, -1), restarts: false },
      "write",
    ],
    ["three hold back no pause", { state: { ...writes(-3, -2, -1), ...trouble() } }, "wait"],
  ])("%s", (_, standing, step) => {
    expect(stepOf(standing).do).toBe(step);
  });

  it("holds back until the first of them is ten minutes old", () => {
    const until = new Date(NOW.getTime() - 5 * SECOND + windowMs);
    expect(stepOf({ state: writes(-5 * SECOND, -2, -1) })).toEqual({ do: "hold", until });
  });
});

describe("Without a cookie,", () => {
  const gone = (ms: number, more: Partial<SyncState> = {}) => ({
    session: SIGNED_OUT,
    lastExport: EXPORTED,
    onSignOut: "remove" as const,
    state: { goneSince: at(-ms), ...more },
  });
  const { signOutMs } = LIMITS;
  const failed = trouble({ fingerprint: null });

  it.each<Row>([
    ["keeps the key where the user chose so", { ...gone(9 * signOutMs), onSignOut: "keep" }, "nothing"],
    [
      "has nothing to remove where nothing was exported",
      { ...gone(9 * signOutMs), lastExport: null },
      "nothing",
    ],
    ["waits for a moment, as a new one may follow", gone(0), "wait"],
    ["waits until the last moment", gone(signOutMs - 1), "wait"],
    ["waits also where somebody looks", { ...gone(signOutMs - 1), retryNow: true }, "wait"],
    ["waits where it was not noted since when", { ...gone(0), state: {} }, "wait"],
    ["removes the key when it was a sign-out", gone(signOutMs), "remove"],
    ["waits where the removal failed", gone(signOutMs, failed), "wait"],
    ["tries again where somebody looks", { ...gone(signOutMs, failed), retryNow: true }, "remove"],
    ["removes it though the key's own write failed", gone(signOutMs, trouble()), "remove"],
  ])("%s", (_, standing, step) => {
    expect(stepOf(standing).do).toBe(step);
  });

  it("removes what was exported, wherever that went", () => {
    expect(stepOf({ ...gone(signOutMs), file: DOTENV })).toEqual({ do: "remove", exported: EXPORTED });
  });
});

describe("Where the cookie can't be read or used,", () => {
  it.each([["consent_missing"], ["permission_missing"], ["key_malformed"], ["key_is_api_key"]] as const)(
    "%s is no sign-out, and removes nothing",
    (code) => {
      const session = { ok: false, code } as const;
      const state = { goneSince: at(-9 * LIMITS.signOutMs) };
      const step = stepOf({ session, lastExport: EXPORTED, onSignOut: "remove", state });
      expect(step).toEqual({ do: "fail", failure: session });
    },
  );
});

describe("The next wake", () => {
  const { safetyNetMs, signOutMs, expiryNoticesMs } = LIMITS;
  const [early, late] = expiryNoticesMs;

  it.each<[what: string, state: Partial<SyncState>, ms: number]>([
    ["is the safety net where nothing is due", {}, safetyNetMs],
    ["is the next try", trouble({ nextAt: at(SECOND) }), SECOND],
    ["is the end of the wait", { heldUntil: at(SECOND) }, SECOND],
    [
      "is the moment in which a missing cookie becomes a sign-out",
      { goneSince: at(SECOND - signOutMs) },
      SECOND,
    ],
    ["is the first notice of the end", { expiresAt: at(early + SECOND) }, SECOND],
    ["is the second notice of the end", { expiresAt: at(late + SECOND) }, SECOND],
    ["is the end", { expiresAt: at(SECOND) }, SECOND],
    [
      "is the first of several",
      { ...trouble({ nextAt: at(3 * SECOND) }), heldUntil: at(2 * SECOND), expiresAt: at(4 * SECOND) },
      2 * SECOND,
    ],
    [
      "is nothing that is over",
      { ...trouble({ nextAt: at(-1) }), heldUntil: at(0), goneSince: at(-9 * signOutMs), expiresAt: at(-1) },
      safetyNetMs,
    ],
    ["is the safety net where all is later", { ...trouble({ nextAt: at(2 * safetyNetMs) }) }, safetyNetMs],
  ])("%s", (_, state, ms) => {
    expect(nextWake({ ...INITIAL_STATE, ...state }, NOW).toISOString()).toBe(at(ms));
  });
});
