/** Numbers and times as English writes them, written as another language does. */
import { isHourBare, listOfUnits } from "../../src/extension/ui/dates.ts";

/** @returns undefined for what is neither */
export const valueIn = (tag: string, text: string): string | undefined =>
  percentIn(tag, text) ?? durationIn(tag, text) ?? relativeIn(tag, text) ?? timeIn(tag, text);

const MARKS = /[\u061c\u200e\u200f]/g;

function percentIn(tag: string, text: string): string | undefined {
  const [, share] = /^(\d+)%$/.exec(text) ?? [];
  if (share === undefined) return undefined;
  const format = new Intl.NumberFormat(tag, { style: "percent" });
  return format.format(Number(share) / 100).replaceAll(MARKS, "");
}

const UNITS = { day: "day", hr: "hour", min: "minute", sec: "second" } as const;

/** "2 hr 18 min" */
function durationIn(tag: string, text: string): string | undefined {
  if (!/^(\d+ (day|hr|min|sec)s? ?)+$/.test(text)) return undefined;
  const parts = Array.from(text.matchAll(/(\d+) (day|hr|min|sec)/g), ([, count, unit]) =>
    new Intl.NumberFormat(tag, {
      style: "unit",
      unit: UNITS[unit as keyof typeof UNITS],
      unitDisplay: "short",
    }).format(Number(count)),
  );
  return listOfUnits(tag).format(parts);
}

/** "in 27 days", "2 minutes ago" */
function relativeIn(tag: string, text: string): string | undefined {
  const [, until, count, unit, ago] = /^(in )?(\d+) (day|hour|minute|second)s?( ago)?$/.exec(text) ?? [];
  if (unit === undefined || (until === undefined) === (ago === undefined)) return undefined;
  const format = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  return format.format(ago ? -Number(count) : Number(count), unit as Intl.RelativeTimeFormatUnit);
}

const TIME =
  /^(?:(?<weekday>Sun|Mon|Tue|Wed|Thu|Fri|Sat),? ?)?(?:(?<month>[A-Z][a-z]{2,8}) (?<day>\d{1,2})(?:, (?<year>\d{4}))?)?(?:(?:, | at | )?(?<hour>\d{1,2})(?::(?<minute>\d\d))?\s(?<half>[AP]M))?$/u;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** "2:05 PM", "Sat 3 PM", "Dec 19", "Dec 19, 2026, 2:05 PM" */
function timeIn(tag: string, text: string): string | undefined {
  const { weekday, month, day, year, hour, minute, half } = TIME.exec(text)?.groups ?? {};
  if (weekday === undefined && day === undefined && hour === undefined) return undefined;
  const clock = hour === undefined ? "" : ` ${hour}:${minute ?? "00"} ${half}`;
  const date = new Date(`${month ?? "Jan"} ${day ?? 1}, ${year ?? 2026}${clock}`);
  if (Number.isNaN(date.getTime())) return undefined;
  if (weekday) date.setDate(date.getDate() + ((WEEKDAYS.indexOf(weekday) - date.getDay() + 7) % 7));
  const isLong = month !== undefined && month.length > 3;
  if (year)
    return date.toLocaleString(tag, {
      dateStyle: isLong ? "long" : "medium",
      ...(hour && { timeStyle: "short" }),
    });
  return date.toLocaleString(tag, {
    ...(weekday && { weekday: "short" }),
    ...(day && { day: "numeric", month: isLong ? "long" : "short" }),
    ...(hour && { hour: "numeric" }),
    ...((minute || (hour && isHourBare(tag))) && { minute: "2-digit" }),
  });
}
