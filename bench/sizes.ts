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

export async function* sizes(): AsyncGenerator<string> {
  const lines = ["| Shipped | bytes |", "| --- | --: |"];
  const add = (name: string, bytes: number) => lines.push(`| ${name} | ${bytes} |`);
  for (const browser of ["chrome", "firefox"])
    add(
      `extension, packed, ${browser}`,
      (await stat(`.output/clawkey-${manifest.version}-${browser}.zip`)).size,
    );
  for (const [part, entries] of Object.entries(PARTS)) {
    const scripts = await loadedScripts(BUILD, entries);
    add(`JavaScript of ${part}, gzipped, in ${scripts.length} files`, await gzippedSize(BUILD, scripts));
  }
  add("companion", await sizeOf("dist"));
  add("plugin", await sizeOf("dist/plugin"));
  yield [...lines, ""].join("\n");
}

/** Of the modules right in it. */
async function sizeOf(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".mjs"));
  const found = await Promise.all(names.map((name) => stat(path.join(folder, name))));
  return found.reduce((sum, { size }) => sum + size, 0);
}
