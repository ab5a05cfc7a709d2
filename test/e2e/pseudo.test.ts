/** In a language that nobody speaks, two fifths longer and from right to left, every word of the pages has room. */
import type { Page, Viewport } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { look, PHONE } from "./looks.ts";
import { tour } from "./tour.ts";
import { makeWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await makeWorld({ pseudo: true });
  await world.home.installCompanion();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function lookAt(page: Page, name: string, ...sizes: Viewport[]): Promise<void> {
  const language = await page.$eval("html", ({ lang, dir }) => [lang, dir]);
  expect(language, name).toEqual(["ar-XB", "rtl"]);
  const words = await page.$$eval("[data-i18n]", (all) => all.map(({ textContent }) => textContent));
  for (const text of words) expect(text, name).toMatch(/^\[[^]*\]$/);
  for (const size of sizes)
    // Longer words or larger letters: both at once is more than any page promises.
    await look(page, `pseudo-${name}${size === PHONE ? "-narrow" : ""}`, size, { largeLetters: false });
}

it("on all pages, from the decision to the options", async () => {
  await tour(world, lookAt);
});
