/** The words of `openclaw clawkey`. */
import { fill, type Values } from "../../core/messages/text.ts";
import own from "./en.json" with { type: "json" };

export type Phrase = keyof typeof own;

export const phrase = (name: Phrase, values: Values = {}): string => fill(own[name], values);
