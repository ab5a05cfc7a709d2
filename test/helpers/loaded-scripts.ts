/** The scripts that a part of the built extension loads before it does anything: its own, and what they import. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** @param build folder of an unpacked extension. @param entries pages or scripts in it */
export async function loadedScripts(build: string, entries: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const text = await readFile(path.join(build, file), "utf8");
    const named = file.endsWith(".html")
      ? Array.from(text.matchAll(/<script\b[^>]*\bsrc="\/([^"]+)"/g), ([, script]) => script!)
      : Array.from(text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g), ([, script]) =>
          path.posix.join(path.posix.dirname(file), script!),
        );
    waiting.push(...named);
  }
  return Array.from(found)
    .filter((file) => file.endsWith(".js"))
    .toSorted();
}

/** In bytes, each file by itself, as a store packs them. */
export async function gzippedSize(build: string, files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(path.join(build, file))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
