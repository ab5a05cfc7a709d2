import { expect, it } from "vitest";
import { pseudoLanguage } from "../../../scripts/pseudo-language.ts";
import catalogue from "../../../locales/en.json" with { type: "json" };

/** Of plurals, of which languages have a different number, one. */
const textsOf = (node: object): string[] =>
  "other" in node
    ? [String(node.other)]
    : Object.values(node).flatMap((value: string | object) =>
        typeof value === "string" ? [value] : textsOf(value),
      );
const placesIn = (text: string) => text.match(/\{\w+\}/g);

it("makes each word longer and in other letters, in brackets, and leaves its places alone", () => {
  expect(pseudoLanguage({ popup: { saved: "Written to {path}." } })).toMatchObject({
    popup: { saved: "[Wŕíţţéñŵŕí ţóţ {path}.]" },
  });
});

it("has a text for each that English has, about two fifths longer, with the same places", () => {
  const { language, ...words } = pseudoLanguage(catalogue);
  expect(language).toEqual({ tag: "ar-XB", direction: "rtl" });
  const { language: _, ...english } = catalogue;
  const pseudo = textsOf(words);
  const pairs = textsOf(english).map((text, index) => [text, pseudo[index]!] as const);
  expect(pairs.length).toBeGreaterThan(300);
  for (const [text, longer] of pairs) expect(placesIn(longer), text).toEqual(placesIn(text));
  const length = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at].length, 0);
  expect(length(1) / length(0)).toBeGreaterThan(1.35);
  expect(length(1) / length(0)).toBeLessThan(1.6);
});

it("has as many plurals as its language", () => {
  const { sync } = pseudoLanguage({ sync: { times: { one: "once", other: "{count} times" } } }) as {
    sync: { times: object };
  };
  const { pluralCategories } = new Intl.PluralRules("ar-XB").resolvedOptions();
  expect(Object.keys(sync.times).toSorted()).toEqual(pluralCategories.toSorted());
  expect(new Set(Object.values(sync.times))).toEqual(new Set(["[{count} ţíḿéšţí]"]));
});
