import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import {
  failed,
  held,
  INITIAL_STATE,
  isUrgent,
  settled,
  signedIn,
  signedOut,
  SyncState,
  writing,
} from "../../../../src/extension/sync/state.ts";
import catalogue from "../../../../locales/en.json" with { type: "json" };

const NOW = new Date("2027-01-01T08:00:00.000Z");
const at = (ms: number): Date => new Date(NOW.getTime() + ms);
const isoAt = (ms: number): string => at(ms).toISOString();
const busy = (state: SyncState, now = NOW) =>
  failed(state, { code: "file_busy" }, { fingerprint: "own", now, watched: false });
const UNWATCHED = { fingerprint: "own", now: NOW, watched: false };
const IN_TROUBLE = busy(INITIAL_STATE);

describe("A cookie that is there", () => {
  it("is no sign-out any more, and its end is noted", () => {
    const gone = signedOut(INITIAL_STATE, NOW);
    expect(signedIn(gone, at(5))).toEqual({ ...INITIAL_STATE, expiresAt: isoAt(5) });
  });

  it("may end with the browser", () => {
    expect(signedIn({ ...INITIAL_STATE, expiresAt: isoAt(5) }, null).expiresAt).toBeNull();
  });
});

describe("A cookie that is gone", () => {
  it("is gone since it was first missed, and its end stays known", () => {
    const seen = signedIn(INITIAL_STATE, at(5));
    const first = signedOut(seen, NOW);
    expect(first).toEqual({ ...seen, goneSince: NOW.toISOString() });
    expect(signedOut(first, at(9))).toEqual(first);
  });
});

describe("A write", () => {
  it("counts from its beginning, and ends trouble and wait when it is done", () => {
    const before = { ...IN_TROUBLE, heldUntil: isoAt(5), writes: [isoAt(-9)] };
    const begun = { ...before, writes: [isoAt(-9), isoAt(0)] };
    expect(writing(before, NOW)).toEqual(begun);
    expect(settled(begun)).toEqual({ ...begun, trouble: null, heldUntil: null });
  });

  it("is remembered no longer than it counts", () => {
    const many = [1, 2, 3, 4, 5].reduce((state, ms) => writing(state, at(ms)), INITIAL_STATE);
    expect(many.writes).toEqual([3, 4, 5].map(isoAt));
    expect(many.writes).toHaveLength(LIMITS.writesInWindow);
  });
});

describe("A wait", () => {
  it("is no trouble", () => {
    expect(held(IN_TROUBLE, at(5))).toEqual({ ...INITIAL_STATE, heldUntil: isoAt(5) });
  });
});

describe("A failure", () => {
  it("is tried again after pauses that grow, and then stay", () => {
    const pauses: number[] = [];
    let state = INITIAL_STATE;
    for (let n = 0; n < LIMITS.pausesMs.length + 2; n++) {
      state = busy(state);
      pauses.push(Date.parse(state.trouble!.nextAt) - NOW.getTime());
    }
    expect(pauses).toEqual([...LIMITS.pausesMs, LIMITS.pausesMs.at(-1), LIMITS.pausesMs.at(-1)]);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(state.trouble?.failures).toBe(pauses.length);
  });

  it("keeps what a message needs, and which key it was", () => {
    const detail = { path: "/home/you/.openclaw/openclaw.json", line: 3, column: 1 };
    const { trouble } = failed(INITIAL_STATE, { code: "config_unparsable", detail }, UNWATCHED);
    expect(trouble).toEqual({
      code: "config_unparsable",
      detail,
      failures: 1,
      fingerprint: "own",
      nextAt: isoAt(LIMITS.pausesMs[0]!),
    });
  });

  it("of another cause is one more in a row", () => {
    const other = failed(busy(IN_TROUBLE), { code: "disk_full" }, UNWATCHED);
    expect(other.trouble).toMatchObject({ code: "disk_full", failures: 3 });
  });

  it("makes the pause no longer where somebody looked, who may look often", () => {
    const look = (state: SyncState) => failed(state, { code: "disk_full" }, { ...UNWATCHED, watched: true });
    expect(look(look(INITIAL_STATE)).trouble).toMatchObject({ failures: 1 });
    expect(look(busy(IN_TROUBLE)).trouble).toMatchObject({ failures: 2 });
  });

  it("ends a wait", () => {
    expect(busy(held(INITIAL_STATE, at(5))).heldUntil).toBeNull();
  });

  it("leaves nothing behind when it is over", () => {
    expect(settled(busy(busy(INITIAL_STATE)))).toEqual(INITIAL_STATE);
  });
});

describe("The badge speaks of", () => {
  const CODES = [...Object.keys(catalogue.failure), "not_effective"] as FailureCode[];
  const PASSING = [
    "companion_crashed",
    "companion_timeout",
    "native_not_ready",
    "file_busy",
    "file_changed_meanwhile",
    "config_unparsable",
    "disk_full",
    "write_failed",
    "internal_error",
  ];

  it.each(CODES.map((code) => [code, PASSING.includes(code) ? "the third time on" : "the first time on"]))(
    "%s from %s",
    (code, since) => {
      const urgent = [1, 2, 3, 4].map((failures) =>
        isUrgent({ code, failures, fingerprint: null, nextAt: isoAt(0) }),
      );
      expect(urgent).toEqual(
        since === "the third time on" ? [false, false, true, true] : [true, true, true, true],
      );
    },
  );
});

describe("What is stored", () => {
  it("comes back as it was, whatever it went through", () => {
    const detail = { path: "/x", errno: "EIO" };
    const state = failed(
      signedOut(signedIn(writing(INITIAL_STATE, NOW), at(5)), at(6)),
      { code: "write_failed", detail },
      { fingerprint: null, now: at(7), watched: false },
    );
    expect(SyncState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });
});
