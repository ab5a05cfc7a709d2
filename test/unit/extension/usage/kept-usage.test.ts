import { describe, expect, it } from "vitest";
import {
  currentAnswer,
  earlierNumbers,
  msUntilNext,
  type KeptUsage,
  type UsageAnswer,
} from "../../../../src/extension/usage/kept-usage.ts";

const AT = "2026-07-01T12:00:00.000Z";

const after = (ms: number) => new Date(Date.parse(AT) + ms);
const at = (ms: number) => after(ms).toISOString();

const numbers = (ms: number): UsageAnswer => ({
  at: at(ms),
  usage: { ok: true, organizations: [], windows: [] },
});
const failure = (ms: number): UsageAnswer => ({
  at: at(ms),
  usage: { ok: false, code: "session_refused", organizations: [] },
});
const kept = (answer: UsageAnswer | null): KeptUsage => ({ fingerprint: "", askedAt: AT, answer });

it.each([
  ["a minute at once", 0, 60_000],
  ["the rest of the minute", 59_999, 1],
  ["not at all after it", 60_000, 0],
  ["not at all where a clock was set back", -1, 0],
])("the next question has to wait %s", (_, age, left) => {
  expect(msUntilNext({ askedAt: AT }, after(age))).toBe(left);
});

describe("what claude.ai says now", () => {
  it.each([
    ["numbers", numbers(0)],
    ["a failure", failure(8_000)],
  ])("is what answered the last question, for a minute: %s", (_, answer) => {
    expect(currentAnswer(kept(answer), after(59_999))).toBe(answer);
    expect(currentAnswer(kept(answer), after(60_000))).toBeNull();
  });

  it("is not known where the last question was left without an answer", () => {
    expect(currentAnswer(kept(null), after(1))).toBeNull();
    expect(currentAnswer(kept(numbers(-90_000)), after(1))).toBeNull();
  });
});

describe("until it says something new", () => {
  it("old numbers may be shown", () => {
    const old = numbers(-90_000);
    expect(earlierNumbers(kept(old))).toBe(old);
  });

  it("no failure of before is a verdict", () => {
    expect(earlierNumbers(kept(failure(0)))).toBeNull();
    expect(earlierNumbers(kept(null))).toBeNull();
  });
});
