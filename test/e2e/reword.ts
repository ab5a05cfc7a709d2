/** The words of a page in another language, put in the place of the English ones that stand there. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { wordsOfPages } from "../../scripts/catalogue-parts.ts";
import { keepOrder } from "../../src/core/messages/order.ts";
import { valueIn } from "./reword-values.ts";

const LOCALES = path.resolve(import.meta.dirname, "../../locales");

/** `all`, or some: `de,ja`. */
const WANTED = process.env["CLAWKEY_LANGUAGES"];

/** Whose browsers are opened: from right to left, and where time is, the longest words and the densest letters. */
export const speakers: readonly string[] = WANTED === undefined ? ["ar"] : ["ar", "de", "ja"];

/** In which every state is looked at that any scenario comes to, where time is. */
export const rewordings: readonly string[] = globSync("*.json", { cwd: LOCALES })
  .map((file) => path.basename(file, ".json"))
  .filter((tag) => tag !== "en" && (WANTED === "all" || WANTED?.split(",").includes(tag)));

interface Words {
  language: { tag: string; direction: string };
  texts: Map<string, string>;
}

/** Keys with dots. */
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

const english = wordsOf("en").texts;

/** What an English text looks like with its {places} filled. */
interface Form {
  key: string;
  pattern: RegExp;
  /** Nothing but places and signs: of somebody else's words it could be made, too. */
  isAnything: boolean;
}

const quoted = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

function formOf([key, text]: [key: string, text: string]): Form {
  const parts = text.split(/\{(\w+)\}/);
  const isAnything = !/[a-z]/i.test(parts.filter((_, at) => at % 2 === 0).join(""));
  const seen = new Set<string>();
  const place = (name: string) => (seen.has(name) ? `\\k<${name}>` : (seen.add(name), `(?<${name}>.+?)`));
  const pattern = parts.map((part, at) => (at % 2 === 0 ? quoted(part) : place(part))).join("");
  return { key, pattern: new RegExp(`^${pattern}$`, "s"), isAnything };
}

const PLACES = /\{\w+\}/g;
const saidBy = (text: string) => text.replaceAll(PLACES, "");

/** What says the most comes first. Of places with nothing but spaces between them all could be made. */
const FORMS = [...english]
  .filter(([, text]) => /\S/.test(saidBy(text)))
  .toSorted(([, a], [, b]) => saidBy(b).length - saidBy(a).length)
  .map(formOf);
const SAYING = FORMS.filter(({ isAnything }) => !isAnything);
const JOINING = FORMS.filter(({ isAnything }) => isAnything);

/** @returns what says in this language what the page says in English; what is somebody else's stays */
export function rewordingInto(tag: string): (text: string) => string {
  const { texts } = wordsOf(tag);
  const known = new Map<string, string>();

  const textOf = (key: string, count: string | undefined): string | undefined => {
    const number = Number(count?.replaceAll(/\D/g, ""));
    const form = count === undefined ? "other" : new Intl.PluralRules(tag).select(number);
    const isCounted = english.has(key.replace(/\.\w+$/, ".other"));
    return isCounted ? texts.get(key.replace(/\.\w+$/, `.${form}`)) : texts.get(key);
  };

  const inForm = (forms: readonly Form[], text: string): string | undefined => {
    for (const { key, pattern, isAnything } of forms) {
      const groups = pattern.exec(text)?.groups ?? (pattern.test(text) ? {} : undefined);
      const theirs = groups && textOf(key, groups["count"]);
      if (theirs === undefined) continue;
      const inside = new Map(Object.entries(groups!).map(([name, value]) => [name, inOther(value)]));
      if (isAnything && !Object.entries(groups!).some(([name, value]) => inside.get(name) !== value))
        continue;
      return theirs.replaceAll(/\{(\w+)\}/g, (whole, name: string) => inside.get(name) ?? whole);
    }
    return undefined;
  };

  /** One behind the other, in one line. */
  const inSentences = (text: string): string | undefined => {
    for (const { index } of text.matchAll(/(?<=[.:]) (?=[A-Z])/g)) {
      const [before, next] = [text.slice(0, index), text.slice(index + 1)].map((part) =>
        inForm(SAYING, part),
      );
      if (before !== undefined && next !== undefined)
        return texts.get("sentences.joined")!.replace("{before}", before).replace("{next}", next);
    }
    return undefined;
  };

  /** "a, b, and c" */
  const inList = (text: string): string | undefined => {
    const items = text.split(/, and |, | and /);
    const theirs = items.map(inOther);
    return items.length > 1 && theirs.every((item, at) => item !== items[at] || /\d%$|[/\\]/.test(item))
      ? new Intl.ListFormat(tag).format(theirs)
      : undefined;
  };

  function inOther(text: string): string {
    if (!known.has(text)) {
      known.set(text, text);
      const whole = inForm(SAYING, text) ?? inSentences(text);
      const found = whole ?? valueIn(tag, text) ?? inList(text) ?? inForm(JOINING, text);
      known.set(text, found ?? text);
    }
    return known.get(text)!;
  }
  return inOther;
}

