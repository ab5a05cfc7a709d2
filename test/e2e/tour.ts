/** A way through the pages for which no words need to be known: each step of the welcome page, the popup, the options. */
import type { Page, Viewport } from "puppeteer-core";
import { DESK, PHONE } from "./looks.ts";
import { EXPORT, openDetails, waitForTone } from "./popup.ts";
import type { World } from "./world.ts";

/** With longer words it may become higher, and then scrolls as a whole. */
const POPUP: Viewport = { width: 360, height: 800 };

type Look = (page: Page, name: string, ...sizes: Viewport[]) => Promise<void>;

/** @param world with a companion that is installed, and before the decision */
export async function tour(world: World, lookAt: Look): Promise<void> {
  await welcomePage(world, lookAt);
  await popupInUse(world, lookAt);
  await optionsPage(world, lookAt);
}

async function lookAtPopup(
  { browser }: World,
  lookAt: Look,
  name: string,
  work: (page: Page) => Promise<unknown>,
): Promise<void> {
  const page = await browser.open("popup");
  await page.waitForSelector("[role=status][data-tone]");
  await work(page);
  await lookAt(page, name, POPUP);
  await page.close();
}

const plan = (page: Page) => page.waitForSelector("#usage [role=meter]");

async function welcomePage(world: World, lookAt: Look): Promise<void> {
  const page = await world.browser.welcome();
  await page.waitForSelector("#accept", { visible: true });
  await lookAt(page, "welcome-decide", DESK, PHONE);
  await page.setViewport(null);
  await lookAtPopup(world, lookAt, "popup-off", async () => {});
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
}

async function popupInUse(world: World, lookAt: Look): Promise<void> {
  const popup = (name: string, work: (page: Page) => Promise<unknown>) =>
    lookAtPopup(world, lookAt, name, work);
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
  const proof = await world.browser.open("welcome", "proof");
  await proof.waitForSelector("#numbers-rows tr");
  await lookAt(proof, "welcome-proof", DESK, PHONE);
  await proof.close();
  await world.home.uninstallCompanion();
  await popup("popup-trouble", (page) => waitForTone(page, "bad"));
}

async function optionsPage(world: World, lookAt: Look): Promise<void> {
  await world.home.installCompanion();
  const page = await world.browser.open("options");
  await page.waitForSelector("#settings", { visible: true });
  await lookAt(page, "options", DESK, PHONE);
  await page.click("#withdraw");
  await lookAt(page, "options-withdraw", DESK, PHONE);
  await page.close();
}
