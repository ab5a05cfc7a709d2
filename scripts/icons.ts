/** Draws public/icon/*.png from assets/icon.svg with the browser that the tests use. Run it when the SVG changes. */
import { readFile, writeFile } from "node:fs/promises";
import puppeteer from "puppeteer-core";
import { chromiumPath } from "./machine.ts";

const SIZES = [16, 32, 48, 96, 128];

const STORE_SIZE = 128;

const forStores = await readFile("assets/icon.svg", "utf8");
/** Without the empty edge: on a toolbar each pixel counts. */
const filled = forStores.replace('viewBox="-16 -16 160 160"', 'viewBox="4 4 120 120"');
const browser = await puppeteer.launch({
  executablePath: chromiumPath(),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage();
  for (const size of SIZES) {
    await page.setViewport({ width: size, height: size });
    const svg = size === STORE_SIZE ? forStores : filled;
    await page.setContent(
      `<style>html,body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    await writeFile(`public/icon/${size}.png`, await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}
