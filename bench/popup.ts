/** From the start of the popup to its first frame with a state in it, beside a blank page of an extension. */
import type { Browser } from "puppeteer-core";
import { CHROME_EXTENSION_ID } from "../src/core/messages/identity.ts";
import { makeWorld } from "../test/e2e/world.ts";
import { bareExtension } from "../test/helpers/world/bare-extension.ts";
import { extensionUrl } from "../test/helpers/world/chromium.ts";
import { median } from "./median.ts";

const ROUNDS = 40;

export async function benchPopup(): Promise<void> {
  await using blank = await bareExtension();
  await using world = await makeWorld({ extensionFolders: [blank.folder] });
  await world.home.installCompanion();
  await world.setUp();
  await world.signIn();
  const browser = world.browser.puppeteer;
  const blankId = [...(await browser.extensions()).keys()].find((id) => id !== CHROME_EXTENSION_ID);

  const times = { blank: [] as number[], clawkey: [] as number[] };
  const runs = [
    async () =>
      times.blank.push(await timeToFrame(browser, `chrome-extension://${blankId}/popup.html`, "body")),
    async () =>
      times.clawkey.push(await timeToFrame(browser, extensionUrl("popup"), "[role=status][data-tone]")),
  ];
  // Each goes first every other time: whoever does pays for what the round before left behind.
  for (let round = 0; round < ROUNDS; round++) {
    for (const run of round % 2 === 0 ? runs : runs.toReversed()) await run();
  }
  const [floor, ours] = [median(times.blank), median(times.clawkey)];
  console.log(`popup, first frame with its state (medians of ${ROUNDS}, ms)`);
  console.log(
    `  blank extension page ${floor.toFixed(1)} · Clawkey ${ours.toFixed(1)} · ratio ${(ours / floor).toFixed(2)}`,
  );
}

/** Milliseconds of the page's own clock until the frame after the element is there. */
async function timeToFrame(browser: Browser, url: string, selector: string): Promise<number> {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument((awaited) => {
    const look = () => {
      if (document.querySelector(awaited)) Object.assign(globalThis, { shownAt: performance.now() });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, selector);
  await page.bringToFront();
  await page.goto(url);
  const shown = await page.waitForFunction(() => (globalThis as { shownAt?: number }).shownAt);
  const time = (await shown.jsonValue()) as number;
  await page.close();
  return time;
}