/** Until the returned function is called. */
export async function reword(page: Page, tag: string): Promise<() => Promise<void>> {
  const { language } = wordsOf(tag);
  const into = rewordingInto(tag);
  const inOrder = language.direction === "rtl" ? keepOrder : (text: string) => text;
  const found = await page.evaluateHandle(findWords);
  const sentences = await found.evaluate(({ sentences: all }) => all.map(({ text }) => text));
  const theirs = sentences.map((text) => {
    const [, before = "", words = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(text)!;
    const reworded = into(words);
    return reworded === words ? null : before + inOrder(reworded) + after;
  });
  await found.evaluate(
    ({ put }, all, { tag: lang, direction: dir }) => put(all, lang, dir),
    theirs,
    language,
  );
  return async () => {
    await found.evaluate(({ restore }) => restore());
    await found.dispose();
  };
}

/** Runs in the page, and so holds all that it needs. */
function findWords() {
  const ELEMENT = "\uFFFC";
  const isText = (node: Node): node is Text => node.nodeType === Node.TEXT_NODE;
  const sentences: { text: string; nodes: Text[] }[] = [];
  for (const parent of [document.body, ...document.body.querySelectorAll("*")]) {
    if (parent.closest("script, style, code, pre")) continue;
    const nodes = [...parent.childNodes].filter(isText);
    // Around one element there may stand one sentence: it is tried before its parts.
    if (parent.childElementCount === 1 && nodes.some(({ data }) => data.trim() !== "")) {
      const text = [...parent.childNodes].map((node) => (isText(node) ? node.data : ELEMENT)).join("");
      sentences.push({ text, nodes });
    }
    for (const node of nodes) if (node.data.trim() !== "") sentences.push({ text: node.data, nodes: [node] });
  }
  const undo: (() => void)[] = [];
  const set = (node: Text, text: string) => {
    const before = node.data;
    node.data = text;
    undo.unshift(() => (node.data = before));
  };
  const put = (theirs: (string | null)[], lang: string, dir: string) => {
    const root = document.documentElement;
    const before = { lang: root.lang, dir: root.dir };
    Object.assign(root, { lang, dir });
    undo.unshift(() => Object.assign(root, before));
    const done = new Set<Text>();
    sentences.forEach(({ nodes }, at) => {
      const text = theirs[at];
      if (typeof text !== "string" || nodes.some((node) => done.has(node))) return;
      const parts = text.split(ELEMENT);
      if (parts.length !== nodes.length) return;
      nodes.forEach((node, part) => {
        set(node, parts[part]!);
        done.add(node);
      });
    });
  };
  return { sentences, put, restore: () => undo.forEach((step) => step()) };
}
