/**
 * Makes the README's pictures from the real pages in a real browser. OpenClaw is a small program here, claude.ai
 * the stand-in. `docs/pictures/made-of.json` says what they show, so that a test can tell when they are old.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { setMedia } from "../test/helpers/world/chromium.ts";
import { popupPictures, SCALE, SCHEMES, WIDTH, type Scheme } from "./popup-pictures.ts";
import { MADE_OF, PICTURES, shownFiles } from "./shown-files.ts";

await using taken = await popupPictures();
const { due, seen, world } = taken;
const sheet = await world.browser.puppeteer.newPage();
for (const scheme of SCHEMES) {
  await setMedia(sheet, scheme);
  const file = path.join(PICTURES, `popup-${scheme}.webp`);
  await writeFile(file, await sideBySide(sheet, [due[scheme], seen[scheme]], scheme));
}
await writeFile(MADE_OF, `${JSON.stringify(await shownFiles(), null, 2)}\n`);

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
