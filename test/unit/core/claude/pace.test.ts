import { expect, it } from "vitest";
import { paceOf, windowLength } from "../../../../src/core/claude/pace.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-07-01T12:00:00.000Z");

const pace = (usedPercent: number, hoursLeft: number | null, label = "5h") =>
  paceOf({ label, usedPercent, resetAt: hoursLeft === null ? null : NOW + hoursLeft * HOUR_MS }, NOW);

it.each([
  ["5h", null, 5],
  ["Week", null, 7 * 24],
  // A model's; without a time it may be anything.
  ["Haiku", NOW, 7 * 24],
  ["Haiku", null, null],
  ["Extra usage", null, null],
])("a window %s that resets at %s is %s hours long", (label, resetAt, hours) => {
  expect(windowLength({ label, resetAt })).toBe(hours === null ? null : hours * HOUR_MS);
});

it.each([
  [50, "on"],
  [40, "on"],
  [60, "on"],
  [39.9, "under"],
  [60.1, "over"],
  [0, "under"],
  [100, "over"],
])("where half of the time has gone, %d%% used is %s", (used, verdict) => {
  expect(pace(used, 2.5)).toMatchObject({ gone: 50, verdict });
  expect(pace(used, 84, "Week")).toMatchObject({ gone: 50, verdict });
  expect(pace(used, 84, "Haiku")).toMatchObject({ gone: 50, verdict });
});

it("over pace comes with the time at which all is used, which lies before the reset", () => {
  expect(pace(80, 2.5)).toMatchObject({ fullAt: NOW + (2.5 / 4) * HOUR_MS });
  expect(pace(100, 2.5)).toMatchObject({ fullAt: NOW });
  expect(pace(50, 2.5)).not.toHaveProperty("fullAt");
});

it.each<[what: string, hoursLeft: number | null, label: string]>([
  ["whose reset is not known", null, "Week"],
  ["that is over", 0, "5h"],
  ["that is long over", -3, "5h"],
  ["that has just begun", 5, "5h"],
  ["that would be longer than it can be: a clock is off", 5.1, "5h"],
  ["that is of no time", null, "Extra usage"],
])("a window %s has no pace", (_, hoursLeft, label) => {
  expect(pace(41, hoursLeft, label)).toBeNull();
});
