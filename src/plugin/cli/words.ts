/** The words of `openclaw clawkey`. */
import type { Values } from "../../core/messages/text.ts";
import { put, words } from "../../openclaw/words/words.ts";

export type Phrase = keyof ReturnType<typeof words>["plugin"];

export const phrase = (name: Phrase, values: Values = {}): string => put(words().plugin[name], values);
