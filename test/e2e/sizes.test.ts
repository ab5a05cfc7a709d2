/** What is shipped has a budget each: whoever outgrows one sees it, and says in a commit why. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { gzippedSize, loadedScripts } from "../helpers/loaded-scripts.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const built = (...parts: string[]) => path.join(ROOT, ...parts);
const bytes = (...parts: string[]) => statSync(built(...parts)).size;

/** In bytes, of the files of a folder that are named so. */
function sizesIn(folder: string, name: RegExp): number[] {
  const found = readdirSync(built(folder)).filter((file) => name.test(file));
  expect(found).not.toEqual([]);
  return found.map((file) => bytes(folder, file));
}
const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);

describe("What is shipped stays within its budget:", () => {
  it.each([
    ["the packed extension, Chrome", 360_000, () => bytes(`.output/clawkey-${manifest.version}-chrome.zip`)],
    [
      "the packed extension, Firefox",
      340_000,
      () => bytes(`.output/clawkey-${manifest.version}-firefox.zip`),
    ],
    ["the npm package", 980_000, () => bytes("dist/clawkey.tgz")],
    ["the companion without its words", 800_000, () => sum(sizesIn("dist", /^clawkey.*\.mjs$/))],
    ["the plugin", 850_000, () => sum(sizesIn("dist/plugin", /\.mjs$/))],
    ["a language in a terminal", 58_000, () => Math.max(...sizesIn("dist", /^words-.*\.mjs$/))],
    [
      "a language in a browser",
      107_000,
      () =>
        Math.max(
          ...readdirSync(built(".output/chrome-mv3/_locales")).map((language) =>
            bytes(".output/chrome-mv3/_locales", language, "messages.json"),
          ),
        ),
    ],
  ])("%s, %i bytes", (_, budget, size) => {
    expect(size()).toBeLessThanOrEqual(budget);
    // One that is far too large says nothing.
    expect(size()).toBeGreaterThan(budget * 0.8);
  });

  it.each([
    ["popup.html", 45_000],
    ["options.html", 54_000],
    ["welcome.html", 57_000],
    ["background.js", 40_000],
  ])("all JavaScript that %s loads at its start, gzipped, %i bytes", async (entry, budget) => {
    const build = built(".output/chrome-mv3");
    const size = await gzippedSize(build, await loadedScripts(build, [entry]));
    expect(size).toBeLessThanOrEqual(budget);
    expect(size).toBeGreaterThan(budget * 0.8);
  });

  it.each([
    ["status", ["files", "terminal", "openclaw", "keys", "json5"], 290_000],
    ["a browser's request to set a key", ["files", "openclaw", "start", "write", "json5"], 415_000],
  ])("what the companion reads for %s: %j, %i bytes", (_, chunks, budget) => {
    const size = sum(chunks.flatMap((chunk) => sizesIn("dist", new RegExp(`^clawkey-${chunk}-`))));
    expect(size).toBeLessThanOrEqual(budget);
    expect(size).toBeGreaterThan(budget * 0.8);
  });
});
