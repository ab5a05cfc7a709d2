/**
 * Makes the stores' pictures from the real pages, in light and dark: screenshots of 1280x800, tiles of 440x280 and
 * 1400x560. Into the folder that is named, or `artifacts/store`.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import catalogue from "../locales/en.json" with { type: "json" };
import { setMedia } from "../test/helpers/world/chromium.ts";
import { popupPictures, SCHEMES, WIDTH, type Scheme } from "./popup-pictures.ts";

interface Picture {
  name: string;
  width: number;
  height: number;
  /** What stands on it. */
  body: (scheme: Scheme) => string;
}

const GROUND = {
  light: { page: "#f6efe8", ink: "#2b211b", soft: "#6b5b51", edge: "#e0d5ca" },
  dark: { page: "#1d1916", ink: "#f5ece4", soft: "#b9aaa0", edge: "#3a322d" },
};

const folder = path.resolve(process.argv[2] ?? "artifacts/store");
const icon = await readFile(path.resolve(import.meta.dirname, "../assets/icon.svg"), "utf8");
await mkdir(folder, { recursive: true });
await using taken = await popupPictures();
const { due, seen, world } = taken;

const screenshot = (name: string, words: string, shots: Record<Scheme, string>): Picture => ({
  name,
  width: 1280,
  height: 800,
  body: (scheme) =>
    `<main>${icon}<h1>${words}</h1></main><img width="${WIDTH * 1.3}" src="data:image/png;base64,${shots[scheme]}">`,
});

const tile = (name: string, width: number, height: number): Picture => ({
  name,
  width,
  height,
  body: () => `<main>${icon}<h1>${catalogue.store.name}</h1><p>${catalogue.store.tile}</p></main>`,
});

const PICTURES: readonly Picture[] = [
  screenshot("screenshot-1-usage", catalogue.store.picture_usage, due),
  screenshot("screenshot-2-proof", catalogue.store.picture_proof, seen),
  tile("tile-small", 440, 280),
  tile("tile-large", 1400, 560),
];

const sheet = await world.browser.puppeteer.newPage();
for (const picture of PICTURES)
  for (const scheme of SCHEMES)
    await writeFile(path.join(folder, `${picture.name}-${scheme}.png`), await drawn(sheet, picture, scheme));

async function drawn(page: Page, { width, height, body }: Picture, scheme: Scheme): Promise<Uint8Array> {
  const { page: ground, ink, soft, edge } = GROUND[scheme];
  const unit = Math.min(height / 280, width / 440);
  await setMedia(page, scheme);
  await page.setViewport({ width, height, deviceScaleFactor: 1 });
  await page.setContent(`<style>
    * { margin: 0; box-sizing: border-box; }
    body { width: ${width}px; height: ${height}px; background: ${ground}; color: ${ink};
      display: flex; align-items: center; justify-content: center; gap: ${24 * unit}px; padding: ${16 * unit}px;
      font-family: system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
    main { max-width: ${width < 1280 ? 100 : 46}%; }
    svg { width: ${72 * unit}px; height: ${72 * unit}px; margin: 0 0 ${6 * unit}px -${8 * unit}px; }
    h1 { font-size: ${(height === 800 ? 20 : 34) * unit}px; line-height: 1.15; font-weight: 700; text-wrap: balance; }
    p { margin-top: ${6 * unit}px; font-size: ${17 * unit}px; color: ${soft}; }
    img { border-radius: 14px; outline: 1px solid ${edge}; box-shadow: 0 18px 50px #0003; max-height: 92%; width: auto; }
  </style>${body(scheme)}`);
  return page.screenshot({ type: "png" });
}
