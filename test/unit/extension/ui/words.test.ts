import { afterEach, beforeEach, expect, it } from "vitest";
import { counted, list, message, percent, say, type CountedKey } from "../../../../src/extension/ui/words.ts";
import { useEnglish, useWords } from "../../../helpers/fake-words.ts";

beforeEach(useEnglish);
afterEach(useEnglish);

it.each([
  [1, "busy (1 time)"],
  [2, "busy (2 times)"],
  [0, "busy (0 times)"],
])("words follow a count, as the language has it: %d", (count, text) => {
  expect(say(counted("history.times", count, { what: "busy" }))).toBe(text);
});

it("a language has as many forms as it needs", () => {
  const forms = { one: "{count} plik", few: "{count} pliki", many: "{count} plików", other: "{count} pliku" };
  useWords({ language: { tag: "pl" }, history: { times: forms } });
  const told = [1, 3, 5, 1.5].map((count) => say(counted("history.times" satisfies CountedKey, count)));
  expect(told).toEqual(["1 plik", "3 pliki", "5 plików", "1,5 pliku"]);
});

it("lists are joined as the language does it, what comes from outside among them as printable as elsewhere", () => {
  const paths = ["/a", "/b\u202E", "/c"];
  expect(say(message("options.withdrawn_removed", { paths }))).toBe(
    "The key was removed from /a, /b\uFFFD, and /c.",
  );
  useWords({ language: { tag: "de" } });
  expect(list(["/a", "/b"])).toBe("/a und /b");
});

it("a number that names something is not split into thousands, but has the language's digits", () => {
  const where = { file: "x", line: 1234, column: 7 };
  expect(say(message("failure.config_unparsable.title", where))).toBe("x is broken at line 1234, column 7");
  const title = "{line}";
  useWords({ language: { tag: "fa" }, failure: { config_unparsable: { title } } });
  expect(say(message("failure.config_unparsable.title", where))).toBe("۱۲۳۴");
});

it.each([
  ["en", 41.4, "41%"],
  ["en", 65.5, "66%"],
  ["de", 100, "100\u00A0%"],
  ["tr", 41, "%41"],
  // Without the marks of direction that Intl puts beside it.
  ["he", 41, "41%"],
])("a share in %s is written as there: %d", (tag, share, text) => {
  useWords({ language: { tag } });
  expect(percent(share)).toBe(text);
});
