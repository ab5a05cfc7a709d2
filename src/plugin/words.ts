/** The plugin's own words: in a terminal, in OpenClaw's usage, in a chat, in the gateway's log. */
import type { Values } from "../core/messages/text.ts";
import { put, speakAsWanted, words } from "../openclaw/words/words.ts";
import type { Place } from "./paths.ts";

export type Phrase = keyof ReturnType<typeof words>["plugin"];

export const phrase = (name: Phrase, values: Values = {}): string => put(words().plugin[name], values);

/** Whoever runs the gateway, or the command, chooses the language. */
export const speakTo = ({ environment }: Place): Promise<void> =>
  speakAsWanted({ env: environment, platform: process.platform });
