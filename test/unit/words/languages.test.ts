/** The words of every language, each beside the English ones. What is missing is listed by its key. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import english from "../../../locales/en.json" with { type: "json" };
import { LANGUAGES } from "../../../src/openclaw/words/languages.ts";
import { rules, type Catalogue } from "../../helpers/word-rules.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../locales");

const read = (tag: string) =>
  JSON.parse(readFileSync(path.join(FOLDER, `${tag}.json`), "utf8")) as Catalogue & typeof english;

const tags = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => path.basename(file, ".json"));

/** By their keys. */
const SAME_AS_ENGLISH: Record<string, readonly string[]> = {
  de: [
    "popup.details",
    "welcome.found_companion_is",
    "welcome.limit",
    "gateway.host",
    "gateway.tab_server",
    "source.configFlat",
    "source.configVars",
    "plugin.status_version",
  ],
  fr: ["action.open_options", "action.pause", "welcome.found_companion_is", "terminal.doctor_mark_note"],
  it: [
    "welcome.companion",
    "welcome.found_companion",
    "gateway.host",
    "gateway.tab_server",
    "options.companion_version",
    "options.file",
    "source.configFlat",
    "source.configVars",
    "plugin.status_version",
  ],
};

const RULES = rules(SAME_AS_ENGLISH);

it("English has its own plurals, and no sign that a page could not show", () => {
  const own = Object.keys(RULES).filter((rule) => /plural|lines, ends/.test(rule));
  expect(own).toHaveLength(2);
  for (const rule of own) expect(RULES[rule]!(read("en"), english)).toEqual([]);
});

it("terminals know each language that there are words of", () => {
  expect([...Object.keys(LANGUAGES), "en"].toSorted()).toEqual(tags.toSorted());
});

describe.each(tags.filter((tag) => tag !== "en"))("%s", (tag) => {
  const words = read(tag);

  it.each(Object.keys(RULES))("%s", (rule) => {
    expect(RULES[rule]!(words, english)).toEqual([]);
  });
});

it.each(tags)("%s says which language it is, in which direction it is written, and fits a store", (tag) => {
  const { language, extension } = read(tag);
  const isFromRight = ["Arab", "Hebr"].includes(new Intl.Locale(tag).maximize().script!);
  expect(language).toEqual({ tag, direction: isFromRight ? "rtl" : "ltr" });
  expect(Array.from(extension.name).length).toBeLessThanOrEqual(45);
  expect(Array.from(extension.description).length).toBeLessThanOrEqual(132);
});
