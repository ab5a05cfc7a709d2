import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import {
  ago,
  duration,
  longDate,
  resetTime,
  roughTime,
  shortDays,
  shortTime,
  timeOfDay,
  timeUntil,
} from "../../../../src/extension/ui/dates.ts";
import { useEnglish, useWords } from "../../../helpers/fake-words.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A Wednesday, at noon wherever this runs. */
const NOW = new Date(2026, 6, 1, 12);
const after = (ms: number) => new Date(NOW.getTime() + ms);

const useLanguage = (tag: string) => useWords({ language: { tag }, time: { until: "{left} ({date})" } });

beforeEach(useEnglish);
afterEach(useEnglish);

it.each([
  [0, "0 sec"],
  [999, "0 sec"],
  [12 * SECOND, "12 sec"],
  [59.9 * SECOND, "59 sec"],
  [MINUTE + 59 * SECOND, "1 min"],
  [HOUR, "1 hr"],
  [2 * HOUR + 18 * MINUTE + 40 * SECOND, "2 hr 18 min"],
  [DAY + 5 * MINUTE, "1 day"],
  [3 * DAY + 4 * HOUR + 59 * MINUTE, "3 days 4 hr"],
  [-HOUR, "0 sec"],
])("%d ms last %j", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

it.each([
  [0, "now"],
  [-5 * SECOND, "now"],
  [12 * SECOND, "12 seconds ago"],
  [119 * SECOND, "1 minute ago"],
  [2 * HOUR, "2 hours ago"],
  [DAY, "yesterday"],
  [9 * DAY, "9 days ago"],
])("what was %d ms before was %j", (ms, text) => {
  expect(ago(after(-ms), NOW)).toBe(text);
});

it.each([
  [27 * DAY, "in 27 days (Jul 28)"],
  [2 * DAY, "in 2 days (Jul 3)"],
  [5 * HOUR, "in 5 hours (Jul 1)"],
  [-3 * DAY, "3 days ago (Jun 28)"],
])("what comes in %d ms comes %j", (ms, text) => {
  expect(timeUntil(after(ms), NOW)).toBe(text);
});

it.each([
  [timeOfDay, 2 * HOUR, /^2:00\sPM$/],
  [timeOfDay, DAY, /^Jul 2, 12:00\sPM$/],
  [resetTime, 2 * HOUR, /^2:00\sPM$/],
  [resetTime, 3 * DAY, /^Sat 12:00\sPM$/],
  [resetTime, 20 * DAY, /^Jul 21$/],
  [roughTime, 2 * HOUR + 37 * MINUTE, /^2:37\sPM$/],
  [roughTime, 3 * DAY + 37 * MINUTE, /^Sat 12\sPM$/],
  [roughTime, 20 * DAY, /^Jul 21$/],
  [longDate, 0, /^July 1, 2026$/],
  [shortTime, 0, /^Jul 1, 2026, 12:00\sPM$/],
])("a day is named where it is not today: %o in %d ms", (tell, ms, form) => {
  expect(tell(after(ms), NOW)).toMatch(form);
});

it.each([
  ["de", "Sa, 12 Uhr"],
  ["es", "sáb, 12:00"],
  ["en-GB", "Sat 12:00"],
  ["ja", "土 12時"],
])("in %s an hour is not told as a day of the month is", (tag, told) => {
  useLanguage(tag);
  expect(roughTime(after(3 * DAY + 37 * MINUTE), NOW)).toBe(told);
});

it.each([
  ["de", "2 Std., 18 Min."],
  ["ja", "2 時間 18 分"],
  ["zh-CN", "2小时18分钟"],
  ["zh-TW", "2 小時 18 分鐘"],
])("in %s the parts of a time stand as its numbers do", (tag, told) => {
  useLanguage(tag);
  expect(duration(2 * HOUR + 18 * MINUTE)).toBe(told);
});

it("a badge has room for the shortest word of a day", () => {
  expect([1, 365].map(shortDays)).toEqual(["1d", "365d"]);
});

it("dates are in the language of the words, whatever the system's is", () => {
  useLanguage("de");
  expect(ago(after(-2 * MINUTE), NOW)).toBe("vor 2 Minuten");
  expect(duration(2 * HOUR + 18 * MINUTE)).toBe("2 Std., 18 Min.");
  expect(timeOfDay(after(2 * HOUR), NOW)).toBe("14:00");
  expect(timeUntil(after(3 * DAY), NOW)).toBe("in 3 Tagen (4. Juli)");
});

it.each([
  ["en-GB", "en", "14:00"],
  ["en-US", "en", "2:00 PM"],
  ["de-DE", "en", "2:00 PM"],
  ["eng-XX", "en", "2:00 PM"],
])("where the system is in %s, words in %s have their times beside them as %j", (locale, tag, text) => {
  vi.spyOn(Intl.NumberFormat.prototype, "resolvedOptions").mockReturnValue({
    locale,
  } as Intl.ResolvedNumberFormatOptions);
  onTestFinished(() => void vi.restoreAllMocks());
  useLanguage(tag);
  expect(timeOfDay(after(2 * HOUR), NOW).replaceAll(/\s/g, " ")).toBe(text);
});
