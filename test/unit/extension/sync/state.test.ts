import { describe, expect, it } from "vitest";
import { FAILURES, type FailureCode } from "../../../../src/core/messages/failures.ts";
import {
  INITIAL_STATE,
  type HistoryEntry,
  type SyncState,
} from "../../../../src/extension/browser/records.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { withEntry } from "../../../../src/extension/sync/note.ts";
import {
  counted,
  failed,
  held,
  isUrgent,
  settled,
  signedIn,
  signedOut,
  uncounted,
} from "../../../../src/extension/sync/state.ts";

const NOW = new Date("2027-01-01T08:00:00.000Z");
const date = (ms: number): Date => new Date(NOW.getTime() + ms);
const at = (ms: number): string => date(ms).toISOString();
const UNSEEN = { fingerprint: "own", now: NOW, retryNow: false };
const busy = (state: SyncState) => failed(state, { code: "file_busy" }, UNSEEN);

it("a cookie that is there is no sign-out any more, and its end is noted; it may end with the browser", () => {
  const gone = signedOut(INITIAL_STATE, NOW);
  expect(signedIn(gone, date(5))).toEqual({ ...INITIAL_STATE, expiresAt: at(5) });
  expect(signedIn({ ...INITIAL_STATE, expiresAt: at(5) }, null).expiresAt).toBeNull();
});

it("a cookie is gone since it was first missed, and its end stays known", () => {
  const seen = signedIn(INITIAL_STATE, date(5));
  const first = signedOut(seen, NOW);
  expect(first).toEqual({ ...seen, goneSince: at(0) });
  expect(signedOut(first, date(9))).toEqual(first);
});

it("a write counts from its beginning, or not at all, and hides none of those before it", () => {
  const before = { ...INITIAL_STATE, writes: [1, 2, 3].map(at) };
  expect(counted(before, at(4)).writes).toEqual([1, 2, 3, 4].map(at));
  expect(uncounted(counted(before, at(4)), at(4))).toEqual(before);
  expect(uncounted(before, at(4))).toEqual(before);
  const many = [1, 2, 3, 4, 5, 6].reduce((state, ms) => counted(state, at(ms)), INITIAL_STATE);
  expect(many.writes).toEqual([3, 4, 5, 6].map(at));
});

it("trouble and a wait end each other, and both end when all is settled", () => {
  expect(held(busy(INITIAL_STATE), date(5))).toEqual({ ...INITIAL_STATE, heldUntil: at(5) });
  expect(busy(held(INITIAL_STATE, date(5))).heldUntil).toBeNull();
  expect(settled(busy(busy(INITIAL_STATE)))).toEqual(INITIAL_STATE);
  expect(settled(held(INITIAL_STATE, date(5)))).toEqual(INITIAL_STATE);
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
  });

  it("keeps what a message needs, and which key it was; another cause is one more in a row", () => {
    const detail = { path: "/home/you/.openclaw/openclaw.json", line: 3, column: 1 };
    const { trouble } = failed(busy(busy(INITIAL_STATE)), { code: "config_unparsable", detail }, UNSEEN);
    const nextAt = at(LIMITS.pausesMs[2]!);
    expect(trouble).toEqual({ code: "config_unparsable", detail, failures: 3, fingerprint: "own", nextAt });
  });

  it("makes the pause no longer where somebody looked, who may look often", () => {
    const look = (state: SyncState) => failed(state, { code: "disk_full" }, { ...UNSEEN, retryNow: true });
    expect(look(look(INITIAL_STATE)).trouble).toMatchObject({ failures: 1 });
    expect(look(busy(busy(INITIAL_STATE))).trouble).toMatchObject({ failures: 2 });
  });

  const PASSING: FailureCode[] = [
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

  it.each(Object.keys(FAILURES) as FailureCode[])(
    "is on the badge when it may not pass by itself: %s",
    (code) => {
      const urgent = [1, 2, 3, 4].map((failures) =>
        isUrgent({ code, failures, fingerprint: null, nextAt: at(0) }),
      );
      const passes = PASSING.includes(code);
      expect(urgent).toEqual(passes ? [false, false, true, true] : [true, true, true, true]);
    },
  );
});

describe("The history", () => {
  type Entry = Omit<HistoryEntry, "times">;
  const saved = (minute: number): Entry => ({ at: at(minute), by: "sync", result: "saved", path: "/x" });
  const kept = (minute: number): Entry => ({ at: at(minute), by: "sync", result: "held" });
  const failure = (minute: number, changes: Partial<Entry> = {}): Entry => ({
    at: at(minute),
    by: "sync",
    result: "failed",
    code: "file_busy",
    ...changes,
  });
  const history = (...entries: Entry[]): HistoryEntry[] =>
    entries.reduce<HistoryEntry[]>((all, entry) => withEntry(all, entry), []);

  it.each<[what: string, first: Entry, again: Entry]>([
    ["the same failure", failure(2), failure(3)],
    ["the same failure of another file", failure(2), failure(3, { path: "/y" })],
    ["a key that goes on waiting", kept(2), kept(3)],
  ])("counts %s on one line, at its last time", (_, first, again) => {
    const [line, ...rest] = history(saved(1), first, again);
    expect(line).toEqual({ ...again, times: 2 });
    expect(rest).toEqual([{ ...saved(1), times: 1 }]);
  });

  it.each<[what: string, first: Entry, next: Entry]>([
    ["another failure", failure(2), failure(3, { code: "disk_full" })],
    ["the same failure at a click", failure(2), failure(3, { by: "click" })],
    ["a success", failure(2), saved(3)],
    ["each success", saved(2), saved(3)],
  ])("begins a new line for %s, the newest first", (_, first, next) => {
    const once = { times: 1 };
    expect(history(first, next)).toEqual([
      { ...next, ...once },
      { ...first, ...once },
    ]);
  });

  it("forgets the oldest, and no failure over and over pushes anything out", () => {
    const minutes = Array.from({ length: 30 }, (_, minute) => minute);
    const all = history(...minutes.map(saved));
    expect(all.map((entry) => entry.at)).toEqual(minutes.slice(-LIMITS.historyLength).toReversed().map(at));
    const failures = minutes.map((minute) => failure(minute));
    expect(history(saved(0), ...failures)).toMatchObject([{ times: 30 }, { result: "saved" }]);
  });
});
