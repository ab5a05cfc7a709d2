/** The words of `openclaw clawkey`. */
import { fill, type Values } from "../../core/messages/text.ts";
import catalogue from "../../../locales/en.json" with { type: "json" };

export type Phrase = keyof typeof catalogue.plugin;

export const phrase = (name: Phrase, values: Values = {}): string => fill(catalogue.plugin[name], values);
