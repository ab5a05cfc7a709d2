/** The command line's words: the same catalogue as the extension's pages, so that a failure is worded once. */
import catalogue from "../locales/en.json" with { type: "json" };
import type { CompanionFailure, SourceName } from "../src/protocol/companion.ts";

export type Phrase = keyof typeof catalogue.cli;

type Values = Readonly<Record<string, string | number | undefined>>;

export const phrase = (name: Phrase, values: Values = {}): string => fill(catalogue.cli[name], values);

export const sourceName = (source: SourceName): string => catalogue.source[source];

/** What is wrong and what to do next, in one line. */
export function failureText({ code, detail }: CompanionFailure): string {
  const words = catalogue.failure[code === "protocol_unsupported" ? "request_invalid" : code];
  return `${fill(words.title, detail ?? {})}. ${fill(words.next, detail ?? {})}`;
}

/** `{name}` as in the extension's messages. */
function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}
