import { describe, expect, it } from "vitest";
import { failure, FAILURES, type FailureCode } from "../../../../src/core/messages/failures.ts";
import {
  INITIAL_STATE,
  type HistoryEntry,
  type SyncState,
} from "../../../../src/extension/browser/records.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { withEntry } from "../../../../src/extension/sync/note.ts";
import * as state from "../../../../src/extension/sync/state.ts";

const NOW = new Date("2027-01-01T08:00:00.000Z");
const date = (ms: number): Date => new Date(NOW.getTime() + ms);
const at = (ms: number): string => date(ms).toISOString();

const failed = (before: SyncState, reason = failure("file_busy"), retryNow = false): SyncState =>
  state.failed(before, reason, { fingerprint: "own", now: NOW, retryNow });

it("a cookie is gone since it was first missed, and its end stays known, until it is there again", () => {
  const cookie = { fingerprint: "own", expiresAt: null };
  const known = { key: "own", container: null, since: at(0), askedAt: null };
  const seen = state.signedIn(INITIAL_STATE, { ...cookie, expiresAt: date(5) }, null, NOW);
  expect(seen).toEqual({ ...INITIAL_STATE, seen: known, expiresAt: at(5) });
  const gone = state.signedOut(seen, NOW);
  expect(gone).toEqual({ ...seen, goneSince: at(0), afterSignOut: true });
  expect(state.signedOut(gone, date(9))).toEqual(gone);
  const again = state.signedIn(gone, cookie, null, date(9));
  expect(again).toEqual({ ...INITIAL_STATE, seen: known, afterSignOut: true });
  expect(state.exported(again)).toEqual({ ...INITIAL_STATE, seen: known });
});

it("a write counts from its beginning, or not at all, and hides none of those before it", () => {
  const before = { ...INITIAL_STATE, writes: [1, 2, 3].map(at) };
  const after = state.counted(before, at(4));
  expect(after.writes).toEqual([1, 2, 3, 4].map(at));
  expect(state.uncounted(after, at(4))).toEqual(before);
  expect(state.uncounted(before, at(4))).toEqual(before);
  expect(state.counted(after, at(5)).writes).toEqual([2, 3, 4, 5].map(at));
});

it("trouble, a wait and a question end each other, and all end when all is settled", () => {
  const held = state.held(failed(INITIAL_STATE), date(5));
  expect(held).toEqual({ ...INITIAL_STATE, heldUntil: at(5) });
  const asking = state.asking(held, "key_gone");
  expect(asking).toEqual({ ...INITIAL_STATE, question: "key_gone" });
  const other = state.asking(asking, "other_account");
  expect(failed(other)).toEqual(failed(held));
  expect(failed(held)).toEqual(failed(INITIAL_STATE));
  for (const some of [failed(INITIAL_STATE), held, other]) expect(state.settled(some)).toEqual(INITIAL_STATE);
});

it("that the key is gone is asked until an export, whatever comes in between", () => {
  const asking = state.asking(INITIAL_STATE, "key_gone");
  for (const some of [state.settled(asking), failed(asking), state.held(asking, date(5))])
    expect(some.question).toBe("key_gone");
  expect(state.exported(asking)).toEqual(INITIAL_STATE);
});

describe("A failure", () => {
  it("keeps what a message needs, and which key it was; another cause is one more in a row", () => {
    const detail = { path: "/home/you/.openclaw/openclaw.json", line: 3, column: 1 };
    const { trouble } = failed(failed(failed(INITIAL_STATE)), failure("config_unparsable", detail));
    const nextAt = at(LIMITS.pausesMs[2]!);
    expect(trouble).toEqual({ code: "config_unparsable", detail, failures: 3, fingerprint: "own", nextAt });
  });

  it("makes the pause no longer where somebody looked, who may look often", () => {
    const look = (before: SyncState) => failed(before, failure("disk_full"), true);
    expect(look(look(INITIAL_STATE)).trouble).toMatchObject({ failures: 1 });
    expect(look(failed(failed(INITIAL_STATE))).trouble).toMatchObject({ failures: 2 });
  });

  it("is on the badge at once, or after the third time where it may pass by itself", () => {
    const codes = Object.keys(FAILURES) as FailureCode[];
    const urgentFrom = (failures: number) =>
      codes.filter((code) => state.isUrgent({ code, failures, fingerprint: null, nextAt: at(0) }));
    const passing = codes.filter((code) => !urgentFrom(1).includes(code));
    expect(passing.toSorted()).toEqual([
      "account_unknown",
      "claude_challenge",
      "claude_offline",
      "claude_rate_limited",
      "claude_timeout",
      "claude_unexpected",
      "companion_crashed",
      "companion_timeout",
      "config_unparsable",
      "disk_full",
      "file_busy",
      "file_changed_meanwhile",
      "gateway_not_listening",
      "gateway_starting",
      "gateway_timeout",
      "internal_error",
      "native_not_ready",
      "write_failed",
    ]);
    expect(urgentFrom(2)).toEqual(urgentFrom(1));
    expect(urgentFrom(3)).toEqual(codes);
  });
});

describe("The history", () => {
  type Entry = Omit<HistoryEntry, "times">;
  const saved = (ms: number): Entry => ({ at: at(ms), by: "sync", result: "saved", path: "/x" });
  const held = (ms: number): Entry => ({ at: at(ms), by: "sync", result: "held" });
  const busy = (ms: number, changes: Partial<Entry> = {}): Entry => ({
    at: at(ms),
    by: "sync",
    result: "failed",
    code: "file_busy",
    ...changes,
  });
  const history = (...entries: Entry[]): HistoryEntry[] =>
    entries.reduce<HistoryEntry[]>((all, entry) => withEntry(all, entry), []);

  it.each<[what: string, first: Entry, again: Entry]>([
    ["the same failure", busy(2), busy(3)],
    ["the same failure of another file", busy(2), busy(3, { path: "/y" })],
    ["a key that goes on waiting", held(2), held(3)],
  ])("counts %s on one line, at its last time", (_, first, again) => {
    expect(history(saved(1), first, again)).toEqual([
      { ...again, times: 2 },
      { ...saved(1), times: 1 },
    ]);
  });

  it.each<[what: string, first: Entry, next: Entry]>([
    ["another failure", busy(2), busy(3, { code: "disk_full" })],
    ["the same failure at a click", busy(2), busy(3, { by: "click" })],
    ["a success", busy(2), saved(3)],
    ["each success", saved(2), saved(3)],
  ])("begins a new line for %s, the newest first", (_, first, next) => {
    expect(history(first, next)).toEqual([
      { ...next, times: 1 },
      { ...first, times: 1 },
    ]);
  });

  it("forgets the oldest, and no failure over and over pushes anything out", () => {
    const times = Array.from({ length: 30 }, (_, ms) => ms);
    const all = history(...times.map(saved));
    expect(all.map((entry) => entry.at)).toEqual(times.slice(-LIMITS.historyLength).toReversed().map(at));
    const failures = times.map((ms) => busy(ms));
    expect(history(saved(0), ...failures)).toMatchObject([{ times: 30 }, { result: "saved" }]);
  });
});
