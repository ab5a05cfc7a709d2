/** All words on the pages come through here, in the one language that they are in. */
import { fill, printable } from "../../core/messages/text.ts";
import { textFor } from "../browser/catalogue.ts";
import type { GeneratedI18nStructure } from "#i18n";

/** A page has none of a terminal's or a store's. */
type Key = Exclude<keyof GeneratedI18nStructure, `${"terminal" | "plugin" | "store"}.${string}`>;

/** Has a text for each of its language's plural categories: `<key>.one`, `<key>.other` ... */
export type CountedKey = Key extends infer K ? (K extends `${infer Start}.other` ? Start : never) : never;
export type MessageKey = Exclude<Key, `${CountedKey}.${Intl.LDMLPluralRule}`>;

/** A number is written in the language's digits, a list in its way of joining. */
type Value = string | number | Message | readonly (string | Message)[];

/** Words as data: which message, and what stands in its {places}, which may be a message again. */
export interface Message {
  key: MessageKey | CountedKey;
  /** Chooses among the texts of a `CountedKey`. */
  count?: number;
  values?: Readonly<Record<string, Value>>;
}

export const message = (key: MessageKey, values?: Message["values"]): Message =>
  values ? { key, values } : { key };

/** Words that depend on a number, which stands in {count}. */
export const counted = (key: CountedKey, count: number, values: Message["values"] = {}): Message => ({
  key,
  count,
  values: { ...values, count },
});

export function say({ key, count, values = {} }: Message): string {
  const chosen = count === undefined ? key : `${key}.${new Intl.PluralRules(language()).select(count)}`;
  const texts = Object.entries(values).map(([name, value]) => [name, textOf(value)]);
  return fill(textFor(chosen), Object.fromEntries(texts));
}

/** Somebody else's words as they are, and ours in the language of the page. */
export function textOf(value: Value): string {
  if (typeof value === "string") return printable(value);
  // A line's or a container's number is a name, and no quantity.
  if (typeof value === "number")
    return new Intl.NumberFormat(language(), { useGrouping: false }).format(value);
  return "key" in value ? say(value) : list(value.map(textOf));
}

/** "a, b, and c" */
export const list = (items: readonly string[]): string => new Intl.ListFormat(language()).format(items);

/** Sentences one behind the other, as the language joins them. */
export const inOneLine = (sentences: readonly Message[]): string =>
  say(sentences.reduce((before, next) => message("sentences.joined", { before, next })));

/** In some languages Intl sets marks of direction beside it; the page isolates what it shows. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f]/g;

/** @param share 0 to 100 */
export const percent = (share: number): string =>
  new Intl.NumberFormat(language(), { style: "percent" }).format(share / 100).replaceAll(DIRECTION_MARKS, "");

/** @param amount in the currency's smallest unit @param currency ISO 4217 */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat(language(), { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits).replaceAll(DIRECTION_MARKS, "");
}

/** The tag of the catalogue that the browser took, which need not be in the browser's own language. */
export const languageOfWords = (): string => textFor("language.tag");

/**
 * The language for numbers and dates: that of the words. Where the system's is the same in one of its regions, that one:
 * English words have 14:05 beside them in Britain, and 2:05 PM in America.
 */
export function language(): string {
  const words = languageOfWords();
  const system = new Intl.NumberFormat().resolvedOptions().locale;
  return system.startsWith(`${words}-`) ? system : words;
}
