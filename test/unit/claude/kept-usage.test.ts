import { expect, it } from "vitest";
import { isFresh } from "../../../src/claude/kept-usage.ts";

const AT = "2026-07-01T12:00:00.000Z";

it.each([
  ["at once", 0, true],
  ["just within the minute", 59_999, true],
  ["after a minute", 60_000, false],
  ["from the future, by a clock that was set back", -1, false],
])("an answer is fresh or not: %s", (_, age, fresh) => {
  expect(isFresh({ at: AT }, new Date(Date.parse(AT) + age))).toBe(fresh);
});
