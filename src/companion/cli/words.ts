/** The command line's own words. */
import type { Values } from "../../core/messages/text.ts";
import { put, putCounted, words, type TextName } from "../../openclaw/words/words.ts";

type Terminal = ReturnType<typeof words>["terminal"];
export type Phrase = TextName<Terminal>;

export const phrase = (name: Phrase, values: Values = {}): string => put(words().terminal[name], values);

/** One that depends on a number, which stands in {count}. */
export const countedPhrase = (name: Exclude<keyof Terminal, Phrase>, count: number): string =>
  putCounted(words().terminal[name], count);
