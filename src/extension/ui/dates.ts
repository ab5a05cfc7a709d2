/** Dates in the words of the browser's language. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const DAY = { day: "numeric", month: "short" } as const;

/** "in 27 days (19 Dec)"; hours where less than two days are left. */
export function timeUntil(date: Date, now: Date): string {
  const left = date.getTime() - now.getTime();
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  const inDays = Math.abs(left) >= 2 * DAY_MS;
  const words = inDays
    ? relative.format(Math.round(left / DAY_MS), "day")
    : relative.format(Math.round(left / HOUR_MS), "hour");
  return `${words} (${date.toLocaleDateString(undefined, DAY)})`;
}

export const longDate = (date: Date): string => date.toLocaleDateString(undefined, { dateStyle: "long" });

export const shortTime = (date: Date): string =>
  date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

/** "14:05", or with the day where that is not today. */
export function timeOfDay(date: Date, now = new Date()): string {
  const isToday = date.toDateString() === now.toDateString();
  const time = date.toLocaleTimeString(undefined, { timeStyle: "short" });
  return isToday ? time : `${date.toLocaleDateString(undefined, DAY)} ${time}`;
}

/** As short as it can be told: "14:05" today, "Sat 14:05" within the week, "19 Dec" after that. */
export function resetTime(date: Date, now: Date): string {
  if (date.toDateString() === now.toDateString()) return timeOfDay(date, now);
  const inAWeek = Math.abs(date.getTime() - now.getTime()) < 6 * DAY_MS;
  return date.toLocaleString(
    undefined,
    inAWeek ? { weekday: "short", hour: "numeric", minute: "2-digit" } : DAY,
  );
}
