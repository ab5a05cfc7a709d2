import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const read = (folder: string, ending: RegExp): string =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => ending.test(file))
    .map((file) => readFileSync(path.join(ROOT, folder, file), "utf8"))
    .join("\n");

const pages = read("entrypoints", /\.html$/);
const code =
  read("entrypoints", /\.ts$/) +
  read("src", /\.ts$/) +
  readFileSync(path.join(ROOT, "wxt.config.ts"), "utf8");

function keysOf(node: object, prefix = ""): string[] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "string" ? [prefix + name] : keysOf(value as object, `${prefix}${name}.`),
  );
}

const keys = keysOf(catalogue);

it("has every word that the pages name", () => {
  const named = Array.from(pages.matchAll(/data-i18n="([^"]+)"/g), ([, key]) => key);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((key) => !keys.includes(key!))).toEqual([]);
});

it("has no word that nobody shows", () => {
  // Keys that are put together at run time: one for each code, source, format, target or file.
  const composed = Array.from(code.matchAll(/`([a-z_.]+)\$\{/g), ([, start]) => start!);
  const manifest = keys.filter((key) => code.includes(`__MSG_${key.replaceAll(".", "_")}__`));
  const unused = keys.filter(
    (key) =>
      !manifest.includes(key) &&
      !pages.includes(`"${key}"`) &&
      !code.includes(`"${key}"`) &&
      !composed.some((start) => key.startsWith(start)),
  );
  expect(unused).toEqual([]);
});

it("leaves no word in the pages themselves", () => {
  const text = pages.replace(/<(title|script|style)[^]*?<\/\1>/g, "").replace(/<[^>]*>/g, "");
  expect(text.replace(/[\s✓–]/g, "")).toBe("");
});
