/** The command line's own words. */
import { fill, type Values } from "../../core/messages/text.ts";
import catalogue from "../../../locales/en.json" with { type: "json" };

export type Phrase = keyof typeof catalogue.terminal;

export const phrase = (name: Phrase, values: Values = {}): string => fill(catalogue.terminal[name], values);
