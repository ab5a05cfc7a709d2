/** All words on the pages come through here. */
import { printable } from "../../core/messages/text.ts";
import { i18n, type GeneratedI18nStructure } from "#i18n";

export type MessageKey = keyof GeneratedI18nStructure;

/** Words as data: which message, and what stands in its {places}, which may be a message again. */
export interface Message {
  key: MessageKey;
  values?: Readonly<Record<string, string | number | Message>>;
}

export const message = (key: MessageKey, values?: Message["values"]): Message =>
  values ? { key, values } : { key };

export function say({ key, values = {} }: Message): string {
  const texts = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === "object" ? say(value) : typeof value === "string" ? printable(value) : value,
  ]);
  // The generated overloads want to know the key beforehand; here it is chosen at run time.
  const translate = i18n.t as (key: MessageKey, values: Record<string, string | number>) => string;
  return translate(key, Object.fromEntries(texts));
}
