/** From the start of the popup to its first frame with a state in it, beside a blank page of an extension. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "puppeteer-core";
import { CHROME_EXTENSION_ID } from "../src/core/messages/identity.ts";
import { makeWorld } from "../test/e2e/world.ts";
import { bareExtension } from "../test/helpers/world/bare-extension.ts";
import { extensionUrl } from "../test/helpers/world/chromium.ts";
import { compete, type Result } from "./contest.ts";

const ROUNDS = 25;

/** The companion, and what else a popup starts behind its first frame, is no part of the next one. */
const REST_MS = 200;

export async function* benchPopup(): AsyncGenerator<Result> {
  await using blank = await bareExtension();
  await using world = await makeWorld({ extensionFolders: [blank.folder] });
  await world.home.installCompanion();
  await world.setUp();
  await world.signIn();
  const browser = world.browser.puppeteer;
  const blankId = [...(await browser.extensions()).keys()].find((id) => id !== CHROME_EXTENSION_ID);
  const blankUrl = `chrome-extension://${blankId}/popup.html`;
  yield await compete({
    title: "Popup, first frame with its state",
    rounds: ROUNDS,
    contestants: {
      "blank page of an extension": () => timeToFrame(browser, blankUrl, "body"),
      "Clawkey's popup": () => timeToFrame(browser, extensionUrl("popup"), "[role=status][data-tone]"),
    },
  });
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
  await sleep(REST_MS);
  return time;
}
