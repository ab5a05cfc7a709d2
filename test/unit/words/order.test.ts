/** Paths, commands and addresses in the words of every language: each is read in its own direction, wherever it stands. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { keepOrder } from "../../../src/core/messages/order.ts";
import { fill } from "../../../src/core/messages/text.ts";
import { textsOf, type Catalogue } from "../../helpers/word-rules.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../locales");
const CATALOGUES = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));

const PLACES = ["path", "paths", "shellPath", "place", "folder", "address", "command"];

/** A user's name is in their own letters, whatever language they read. */
const MIXED = "/home/علي/.openclaw/openclaw.json";

/** Their texts that have such a place, with this in each. */
const filled = (catalogue: Catalogue, value: string): string[] =>
  Array.from(textsOf(catalogue).values(), (text) => (typeof text === "string" ? text : text["other"]!))
    .filter((text) => PLACES.some((place) => text.includes(`{${place}}`)))
    .map((text) =>
      fill(
        text.replaceAll("{path}.lock", "{path}"),
        Object.fromEntries(PLACES.map((place) => [place, value])),
      ),
    );

const read = (file: string) => JSON.parse(readFileSync(path.join(FOLDER, file), "utf8")) as Catalogue;

it.each(CATALOGUES)(
  "%s holds a path with letters from right to left together, and nothing beside it",
  (file) => {
    const texts = filled(read(file), MIXED);
    expect(texts.length).toBeGreaterThan(60);
    const wanted = (text: string) => text.replaceAll(MIXED, `\u2066${MIXED}\u2069`);
    const withoutMarks = (text: string) => keepOrder(text).replaceAll("\u200E", "");
    expect(texts.map(withoutMarks)).toEqual(texts.map(wanted));
  },
);

it("Arabic keeps the sign that a path begins with at its beginning, in brackets too", () => {
  const texts = filled(read("ar.json"), "~/.openclaw/.env").filter((text) => /\p{Script=Arabic}/u.test(text));
  expect(texts.length).toBeGreaterThan(60);
  expect(texts.filter((text) => !keepOrder(text).includes("\u200E~/.openclaw/.env"))).toEqual([]);
});
