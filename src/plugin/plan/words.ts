/** Names, times and durations as a plan's numbers are told with them: in OpenClaw's usage, in a chat, in a terminal. */
import { foreignWords, NAME_LENGTH } from "../../core/messages/text.ts";
import { locale } from "../../openclaw/words/words.ts";
import { phrase } from "../words.ts";
import type { Clock } from "./clock.ts";

/** What claude.ai calls something, in one printable line. */
export const named = (text: string): string => foreignWords(text, NAME_LENGTH);

/** `14:05`, with the day where that is another one. */
export function timeWords(time: number, { now, timeZone }: Clock): string {
  const day = { weekday: "short", day: "numeric", month: "short" } as const;
  const words = (options: Intl.DateTimeFormatOptions, at: number) =>
    new Intl.DateTimeFormat(locale(), { ...options, timeZone }).format(at);
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return words(words(day, time) === words(day, now) ? clock : { ...day, ...clock }, time);
}

/** Rounded down, and never nothing. */
export function durationWords(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return phrase("plan_days", { days, hours: hours % 24 });
  return hours > 0
    ? phrase("plan_hours", { hours, minutes: minutes % 60 })
    : phrase("plan_minutes", { minutes });
}
