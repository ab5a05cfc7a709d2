/** Each thing is told once; the clock goes on by hours. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { UsageWindow } from "../../../../src/core/claude/windows.ts";
import { Notices, type Notice } from "../../../../src/extension/browser/records.ts";
import { dueNotices, nextReset, THRESHOLDS } from "../../../../src/extension/usage/due-notices.ts";

const HOUR_MS = 3_600_000;
const START = Date.parse("2026-07-01T12:00:00.000Z");
const at = (hours: number) => START + hours * HOUR_MS;

const five = (usedPercent: number, resetsIn: number | null = 5): UsageWindow => ({
  label: "5h",
  usedPercent,
  resetAt: resetsIn === null ? null : at(resetsIn),
});
const week = (usedPercent: number): UsageWindow => ({ label: "Week", usedPercent, resetAt: at(100) });
const opus = (usedPercent: number): UsageWindow => ({ label: "Opus", usedPercent, resetAt: null });

type Look = [hours: number, windows: UsageWindow[] | null, organization?: string];

/** Looks one after the other; each one's notices, as "5h 82" and "5h anew". */
function told(...looks: Look[]): string[][] {
  let notices = Notices.parse({});
  return looks.map(([hours, windows, organization = "first"]) => {
    const next = dueNotices(notices, windows && { organization, windows }, at(hours));
    // As it comes back from the storage.
    notices = Notices.parse(JSON.parse(JSON.stringify(next.notices)));
    return next.due.map(said);
  });
}
const said = ({ kind, label, usedPercent }: Notice) => `${label} ${kind === "used" ? usedPercent : "anew"}`;

it("each threshold is told of once, with what is used by then", () => {
  const looks: Look[] = [79.9, 80, 82, 94, 95, 99, 100].map((used, hour) => [hour / 10, [five(used)]]);
  expect(told(...looks)).toEqual([[], ["5h 80"], [], [], ["5h 95"], [], []]);
});

it("where two are passed at once only the higher one's notice comes", () => {
  expect(told([0, [five(20)]], [1, [five(97)]], [2, [five(98)]])).toEqual([[], ["5h 97"], []]);
});

it("the first look tells of what is nearly used up already", () => {
  expect(told([0, [five(85), week(96), opus(10)]])).toEqual([["5h 85", "Week 96"]]);
});

it("the same reset may be told a little differently each time", () => {
  expect(told([0, [five(85, 5)]], [1, [five(86, 5.0001)]], [2, [five(86, 4.9)]])).toEqual([
    ["5h 85"],
    [],
    [],
  ]);
});

it("a reset is told of where the window was nearly used up, once, by the clock alone", () => {
  expect(told([0, [five(91)]], [4.9, null], [5, null], [5.1, null])).toEqual([
    ["5h 91"],
    [],
    ["5h anew"],
    [],
  ]);
  expect(told([0, [five(89)]], [5, null])).toEqual([["5h 89"], []]);
});

it("a reset is told of by the next look where the clock told nothing, with the new window's own notices", () => {
  expect(told([0, [five(91)]], [6, [five(3, 10)]])).toEqual([["5h 91"], ["5h anew"]]);
  expect(told([0, [five(91)]], [6, [five(85, 10)]], [7, [five(86, 10)]])).toEqual([
    ["5h 91"],
    ["5h anew", "5h 85"],
    [],
  ]);
  // claude.ai has started it anew before its time; or it has not begun again.
  expect(told([0, [five(91)]], [2, [five(0, 7)]])).toEqual([["5h 91"], ["5h anew"]]);
  expect(told([0, [five(91)]], [2, [five(0, null)]])).toEqual([["5h 91"], ["5h anew"]]);
});

it("an answer of before the reset tells of nothing again", () => {
  expect(told([0, [five(91)]], [5, null], [5.01, [five(91)]], [5.1, [five(0, null)]])).toEqual([
    ["5h 91"],
    ["5h anew"],
    [],
    [],
  ]);
});

