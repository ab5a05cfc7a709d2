/** A file that is picked once, in the real dialog, and written by the browser itself. */
import { readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SESSION_KEY_VARIABLE as NAME } from "../../src/core/config/precedence.ts";
import { CONFIG_WITH_EVERYTHING } from "../helpers/world/home.ts";
import { until } from "../helpers/world/until.ts";
import { clickAndWait, statusText, waitForText, waitForTone } from "./popup.ts";
import { makeWorld, type World } from "./world.ts";

const KEY = `sk-ant-sid02-${"Picked_-".repeat(12)}`;

let world: World;

beforeAll(async () => {
  world = await makeWorld({ key: () => KEY });
  await world.signIn();
  await world.consent();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Picks a file on the welcome page, as the choice of the way leads there. */
async function pick(file: string): Promise<Page> {
  const page = await world.browser.open("welcome", "target");
  await page.click("#choose-picked");
  await world.pickFile(page, "#pick", file);
  return page;
}

async function pickAndUse(file: string): Promise<void> {
  const page = await pick(file);
  await page.waitForSelector("#step-ready:not([hidden])");
  await page.close();
}

/** A click on Export in the popup, and the page that it opens. */
async function exportPage(): Promise<Page> {
  const popup = await world.browser.open("popup");
  const button = await popup.waitForSelector('::-p-aria([name="Export to OpenClaw"][role="button"])');
  await popup.waitForFunction((one) => !(one as HTMLButtonElement).disabled, {}, button!);
  await button!.click();
  return world.browser.opened("picked");
}

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe("A file that is picked once", () => {
  it("gets the key with a click, and not a byte besides: openclaw.json with comments, 0600", async () => {
    const { config } = world.home;
    await pickAndUse(config);
    const page = await exportPage();
    await waitForText(page, "#status", "One more click");
    await world.answerAboutFile(page, "#export", "accept");
    await waitForTone(page, "good");
    expect(await statusText(page)).toContain("openclaw.json");
    const after = readFileSync(config, "utf8");
    expect(after).toBe("");
    expect(modeOf(config)).toBe("600");
  });
});
