/** Pictures of a page's state for people to look at, and axe's opinion of it: in light, in dark, and narrow. */
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { AxeResults } from "axe-core";
import type { Page, Viewport } from "puppeteer-core";
import { expect } from "vitest";
import { BROWSER } from "./world.ts";
import { setColours as setInChromium } from "../helpers/world/chromium.ts";
import { setColours as setInFirefox } from "../helpers/world/firefox.ts";

const PICTURES = path.resolve(import.meta.dirname, "../../artifacts/pictures", BROWSER);
const setColours = { chromium: setInChromium, firefox: setInFirefox }[BROWSER];
const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");

export const POPUP: Viewport = { width: 360, height: 600 };
export const DESK: Viewport = { width: 1000, height: 900 };
export const PHONE: Viewport = { width: 340, height: 900 };

/** Keeps `artifacts/pictures/<browser>/<name>-light.png` and `-dark.png`, and expects no serious finding of axe's in either. */
export async function look(page: Page, name: string, viewport: Viewport): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await page.bringToFront();
  await page.setViewport(viewport);
  for (const scheme of ["light", "dark"] as const) {
    await setColours(page, scheme);
    await page.screenshot({
      path: path.join(PICTURES, `${name}-${scheme}.png`),
      fullPage: viewport !== POPUP,
    });
    // The same page has the same findings in each browser; Firefox's pictures are for what only eyes find.
    if (BROWSER === "chromium") expect(await seriousFindings(page), `${name}, ${scheme}`).toEqual([]);
  }
  // A popup that scrolls, as a whole or in its status, has outgrown its size.
  const hidden = await page.evaluate(() => {
    const { documentElement: root } = document;
    const status = document.getElementById("status");
    return {
      width: root.scrollWidth - innerWidth,
      height: root.scrollHeight - innerHeight,
      status: status ? status.scrollHeight - status.clientHeight : 0,
    };
  });
  expect(hidden.width, `${name}: wider than the window`).toBeLessThanOrEqual(0);
  if (viewport !== POPUP) return;
  expect(hidden.height, `${name}: higher than the popup`).toBeLessThanOrEqual(0);
  expect(hidden.status, `${name}: words that are cut off`).toBeLessThanOrEqual(0);
}

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate("axe.run(document)")) as AxeResults;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
