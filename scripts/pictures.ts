/**
 * Makes the README's pictures from the real pages in a real browser. OpenClaw is a small program here, claude.ai
 * the stand-in. `docs/pictures/made-of.json` says what they show, so that a test can tell when they are old.
 */
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { exportAndWait, waitForText } from "../test/e2e/popup.ts";
import { readyWorld } from "../test/e2e/world.ts";
import { reportingOpenClaw } from "../test/helpers/reporting-openclaw.ts";
import { setMedia } from "../test/helpers/world/chromium.ts";
import { MADE_OF, PICTURES, shownFiles } from "./shown-files.ts";

const SCHEMES = ["light", "dark"] as const;
type Scheme = (typeof SCHEMES)[number];

/** The height is that of the page. */
const WIDTH = 360;
const SCALE = 2;

const notes = await mkdtemp(path.join(tmpdir(), "clawkey-pictures-"));
await using world = await readyWorld();
await world.home.installCompanion({ PATH: reportingOpenClaw({}, notes).env["PATH"]! });
const popup = await world.browser.open("popup");
await popup.waitForSelector("[role=meter]");
await waitForText(popup, "#status", "no key yet");
const due = await shots(popup);
// Nobody's gateway has to be waited for.
await exportAndWait(popup);
await utimes(world.home.config, 0, 0);
await waitForText(popup, "#status", "Seen by OpenClaw");
const seen = await shots(popup);

const sheet = await world.browser.puppeteer.newPage();
for (const scheme of SCHEMES) {
  await setMedia(sheet, scheme);
  const file = path.join(PICTURES, `popup-${scheme}.webp`);
  await writeFile(file, await sideBySide(sheet, [due[scheme], seen[scheme]], scheme));
}
await writeFile(MADE_OF, `${JSON.stringify(await shownFiles(), null, 2)}\n`);
await rm(notes, { recursive: true });

async function shots(page: Page): Promise<Record<Scheme, string>> {
  const height = await page.evaluate(() => document.body.offsetHeight);
  await page.setViewport({ width: WIDTH, height, deviceScaleFactor: SCALE });
  const taken = { light: "", dark: "" };
  for (const scheme of SCHEMES) {
    await setMedia(page, scheme);
    taken[scheme] = await page.screenshot({ encoding: "base64" });
  }
  return taken;
}

/** As windows that float, on whatever ground the README has. */
async function sideBySide(page: Page, pictures: string[], scheme: Scheme): Promise<Uint8Array> {
  const edge = scheme === "light" ? "#e4ddd6" : "#3a342f";
  const images = pictures.map((picture) => `<img src="data:image/png;base64,${picture}">`).join("");
  await page.setContent(`<style>
    html, body { margin: 0; background: transparent; }
    body { display: inline-flex; align-items: start; gap: 24px; padding: 12px; }
    img { width: ${WIDTH}px; border-radius: 12px; outline: 1px solid ${edge}; }
  </style>${images}`);
  await page.setViewport({ width: 1000, height: 1000, deviceScaleFactor: SCALE });
  const body = await page.$("body");
  return body!.screenshot({ type: "webp", quality: 90, omitBackground: true });
}
