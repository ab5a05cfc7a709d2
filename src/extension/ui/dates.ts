/** Dates and times in the words of the page's language. */
import { language, message, say } from "./words.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The largest first. */
const UNITS = [
  ["day", DAY_MS],
  ["hour", HOUR_MS],
  ["minute", MINUTE_MS],
  ["second", SECOND_MS],
] as const;

const DAY = { day: "numeric", month: "short" } as const;
const TIME = { hour: "numeric", minute: "2-digit" } as const;

/** "in 27 days (Dec 19)"; hours where less than two days are left. */
export function timeUntil(date: Date, now: Date): string {
  const left = date.getTime() - now.getTime();
  const [unit, length] = Math.abs(left) >= 2 * DAY_MS ? UNITS[0] : UNITS[1];
  return say(message("time.until", { left: relative(left / length, unit), date: format(date, DAY) }));
}

/** "2 minutes ago", in the largest unit of which one is over. */
export function ago(date: Date, now: Date): string {
  const gone = Math.max(0, now.getTime() - date.getTime());
  const [unit, length] = UNITS.find(([, ms]) => gone >= ms) ?? UNITS[3];
  return relative(-Math.floor(gone / length), unit);
}

/** "2 hr 18 min": the largest unit and the next. Nobody waits for the seconds of a minute. */
export function duration(ms: number): string {
  let left = Math.max(0, ms);
  const parts = UNITS.map(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return { unit, count };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  const [largest, next] = parts.slice(first);
  const told = next && next.count > 0 && next.unit !== "second" ? [largest!, next] : [largest!];
  const texts = told.map(({ unit, count }) => inUnit(count, unit, "short"));
  return listOfUnits(language()).format(texts);
}

/** Without spaces, the narrowest list would part a number from its unit, and not from the next number. */
export const listOfUnits = (tag: string): Intl.ListFormat =>
  new Intl.ListFormat(tag, { type: "unit", style: /^(ja|zh)\b/.test(tag) ? "short" : "narrow" });

/** "5d", where there is room for no more. */
export const shortDays = (days: number): string => inUnit(days, "day", "narrow");

export const longDate = (date: Date): string => format(date, { dateStyle: "long" });

export const shortTime = (date: Date): string => format(date, { dateStyle: "medium", timeStyle: "short" });

/** "2:05 PM", or with the day where that is not today. */
export function timeOfDay(date: Date, now = new Date()): string {
  return format(date, isToday(date, now) ? TIME : { ...DAY, ...TIME });
}

/** As short as it can be told: "2:05 PM" today, "Sat 2:05 PM" within the week, "Dec 19" after that. */
export function resetTime(date: Date, now: Date): string {
  if (isToday(date, now)) return timeOfDay(date, now);
  return format(date, isToldByWeekday(date, now) ? { weekday: "short", ...TIME } : DAY);
}

/** "2:37 PM" today; on another day to the hour, which is as much as a forecast knows: "Sat 3 PM", "Dec 19". */
export function roughTime(date: Date, now: Date): string {
  if (isToday(date, now) || !isToldByWeekday(date, now)) return resetTime(date, now);
  if (isHourBare(language())) return resetTime(startOfHour(date), now);
  return format(date, { weekday: "short", hour: "numeric" });
}

/** In many languages the hour alone would be read as a day of the month: "sáb, 15". */
export const isHourBare = (tag: string): boolean =>
  new Intl.DateTimeFormat(tag, { weekday: "short", hour: "numeric" }).formatToParts().at(-1)?.type === "hour";

const startOfHour = (date: Date): Date => new Date(new Date(date).setMinutes(0));

const isToday = (date: Date, now: Date): boolean => date.toDateString() === now.toDateString();

/** No other day that could be meant has the same one. */
const isToldByWeekday = (date: Date, now: Date): boolean =>
  Math.abs(date.getTime() - now.getTime()) < 6 * DAY_MS;

const format = (date: Date, options: Intl.DateTimeFormatOptions): string =>
  date.toLocaleString(language(), options);

const relative = (count: number, unit: Intl.RelativeTimeFormatUnit): string =>
  new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(Math.round(count), unit);

const inUnit = (count: number, unit: string, unitDisplay: "short" | "narrow"): string =>
  new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay }).format(count);
