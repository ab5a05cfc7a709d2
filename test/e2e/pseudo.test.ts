/** In a language that nobody speaks, two fifths longer and from right to left, every word of the pages has room. */
import type { Page, Viewport } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DESK, look, PHONE } from "./looks.ts";
import { EXPORT, openDetails, waitForTone } from "./popup.ts";
import { makeWorld, type World } from "./world.ts";

/** With longer words it may become higher, and then scrolls as a whole. */
const POPUP: Viewport = { width: 360, height: 800 };

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

async function popup(name: string, work: (page: Page) => Promise<unknown>): Promise<void> {
  const page = await world.browser.open("popup");
  await page.waitForSelector("[role=status][data-tone]");
  await work(page);
  await lookAt(page, name, POPUP);
  await page.close();
}

const plan = (page: Page) => page.waitForSelector("#usage [role=meter]");

it("the welcome page, from the decision on, and the popup before it", async () => {
  const page = await world.browser.welcome();
  await page.waitForSelector("#accept", { visible: true });
  await lookAt(page, "welcome-decide", DESK, PHONE);
  await page.setViewport(null);
  await popup("popup-off", async () => {});
  await world.setUp();
  for (const step of ["target", "companion"]) {
    const tab = await world.browser.open("welcome", step);
    await tab.waitForSelector(step === "target" ? "#step-target" : "#found", { visible: true });
    await lookAt(tab, `welcome-${step}`, DESK, PHONE);
    await tab.close();
  }
  const tab = await world.browser.open("welcome", "gateway");
  await tab.waitForSelector("#line", { visible: true });
  await tab.click('input[value="server"]');
  await tab.click("#pairing summary");
  await lookAt(tab, "welcome-gateway", DESK, PHONE);
  await tab.close();
});

it("the popup, from the sign-in to the proof, and in trouble", async () => {
  await popup("popup-signed-out", async () => {});
  await (await world.signIn()).close();
  await popup("popup-due", plan);
  await popup("popup-done", async (page) => {
    await plan(page);
    await page.click(EXPORT);
    await page.waitForSelector(
      '[role="status"]:not([aria-busy=true])[data-tone]:not([data-tone=busy], [data-tone=due])',
    );
  });
  await popup("popup-details", async (page) => {
    await plan(page);
    await openDetails(page);
  });
  await world.home.uninstallCompanion();
  await popup("popup-trouble", (page) => waitForTone(page, "bad"));
});

it("the options", async () => {
  await world.home.installCompanion();
  const page = await world.browser.open("options");
  await page.waitForSelector("#settings", { visible: true });
  await lookAt(page, "options", DESK, PHONE);
  await page.click("#withdraw");
  await lookAt(page, "options-withdraw", DESK, PHONE);
});
