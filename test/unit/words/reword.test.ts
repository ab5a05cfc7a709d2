/** The words that a page shows in English are found again, whatever stands in their places, and said in each language. */
import { expect, it } from "vitest";
import { rewordingInto, wordsOf } from "../../e2e/reword.ts";

const english = wordsOf("en").texts;

/** Of somebody else, as a path is. */
const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name) => `/tmp/${name}`);

it.each(["ar", "de", "ja", "ru"])("every text of the pages is, in %s", (tag) => {
  const into = rewordingInto(tag);
  const { texts } = wordsOf(tag);
  // Where English has the same words twice, either may stand there.
  const theirs = Map.groupBy(english, ([, text]) => text);
  const wrong = [...english].filter(([key, text]) => {
    // Places and signs alone are told by what stands in them.
    if (/\.(zero|one|two|few|many|other)$/.test(key) || !/[a-z]/i.test(text.replaceAll(/\{\w+\}/g, "")))
      return false;
    const possible = theirs.get(text)!.map(([same]) => filled(texts.get(same) ?? ""));
    return !possible.includes(into(filled(text)));
  });
  expect(wrong).toEqual([]);
});

it.each([
  ["Resets in 2 hr 9 min", "Reset in 2 Std., 9 Min."],
  ["Over pace, full 1:05 PM", "Zu schnell, voll ab 13:05"],
  ["in 28 days (Dec 25)", "in 28 Tagen (25. Dez.)"],
  ["OpenClaw's global .env (/tmp/a)", "OpenClaws globale .env (/tmp/a)"],
  ["41%", "41\u00A0%"],
  ["robin@example.com's Organization", "robin@example.com's Organization"],
])("%s is said with its values, and what is somebody else's stays", (text, german) => {
  expect(rewordingInto("de")(text)).toBe(german);
});

it("two sentences in one line are said, too", () => {
  const inLine = (texts: ReadonlyMap<string, string>) =>
    ["picked.unseen", "picked.unlocked"].map((key) => filled(texts.get(key)!)).join(" ");
  expect(rewordingInto("de")(inLine(english))).toBe(inLine(wordsOf("de").texts));
});

it("a number has the form that the language has for it", () => {
  const few = wordsOf("ru").texts.get("options.gateway_others.few")!;
  expect(rewordingInto("ru")("3 other browsers are paired.")).toBe(few.replace("{count}", "3"));
});
