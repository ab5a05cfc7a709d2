/**
 * Finds out whether this commit can be released, and lays out in `release/` what goes where. It publishes nothing.
 *
 *   node scripts/release.ts              everything, from two clean clones
 *     --light                            without tests and pictures: minutes less
 *     --tag v1.2.3                       the tag that it is about: version and changelog have to fit
 */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import manifest from "../package.json" with { type: "json" };
import { read, run } from "./release/run.ts";
import {
  amoMetadata,
  isInChangelog,
  listingFor,
  TRANSLATIONS,
  translationFor,
  type Store,
} from "./release/texts.ts";

const WEB_EXT = "web-ext@10.7.0";
const RELEASE = path.resolve("release");
const BUILDS = ["build:companion", "build:plugin", "zip", "zip:stores"];
const STORES: readonly Store[] = ["chrome", "edge", "firefox"];

const zip = (what: string) => `.output/${manifest.name}-${manifest.version}-${what}.zip`;

/** Where each file goes, by its path in a clone. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  npm: ["dist/clawkey.tgz"],
  chrome: [zip("chrome-store")],
  edge: [zip("edge-store")],
  firefox: [zip("firefox"), zip("sources")],
  "by-hand": [zip("chrome")],
};

/** More is a mistake: the packages hold text and five icons. */
const MAX_BYTES = 1_500_000;

const { values: options } = parseArgs({ options: { light: { type: "boolean" }, tag: { type: "string" } } });
const work = mkdtempSync(path.join(tmpdir(), "clawkey-release-"));

try {
  checkWords();
  const clone = cloned("one");
  if (options.light) run("npm", ["run", "check"], { cwd: clone });
  else run("bash", [".ci/run"], { cwd: clone });
  build(clone);
  const hashes = hashesIn(clone);
  const other = cloned("another-name");
  build(other);
  checkSame(hashes, hashesIn(other));
  run("npx", ["--yes", WEB_EXT, "lint", "-s", ".output/firefox-mv3", "--warnings-as-errors"], { cwd: clone });
  run("npm", ["publish", "--dry-run", "--ignore-scripts", "--access", "public"], { cwd: clone });
  layOut(clone, hashes);
  if (!options.light)
    run("node", ["scripts/store-pictures.ts", path.join(RELEASE, "pictures")], { cwd: clone });
  console.log(readFileSync(path.join(RELEASE, "SHA256SUMS"), "utf8"));
  console.log(`All is well. ${path.join("release", "README.md")} says what goes where.`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function checkWords(): void {
  const { tag } = options;
  if (tag !== undefined && tag !== `v${manifest.version}`)
    throw new Error(`The tag is ${tag}, and package.json says ${manifest.version}`);
  if (!isInChangelog(readFileSync("CHANGELOG.md", "utf8"), manifest.version, tag !== undefined))
    throw new Error(`CHANGELOG.md has no entry for ${manifest.version}`);
  if (read("git", ["status", "--porcelain"]) !== "")
    throw new Error("Something is not committed: a clone would not have it");
}

/** What is committed, and nothing that happens to lie around. */
function cloned(name: string): string {
  const folder = path.join(work, name);
  run("git", ["clone", "--quiet", "--no-hardlinks", process.cwd(), folder]);
  run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder });
  return folder;
}

function build(clone: string): void {
  for (const script of BUILDS) run("npm", ["run", "--silent", script], { cwd: clone });
}

function hashesIn(clone: string): Record<string, string> {
  const files = Object.values(FILES).flat();
  return Object.fromEntries(files.map((file) => [file, sha256(readFileSync(path.join(clone, file)))]));
}

function sha256(content: Buffer): string {
  if (content.length > MAX_BYTES) throw new Error(`A package has ${content.length} bytes`);
  return createHash("sha256").update(content).digest("hex");
}

function checkSame(one: Record<string, string>, other: Record<string, string>): void {
  const different = Object.keys(one).filter((file) => one[file] !== other[file]);
  if (different.length > 0) throw new Error(`Built twice, and not the same: ${different.join(", ")}`);
}

function layOut(clone: string, hashes: Record<string, string>): void {
  rmSync(RELEASE, { recursive: true, force: true });
  const sums: string[] = [];
  for (const [folder, files] of Object.entries(FILES)) {
    mkdirSync(path.join(RELEASE, folder), { recursive: true });
    for (const file of files) {
      const name =
        file === "dist/clawkey.tgz" ? `${manifest.name}-${manifest.version}.tgz` : path.basename(file);
      cpSync(path.join(clone, file), path.join(RELEASE, folder, name));
      sums.push(`${hashes[file]}  ${folder}/${name}`);
    }
  }
  for (const store of STORES) {
    write(`${store}/listing.md`, listingFor(store));
    for (const language of Object.keys(TRANSLATIONS))
      write(`${store}/listing.${language}.md`, translationFor(store, language));
  }
  write("firefox/amo-metadata.json", `${JSON.stringify(amoMetadata(), null, 2)}\n`);
  write("SHA256SUMS", `${sums.join("\n")}\n`);
  write("README.md", readFileSync("store/what-goes-where.md", "utf8"));
}

function write(file: string, text: string): void {
  writeFileSync(path.join(RELEASE, file), text);
}
