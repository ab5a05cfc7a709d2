/** What the README's pictures show: each file that makes the look of the popup, and the words in it. */
import { createHash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import path from "node:path";

export const PICTURES = path.resolve(import.meta.dirname, "../docs/pictures");
export const MADE_OF = path.join(PICTURES, "made-of.json");

const ROOT = path.resolve(import.meta.dirname, "..");
const LOOKS = ["entrypoints/popup/*.{html,css}", "src/extension/ui/*.css", "public/icon/48.png"];
/** Parts of the catalogue. */
const WORDS = ["action", "popup", "proof", "usage"];

/** Of each, a hash of what is in it. */
export async function shownFiles(): Promise<Record<string, string>> {
  const files = (await Array.fromAsync(glob(LOOKS, { cwd: ROOT }))).toSorted();
  const looks = files.map(async (file) => [file, hash(await readFile(path.join(ROOT, file)))]);
  const catalogue = JSON.parse(await readFile(path.join(ROOT, "locales/en.json"), "utf8")) as Record<
    string,
    object
  >;
  const words = WORDS.map((part) => [`locales/en.json, ${part}`, hash(JSON.stringify(catalogue[part]))]);
  return Object.fromEntries([...(await Promise.all(looks)), ...words]) as Record<string, string>;
}

const hash = (content: string | Buffer): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 12);
