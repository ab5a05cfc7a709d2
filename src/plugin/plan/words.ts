/** The words in which a plan's numbers are told: in OpenClaw's usage, in a chat, in a terminal. */
import { fill, foreignWords, NAME_LENGTH, type Values } from "../../core/messages/text.ts";
import own from "./en.json" with { type: "json" };

type Phrase = keyof typeof own;

export const phrase = (name: Phrase, values: Values = {}): string => fill(own[name], values);

/** What claude.ai calls something, in one printable line. */
export const named = (text: string): string => foreignWords(text, NAME_LENGTH);

/** Of whoever reads. */
export interface Clock {
  now: number;
  /** Undefined for this machine's own. */
  timeZone: string | undefined;
}

/** `14:05`, with the day where that is another one. */
export function timeWords(time: number, { now, timeZone }: Clock): string {
  const day = { weekday: "short", day: "numeric", month: "short" } as const;
  const words = (options: Intl.DateTimeFormatOptions, at: number) =>
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(at);
  const clock = words({ hour: "2-digit", minute: "2-digit" }, time);
  return words(day, time) === words(day, now) ? clock : `${words(day, time)}, ${clock}`;
}

/** Rounded down, and never nothing. */
export function durationWords(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return phrase("days", { days, hours: hours % 24 });
  return hours > 0 ? phrase("hours", { hours, minutes: minutes % 60 }) : phrase("minutes", { minutes });
}
