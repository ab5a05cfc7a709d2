import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { arrives, keyIn, leaveNoPage, press } from "../test/e2e/auto-sync.ts";
import { EXPORT, exportAndWait, statusText, waitForTone } from "../test/e2e/popup.ts";
import type { World } from "../test/e2e/world.ts";
import { quote, step, tell } from "./print.ts";
import { showChange } from "./show-change.ts";

const PICTURES = path.resolve("artifacts/demo");

/** Clicks what a user would, and leaves a picture of each page on the way. @param steps of the whole demo */
export async function clickThrough(world: World, steps: number): Promise<void> {
  const { browser, home } = world;
  await mkdir(PICTURES, { recursive: true });
  const before = await readFile(home.config, "utf8");

  step("Read the welcome page, agree, and choose OpenClaw's config", steps);
  const welcome = await browser.welcome();
  await welcome.waitForSelector("#accept", { visible: true });
  await takePicture(welcome, "1-decide");
  await world.setUp();
  await takePicture(welcome, "2-ready");
  tell("The browser asked once more, in a dialog of its own. Until then Clawkey could read nothing.");

  step("Sign in to the stand-in for claude.ai, and export with one click in the toolbar's popup", steps);
  const claude = await world.signIn();
  const popup = await browser.popup();
  await popup.waitForSelector(EXPORT);
  await takePicture(popup, "3-popup");
  const clicked = performance.now();
  await exportAndWait(popup);
  tell(
    `The key was in OpenClaw's config ${msSince(clicked)} ms after the click. What changed in ${home.config}:`,
  );
  quote(showChange(before, await readFile(home.config, "utf8")));
  await popup.waitForSelector("[role=status]:not([data-tone=busy])", { timeout: 100_000 });
  await takePicture(popup, "4-exported");
  tell("The popup says:");
  quote(await statusText(popup));

  step("Turn on auto-sync in the options, and close every page of Clawkey", steps);
  const options = await browser.open("options");
  await options.click("#auto-sync");
  await waitForTone(options, "good");
  await takePicture(options, "5-auto-sync");
  await leaveNoPage(world);
  tell("From here on nobody clicks.");

  step("claude.ai gives out a new key", steps);
  const old = await keyIn(world);
  const rotated = performance.now();
  await press(world, claude, "Rotate key");
  await arrives(world, (key) => key !== old);
  tell(`${msSince(rotated)} ms later OpenClaw's config had it, by itself.`);
  tell(`Pictures of each page: ${path.relative(process.cwd(), PICTURES)}`);
}

const takePicture = (page: Page, name: string) =>
  page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });

const msSince = (start: number): number => Math.round(performance.now() - start);
