/** What a terminal of ours says, in English until another language is asked for. Each program carries its own part of it. */
import english from "../../../locales/en.json" with { type: "json" };
import { keepOrder } from "../../core/messages/order.ts";
import { fill, type Values } from "../../core/messages/text.ts";
import type { Environment, System } from "../files/paths.ts";
import { LANGUAGES, type Languages } from "./languages.ts";
import { closest, wantedLanguage } from "./wanted.ts";

type Words = Pick<
  typeof english,
  "language" | "failure" | "holds" | "source" | "sentences" | "terminal" | "plugin"
>;

interface Spoken {
  words: Words;
  /** For numbers and dates: the language of the words, and the region that is wanted with it. */
  locale: string;
}

const ENGLISH: Spoken = { words: english, locale: "en" };

/** A text for each of the language's plurals. */
export type Plurals = Readonly<Record<string, string>>;

/** The names of texts that don't depend on a count. */
export type TextName<Part> = { [Name in keyof Part]: Part[Name] extends string ? Name : never }[keyof Part];

let spoken = ENGLISH;

export const words = (): Words => spoken.words;

/** Programs read the same in every language. */
export function speakEnglish(): void {
  spoken = ENGLISH;
}

/** From now on in the language that is wanted here. No file of words, however broken, is a reason to fail. */
export async function speakAsWanted(
  system: { env: Environment; platform: System["platform"] },
  languages: Languages = LANGUAGES,
): Promise<void> {
  spoken = (await spokenFor(wantedLanguage(system), languages)) ?? ENGLISH;
}

async function spokenFor(wanted: string | undefined, languages: Languages): Promise<Spoken | undefined> {
  const language = wanted && closest(wanted, ["en", ...Object.keys(languages)]);
  if (!language) return undefined;
  if (language === "en") return { words: english, locale: wanted };
  const read = await languages[language]?.().catch(() => undefined);
  return read && { words: over<Words>(english, read.default), locale: wanted };
}

/** The words of another language, and English ones where it has none. */
function over<Part>(ours: Part, theirs: unknown): Part {
  if (typeof ours !== "object" || ours === null)
    return typeof theirs === typeof ours && theirs !== "" ? (theirs as Part) : ours;
  const given = typeof theirs === "object" && theirs !== null ? (theirs as Record<string, unknown>) : {};
  // Which plurals there are is a matter of the language.
  if ("other" in ours) return (isPlurals(given) ? given : ours) as Part;
  const entries = Object.entries(ours).map(([name, part]: [string, unknown]) => [
    name,
    over(part, given[name]),
  ]);
  return Object.fromEntries(entries) as Part;
}

const isPlurals = (given: Record<string, unknown>): boolean =>
  "other" in given && Object.values(given).every((text) => typeof text === "string" && text !== "");

/** A text with values in its {places}, numbers in the language's digits. */
export function put(text: string, values: Values): string {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === "number" ? inDigits(value) : value,
  ]);
  return fill(text, Object.fromEntries(entries) as Values);
}

/** Only where there is a number: what Intl needs for it takes as long to load as a third of Node. */
const inDigits = (value: number): string =>
  new Intl.NumberFormat(spoken.locale, { useGrouping: false }).format(value);

/** The one that fits the count, which stands in {count}. */
export function putCounted(texts: Plurals, count: number): string {
  const category = new Intl.PluralRules(spoken.locale).select(count);
  return put(texts[category] ?? texts["other"]!, { count });
}

/** "a, b, and c" */
export const list = (items: readonly string[]): string => new Intl.ListFormat(spoken.locale).format(items);

/** Sentences one behind the other, as the language joins them. */
export const inOneLine = (sentences: readonly string[]): string =>
  sentences.reduce((before, next) => put(words().sentences.joined, { before, next }));

/** For numbers and dates. */
export const locale = (): string => spoken.locale;

/** @param time in milliseconds since 1970 */
export const dateAndTime = (time: number): string => new Date(time).toLocaleString(spoken.locale);

/**
 * Text as it goes out. Only to a screen go marks that keep the order of paths and commands: elsewhere programs read it,
 * and a screen may be the one thing that can't show it otherwise.
 */
export const shownOn =
  ({ isTTY }: { isTTY?: boolean }) =>
  (text: string): string =>
    isTTY && spoken.words.language.direction === "rtl" ? keepOrder(text) : text;
