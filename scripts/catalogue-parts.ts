/** One file a language holds all words; each program takes the parts that it says. */
import type { Plugin } from "vite";

/** What any terminal of ours may have to say. */
const SAID_IN_TERMINALS = ["language", "failure", "holds", "source", "sentences"];

export const PARTS = {
  companion: [...SAID_IN_TERMINALS, "terminal"],
  plugin: [...SAID_IN_TERMINALS, "plugin"],
} as const;

/** No page says these. */
const NOT_ON_PAGES = ["terminal", "plugin", "store"];

/** A language's words for the browser: pages, and the texts that the browser itself shows. */
export const wordsOfPages = <Value>(words: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(words).filter(([part]) => !NOT_ON_PAGES.includes(part)));

/** Leaves only these parts in each file of words that a bundle takes in. */
export const onlyParts = (parts: readonly string[]): Plugin => ({
  name: "only-parts",
  enforce: "pre",
  transform: {
    filter: { id: /\/locales\/[\w-]+\.json$/ },
    handler(text) {
      const words = JSON.parse(text) as Record<string, unknown>;
      return JSON.stringify(Object.fromEntries(parts.map((part) => [part, words[part]])));
    },
  },
});
