/** Pictures of a page's state for people to look at, and all that can be measured of how it looks. */
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { AxeResults } from "axe-core";
import type { Page, Viewport } from "puppeteer-core";
import { expect } from "vitest";
import { setMedia as setInChromium } from "../helpers/world/chromium.ts";
import { setMedia as setInFirefox } from "../helpers/world/firefox.ts";
import { faintParts } from "./contrast.ts";
import { reword, rewordings, speakers } from "./reword.ts";
import { wordsWithoutRoom } from "./room.ts";
import { BROWSER } from "./world.ts";

const PICTURES = path.resolve(import.meta.dirname, "../../artifacts/pictures", BROWSER);
const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** What pages are told of the user's taste. With all of it come fewer movements: a picture shows one moment. */
export const setMedia = { chromium: setInChromium, firefox: setInFirefox }[BROWSER];

export const POPUP: Viewport = { width: 360, height: 600 };
export const DESK: Viewport = { width: 1000, height: 900 };
export const PHONE: Viewport = { width: 340, height: 900 };

/** The narrowest window, with letters twice as large. */
const LARGE_LETTERS: Viewport = { width: 320, height: 900 };

/**
 * Keeps `artifacts/pictures/<browser>/<name>-light.png`, `-dark.png`, `-forced.png` and `-large.png`, and expects that
 * every word and control can be seen, has room, and is understood by a screen reader. What is wide and narrow has its
 * forced colours as the one and its large letters as the other.
 */
export async function look(
  page: Page,
  name: string,
  viewport: Viewport,
  { largeLetters = viewport !== DESK } = {},
): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await page.bringToFront();
  await page.setViewport(viewport);
  const keep = keeping(page, name, viewport);
  for (const scheme of ["light", "dark"] as const) {
    await setMedia(page, scheme);
    await keep(scheme);
    expect(await faintParts(page), `${name}, ${scheme}`).toEqual([]);
  }
  expect(await findingsOfAxe(page), name).toEqual([]);
  expect(await page.evaluate(movements), `${name}: what moves`).toEqual([]);
  expect(await wordsWithoutRoom(page), name).toEqual([]);
  if (viewport === POPUP) expect(await page.evaluate(hiddenBelow), `${name}: higher than the popup`).toBe(0);
  if (viewport !== PHONE) {
    await setMedia(page, "forced");
    await keep("forced");
  }
  await setMedia(page, "light");
  if (largeLetters) await lookAtLargeLetters(page, name, keep);
  if ((await page.$eval("html", ({ lang }) => lang)) !== "en") return;
  for (const tag of rewordings) await lookReworded(page, `${tag}-${name}`, tag, { viewport, largeLetters });
}

/** Pictures where somebody is to look at them; the rest is measured. */
async function lookReworded(
  page: Page,
  name: string,
  tag: string,
  { viewport, largeLetters }: { viewport: Viewport; largeLetters: boolean },
): Promise<void> {
  const isSeen = speakers.includes(tag);
  const keep = keeping(page, name, viewport);
  const back = await reword(page, tag);
  if (isSeen) await keep("light");
  if (isSeen) expect.soft(await findingsOfAxe(page), name).toEqual([]);
  expect.soft(await wordsWithoutRoom(page), name).toEqual([]);
  if (largeLetters) await lookAtLargeLetters(page, name, isSeen ? keep : () => {});
  await back();
}

/** A popup with large letters scrolls: all of it is kept. */
const keeping = (page: Page, name: string, viewport: Viewport) => (kind: string) =>
  picture(page, `${name}-${kind}`, viewport !== POPUP || kind === "large");

/** Chromium shows what lies below a window beside its place where words run from right to left: then the window grows. */
async function picture(page: Page, name: string, isWhole: boolean): Promise<void> {
  const file = { path: path.join(PICTURES, `${name}.png`) };
  const before = page.viewport();
  const [dir, height] = await page.$eval("html", (root) => [root.dir, root.scrollHeight] as const);
  if (!isWhole || dir !== "rtl" || !before)
    return void (await page.screenshot({ ...file, fullPage: isWhole }));
  await page.setViewport({ ...before, height: Math.max(height, before.height) });
  await page.screenshot(file);
  await page.setViewport(before);
}

async function lookAtLargeLetters(page: Page, name: string, keep: (kind: string) => unknown): Promise<void> {
  const before = page.viewport();
  const styles = await page.$$eval("*", (all) => all.map((one) => (one as HTMLElement).style.cssText));
  await page.setViewport(LARGE_LETTERS);
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  await keep("large");
  expect.soft(await wordsWithoutRoom(page), `${name}, in large letters`).toEqual([]);
  await page.setViewport(before);
  // What the popup has noted of its own size, so as not to shrink, too.
  await page.$$eval(
    "*",
    (all, old) => all.forEach((one, at) => ((one as HTMLElement).style.cssText = old[at]!)),
    styles,
  );
}

/** All that axe knows is an error, not only what it calls serious; contrast is measured in both schemes before. */
export async function findingsOfAxe(page: Page): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axeSource);
  const only = "{ resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } }";
  const { violations } = (await page.evaluate(`axe.run(document, ${only})`)) as AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/** A popup that scrolls has outgrown its size. */
function hiddenBelow(): number {
  const { documentElement: root, body } = document;
  return Math.max(root.scrollHeight - innerHeight, body.scrollHeight - body.clientHeight);
}

export const movements = (): string[] =>
  document
    .getAnimations()
    .filter(({ playState }) => playState === "running")
    .map(({ effect }) => (effect as KeyframeEffect).target?.className ?? "");
