/** What is shipped: the packed extension, and the JavaScript that popup and background load. */
import { readFile, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import manifest from "../package.json" with { type: "json" };

const BUILD = path.resolve(".output/chrome-mv3");

export async function reportSizes(): Promise<void> {
  const zip = await stat(`.output/clawkey-${manifest.version}-chrome.zip`);
  const html = await readFile(path.join(BUILD, "popup.html"), "utf8");
  const loaded = Array.from(html.matchAll(/(?:src|href)="\/(chunks\/[^"]+\.js)"/g), ([, file]) => file!);
  console.log("size (bytes)");
  console.log(`  packed extension ${zip.size}`);
  console.log(`  JavaScript of the popup, gzipped ${await gzipped(loaded)} in ${loaded.length} files`);
  console.log(`  JavaScript of the background, gzipped ${await gzipped(["background.js"])}`);
  const chunks = (await readdir(path.join(BUILD, "chunks"))).map((name) => `chunks/${name}`);
  console.log(`  JavaScript of all pages, gzipped ${await gzipped(chunks)}`);
  const companion = await Promise.all((await readdir("dist")).map((name) => stat(`dist/${name}`)));
  console.log(`  companion ${companion.reduce((sum, { size }) => sum + size, 0)}`);
}

async function gzipped(files: string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(path.join(BUILD, file))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
