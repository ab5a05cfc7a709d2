import { describe, expect, it } from "vitest";
import { HistoryEntry, withEntry } from "../../../../src/extension/sync/history.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";

type Entry = Omit<HistoryEntry, "times">;

const at = (minute: number): string => new Date(Date.UTC(2027, 0, 1, 8, minute)).toISOString();
const saved = (minute: number): Entry => ({ at: at(minute), by: "sync", result: "saved", path: "/x" });
const busy = (minute: number, changes: Partial<Entry> = {}): Entry => ({
  at: at(minute),
  by: "sync",
  result: "failed",
  code: "file_busy",
  ...changes,
});
const history = (...entries: Entry[]): HistoryEntry[] =>
  entries.reduce<HistoryEntry[]>((all, entry) => withEntry(all, entry), []);

describe("The history", () => {
  it("has the newest first", () => {
    expect(history(saved(1), busy(2)).map((entry) => entry.at)).toEqual([at(2), at(1)]);
  });

  it.each<[what: string, again: Entry]>([
    ["the same failure", busy(3)],
    ["the same failure of another file", busy(3, { path: "/y" })],
  ])("counts %s in a row on one line, at its last time", (_, again) => {
    expect(history(saved(1), busy(2), again)).toEqual([
      { ...again, times: 2 },
      { ...saved(1), times: 1 },
    ]);
  });

  it("counts a key that goes on waiting on one line too", () => {
    const held = (minute: number): Entry => ({ at: at(minute), by: "sync", result: "held" });
    expect(history(held(1), held(2))).toEqual([{ ...held(2), times: 2 }]);
  });

  it.each<[what: string, next: Entry]>([
    ["another failure", busy(3, { code: "disk_full" })],
    ["the same failure at a click", busy(3, { by: "click" })],
    ["a success", saved(3)],
  ])("begins a new line for %s", (_, next) => {
    expect(history(busy(2), next)).toEqual([
      { ...next, times: 1 },
      { ...busy(2), times: 1 },
    ]);
  });

  it("has a line for each success", () => {
    expect(history(saved(1), saved(2))).toHaveLength(2);
  });

  it("forgets the oldest, and no failure over and over pushes anything out", () => {
    const many = Array.from({ length: 30 }, (_, minute) => saved(minute));
    expect(history(...many)).toHaveLength(LIMITS.historyLength);
    const failures = Array.from({ length: 30 }, (_, minute) => busy(minute));
    expect(history(saved(0), ...failures)).toMatchObject([{ times: 30 }, { result: "saved" }]);
  });

  it("comes back from the storage as it was", () => {
    for (const entry of history(saved(1), busy(2), busy(3))) expect(HistoryEntry.parse(entry)).toEqual(entry);
  });

  it("has no room for a key or a fingerprint", () => {
    expect(Object.keys(HistoryEntry.shape)).toEqual([
      "at",
      "by",
      "result",
      "code",
      "detail",
      "path",
      "times",
    ]);
  });
});