it("a reset of long ago is no news: the window after it is over as well", () => {
  expect(told([0, [five(91), week(92)]], [10.1, null])).toEqual([["5h 91", "Week 92"], []]);
  expect(told([0, [week(92)]], [200, null])).toEqual([["Week 92"], ["Week anew"]]);
  expect(told([0, [week(92)]], [270, null])).toEqual([["Week 92"], []]);
});

it("a window without a time starts anew where what is used falls", () => {
  expect(told([0, [opus(92)]], [1, [opus(91)]], [2, [opus(3)]], [3, [opus(81)]])).toEqual([
    ["Opus 92"],
    [],
    ["Opus anew"],
    ["Opus 81"],
  ]);
});

it("what claude.ai leaves out for once is not told of twice", () => {
  expect(told([0, [five(85), week(50)]], [1, [week(50)]], [2, [five(86), week(50)]])).toEqual([
    ["5h 85"],
    [],
    [],
  ]);
});

it("another organization's windows are others, and nothing is told of those that were left", () => {
  expect(told([0, [five(91)]], [1, [five(91)], "second"], [5, null])).toEqual([
    ["5h 91"],
    ["5h 91"],
    ["5h anew"],
  ]);
  expect(told([0, [five(91)]], [1, [five(3, 6)], "second"], [5, null])).toEqual([["5h 91"], [], []]);
});

it("what was told stays on the button until it is seen, or belongs to others", () => {
  const first = dueNotices(Notices.parse({}), { organization: "first", windows: [five(91)] }, START).notices;
  expect(first.shown).toEqual({ kind: "used", label: "5h", usedPercent: 91 });
  const later = dueNotices(first, { organization: "first", windows: [five(92)] }, at(1)).notices;
  expect(later.shown).toEqual(first.shown);
  const other = dueNotices(first, { organization: "second", windows: [five(2)] }, at(1)).notices;
  expect(other.shown).toBeNull();
});

it("the clock is looked at again when a window that is nearly used up starts anew", () => {
  const { notices } = dueNotices(
    Notices.parse({}),
    { organization: "first", windows: [five(91), week(95), opus(99)] },
    START,
  );
  expect(nextReset(notices, START)).toBe(at(5));
  expect(nextReset(notices, at(5))).toBe(at(100));
  expect(nextReset(notices, at(100))).toBeNull();
  expect(nextReset(Notices.parse({}), START)).toBeNull();
});

it("whatever is read, whenever: no threshold is told of twice in one window, and no reset twice", () => {
  const step = fc.record({
    hours: fc.double({ min: 0.01, max: 4, noNaN: true }),
    used: fc.integer({ min: 0, max: 100 }),
    isRead: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let notices = Notices.parse({});
      let now = 0;
      const heard = new Map<number, number[]>();
      const anew: number[] = [];
      let used = 0;
      let current = 0;
      for (const { hours, used: more, isRead } of steps) {
        now += hours;
        const number = Math.floor(now / 5);
        // It only grows within a window.
        used = number === current ? Math.max(used, more) : more;
        current = number;
        const read = isRead ? { organization: "first", windows: [five(used, (number + 1) * 5)] } : null;
        const next = dueNotices(notices, read, at(now));
        notices = next.notices;
        for (const { kind, usedPercent } of next.due) {
          if (kind === "reset") anew.push(number);
          else heard.set(number, [...(heard.get(number) ?? []), usedPercent]);
        }
      }
      for (const percents of heard.values()) {
        expect(percents.length).toBeLessThanOrEqual(THRESHOLDS.length);
        expect(new Set(percents.map((percent) => percent >= 95)).size).toBe(percents.length);
      }
      expect(new Set(anew).size).toBe(anew.length);
    }),
    { numRuns: 500 },
  );
});

it("names without end are not remembered without end", () => {
  let notices = Notices.parse({});
  for (let look = 0; look < 50; look++) {
    const windows = Array.from({ length: 10 }, (_, nth) => ({ ...opus(nth), label: `${look} ${nth}` }));
    notices = dueNotices(notices, { organization: "first", windows }, at(0)).notices;
    expect(notices.windows.slice(0, 10).map(({ label }) => label)).toEqual(windows.map(({ label }) => label));
  }
  expect(notices.windows.length).toBeLessThanOrEqual(32);
});
