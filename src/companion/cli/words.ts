/** The command line's own words. */
import type { Values } from "../../core/messages/text.ts";
import { put, words } from "../../openclaw/words/words.ts";

export type Phrase = keyof ReturnType<typeof words>["terminal"];

export const phrase = (name: Phrase, values: Values = {}): string => put(words().terminal[name], values);
