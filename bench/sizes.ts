/** What is shipped: the packed extension, and the JavaScript that its parts load. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import manifest from "../package.json" with { type: "json" };
import { gzippedSize, loadedScripts } from "../test/helpers/loaded-scripts.ts";

const BUILD = path.resolve(".output/chrome-mv3");

/** What each part loads when it starts; two that share a file load it once. */
const PARTS = {
  popup: ["popup.html"],
  background: ["background.js"],
  "popup and background together": ["popup.html", "background.js"],
  "all pages and background": ["popup.html", "welcome.html", "options.html", "background.js"],
};

export async function reportSizes(): Promise<void> {
  const zip = await stat(`.output/clawkey-${manifest.version}-chrome.zip`);
  console.log("size (bytes)");
  console.log(`  packed extension ${zip.size}`);
  for (const [part, entries] of Object.entries(PARTS)) {
    const scripts = await loadedScripts(BUILD, entries);
    console.log(
      `  JavaScript of ${part}, gzipped ${await gzippedSize(BUILD, scripts)} in ${scripts.length} files`,
    );
  }
  const companion = await Promise.all((await readdir("dist")).map((name) => stat(`dist/${name}`)));
  console.log(`  companion ${companion.reduce((sum, { size }) => sum + size, 0)}`);
}
