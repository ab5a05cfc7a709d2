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
