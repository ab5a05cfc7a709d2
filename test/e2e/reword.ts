/** The words of a page in another language, put in the place of the English ones that stand there. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { wordsOfPages } from "../../scripts/catalogue-parts.ts";

const LOCALES = path.resolve(import.meta.dirname, "../../locales");

const LONG = process.env["CLAWKEY_LANGUAGES"] !== undefined;

/** Whose browsers are opened: from right to left, and where time is, the longest words and the densest letters. */
export const speakers: readonly string[] = LONG ? ["ar", "de", "ja"] : ["ar"];

/** In which every state is looked at that any scenario comes to: all of them, where time is. */
export const rewordings: readonly string[] = LONG
  ? globSync("*.json", { cwd: LOCALES })
      .map((file) => path.basename(file, ".json"))
      .filter((tag) => tag !== "en")
  : [];

interface Words {
  language: { tag: string; direction: string };
  texts: Map<string, string>;
}

/** Of the forms for a count, the general one. */
export function wordsOf(tag: string): Words {
  const words = JSON.parse(readFileSync(path.join(LOCALES, `${tag}.json`), "utf8")) as Record<string, object>;
  const texts = new Map<string, string>();
  const add = (node: object, prefix: string) => {
    for (const [name, value] of Object.entries(node) as [string, string | object][])
      if (typeof value === "string") texts.set(prefix + name, value);
      else add(value, `${prefix}${name}.`);
  };
  add(wordsOfPages(words), "");
  return { language: words["language"] as Words["language"], texts };
}

const quoted = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What an English text looks like with its {places} filled; null where there would be nothing else in it. */
function patternOf(text: string): string | null {
  const parts = text.split(/\{(\w+)\}/);
  const isAnything = !/[a-z]/i.test(parts.filter((_, at) => at % 2 === 0).join(""));
  const seen = new Set<string>();
  const place = (name: string) => (seen.has(name) ? `\\k<${name}>` : (seen.add(name), `(?<${name}>.+?)`));
  return isAnything
    ? null
    : `^${parts.map((part, at) => (at % 2 === 0 ? quoted(part) : place(part))).join("")}$`;
}

/** Until the returned function is called. Dates, and what is put together around an element, stay as they are. */
export async function reword(page: Page, tag: string): Promise<() => Promise<void>> {
  const { language, texts } = wordsOf(tag);
  const english = [...wordsOf("en").texts].toSorted(([, a], [, b]) => b.length - a.length);
  const patterns = english.flatMap(([key, text]) => {
    const pattern = patternOf(text);
    // Some languages have other forms for a count.
    const theirs = texts.get(key) ?? texts.get(key.replace(/\.\w+$/, ".other"));
    return pattern === null || theirs === undefined ? [] : [[pattern, theirs] as const];
  });
  const restored = await page.evaluateHandle(putIn, language, patterns);
  return async () => {
    await restored.evaluate((restore) => restore());
    await restored.dispose();
  };
}

/** Runs in the page, and so holds all that it needs. */
function putIn(
  { tag, direction }: Words["language"],
  patterns: (readonly [pattern: string, theirs: string])[],
): () => void {
  const forms = patterns.map(([pattern, theirs]) => [new RegExp(pattern, "s"), theirs] as const);
  const known = new Map<string, string>();
  const inOther = (text: string): string => {
    const found = known.get(text);
    if (found !== undefined) return found;
    known.set(text, text);
    for (const [form, theirs] of forms) {
      const match = form.exec(text);
      if (!match) continue;
      const filled = theirs.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
        match.groups?.[name] === undefined ? whole : inOther(match.groups[name]),
      );
      known.set(text, filled);
      break;
    }
    return known.get(text)!;
  };
  const undo: (() => void)[] = [];
  const root = document.documentElement;
  const { lang, dir } = root;
  undo.push(() => Object.assign(root, { lang, dir }));
  Object.assign(root, { lang: tag, dir: direction });
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const node = nodes.currentNode as Text;
    const before = node.data;
    if (before.trim() === "" || node.parentElement?.closest("script, style, code, pre")) continue;
    node.data = inOther(before);
    undo.push(() => (node.data = before));
  }
  return () => undo.forEach((step) => step());
}
