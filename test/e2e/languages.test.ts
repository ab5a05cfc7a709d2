/** In each of these languages the pages speak it from the first to the last, and every word has room. */
import type { Page, Viewport } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import { look, PHONE } from "./looks.ts";
import { speakers, wordsOf } from "./reword.ts";
import { tour } from "./tour.ts";
import { makeWorld } from "./world.ts";

describe.each(speakers)("In a browser that speaks %s", (tag) => {
  it("the pages do, from the decision to the options", async () => {
    await using world = await makeWorld({ language: tag });
    await world.home.installCompanion();
    const { language, texts } = wordsOf(tag);
    const lookAt = async (page: Page, name: string, ...sizes: Viewport[]) => {
      expect(await page.$eval("html", ({ lang, dir }) => ({ tag: lang, direction: dir })), name).toEqual(
        language,
      );
      const fixed = await page.$$eval("[data-i18n]", (all) =>
        all.map((node) => [node.getAttribute("data-i18n")!, node.textContent] as const),
      );
      const unmarked = fixed.map(([key, text]) => [key, text.replaceAll(/[\u200E\u2066\u2069]/g, "")]);
      expect(unmarked, name).toEqual(fixed.map(([key]) => [key, texts.get(key)]));
      for (const size of sizes) await look(page, `${tag}-${name}${size === PHONE ? "-narrow" : ""}`, size);
    };
    await tour(world, lookAt);
  });
});
