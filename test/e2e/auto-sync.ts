/** What the tests of auto-sync share: a world in which it is on, and ways to change the cookie and to see the file. */
import { readFile, stat } from "node:fs/promises";
import JSON5 from "json5";
import type { Page } from "puppeteer-core";
import { until } from "../helpers/world/until.ts";
import { makeWorld, type World, type WorldOptions } from "./world.ts";

/** Longer than a sync takes from its wake to its end, the joining of further wakes included. */
export const QUIET_MS = 2_500;

export async function keyIn({ home }: Pick<World, "home">): Promise<string | undefined> {
  const config = JSON5.parse<{ env?: { vars?: Record<string, string> } }>(
    await readFile(home.config, "utf8"),
  );
  return config.env?.vars?.["CLAUDE_AI_SESSION_KEY"];
}

/** Set up with auto-sync, with no page of ours open any more, and a worker that sleeps. */
export async function syncedWorld(options: WorldOptions = {}): Promise<World> {
  const world = await makeWorld({ autoSync: true, ...options });
  await world.home.installCompanion();
  await world.setUp();
  await leaveNoPage(world);
  return world;
}

export async function leaveNoPage({ browser }: World): Promise<void> {
  await browser.puppeteer.newPage();
  for (const page of await browser.ownPages()) await page.close();
  await browser.stopWorker();
}

/** Presses a button of the stand-in, with the worker asleep. */
export async function press({ browser }: World, claude: Page, name: string): Promise<void> {
  await browser.stopWorker();
  await pressButton(claude, name);
}

export async function pressButton(claude: Page, name: string): Promise<void> {
  await claude.bringToFront();
  const button = await claude.waitForSelector(`::-p-aria([name="${name}"][role="button"])`);
  await Promise.all([claude.waitForNavigation(), button!.click()]);
}

export const arrives = (
  world: Pick<World, "home">,
  wanted: (key: string | undefined) => boolean,
  timeoutMs?: number,
) =>
  until(
    "the key in openclaw.json",
    async () => {
      const key = await keyIn(world);
      return wanted(key) ? (key ?? "none") : null;
    },
    timeoutMs,
  );

export const inodeOf = async ({ home }: World): Promise<number> => (await stat(home.config)).ino;

/** What the toolbar's button shows, asked for in one of our pages. */
export const badgeOn = (page: Page): Promise<{ text: string; title: string }> =>
  page.evaluate(async () => ({
    text: await chrome.action.getBadgeText({}),
    title: await chrome.action.getTitle({}),
  }));
