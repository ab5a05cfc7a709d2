import { beforeEach, expect, it } from "vitest";
import { limitedForGood, notLimited } from "../../../src/plugin/rate-limit.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 27);

beforeEach(notLimited);

/** What each answer comes to, asked after so many minutes. */
const after = (minutes: readonly number[], retryAfter: string | null) =>
  minutes.map((minute) => limitedForGood(retryAfter, START + minute * MINUTE));

it("takes the same answer three times for good, where it names no end", () => {
  expect(after([0, 1, 2], null)).toEqual([false, false, true]);
  notLimited();
  expect(after([0, 1, 2], "0")).toEqual([false, false, true]);
  notLimited();
  expect(after([0, 1, 2], String(30 * 86_400))).toEqual([false, false, true]);
});

it("waits an hour for an end that is promised each time", () => {
  expect(after([0, 20, 40], "600")).toEqual([false, false, false]);
  expect(after([59, 61], "600")).toEqual([false, true]);
});

it("reads a date as an end, too", () => {
  expect(after([0, 1, 2], new Date(START + 10 * MINUTE).toUTCString())).toEqual([false, false, false]);
});

it("learns nothing from questions that follow each other at once", () => {
  expect(after([0, 0.01, 0.02, 0.03], null)).toEqual([false, false, false, false]);
});

it("starts anew behind any other answer", () => {
  expect(after([0, 1], null)).toEqual([false, false]);
  notLimited();
  expect(after([2], null)).toEqual([false]);
});

it("a clock that was set back holds nothing up", () => {
  expect(after([0], null)).toEqual([false]);
  expect(after([-60, -59, -58], null)).toEqual([false, false, true]);
});
