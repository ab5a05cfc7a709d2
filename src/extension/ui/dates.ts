/** Dates in the words of the browser's language. */

const DAY_MS = 86_400_000;

/** "in 27 days (19 Dec)"; hours where less than two days are left. */
export function timeUntil(date: Date, now: Date): string {
  const left = date.getTime() - now.getTime();
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  const inDays = Math.abs(left) >= 2 * DAY_MS;
  const words = inDays
    ? relative.format(Math.round(left / DAY_MS), "day")
    : relative.format(Math.round(left / (DAY_MS / 24)), "hour");
  return `${words} (${new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" }).format(date)})`;
}

export const longDate = (date: Date): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: "long" }).format(date);

export const shortTime = (date: Date): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(date);

/** "14:05", or with the day where that is not today. */
export function timeOfDay(date: Date, now = new Date()): string {
  const isToday = date.toDateString() === now.toDateString();
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(date);
  return isToday
    ? time
    : `${new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" }).format(date)} ${time}`;
}

/** As short as it can be told: "14:05" today, "Sat 14:05" within the week, "19 Dec" after that. */
export function resetTime(date: Date, now: Date): string {
  if (date.toDateString() === now.toDateString()) return timeOfDay(date, now);
  const inAWeek = Math.abs(date.getTime() - now.getTime()) < 6 * DAY_MS;
  const form: Intl.DateTimeFormatOptions = inAWeek
    ? { weekday: "short", hour: "numeric", minute: "2-digit" }
    : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(undefined, form).format(date);
}
