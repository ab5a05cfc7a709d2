/**
 * Packs what was built into dist/clawkey.tgz, the one npm package: companion, plugin, and the extension for each family
 * of browsers, as far as it is built. `openclaw plugins install ./dist/clawkey.tgz` takes the plugin from there.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import manifest from "../package.json" with { type: "json" };
import { notices, NOTICES_FILE } from "./notices.ts";

const FOLDER = "dist";

/** Where WXT builds, by the family as the companion knows it. */
const BUILDS = { chromium: ".output/chrome-mv3", firefox: ".output/firefox-mv3" };

const extension = path.join(FOLDER, "extension");
rmSync(extension, { recursive: true, force: true });
for (const [family, build] of Object.entries(BUILDS))
  if (existsSync(build)) cpSync(build, path.join(extension, family), { recursive: true });
packOnceWhatIsAlike(path.join(extension, "chromium"), path.join(extension, "firefox"));
writeFileSync(path.join(FOLDER, NOTICES_FILE), notices());

// npm is a script on Windows, which only a shell starts.
const { status } = spawnSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", FOLDER], {
  stdio: ["ignore", "ignore", "inherit"],
  shell: process.platform === "win32",
});
if (status !== 0) throw new Error(`npm pack ended with ${status}`);
renameSync(path.join(FOLDER, `${manifest.name}-${manifest.version}.tgz`), path.join(FOLDER, "clawkey.tgz"));

/** The words, mostly, which are the larger part. */
function packOnceWhatIsAlike(one: string, other: string): void {
  for (const name of globSync("**", { cwd: one })) {
    const [file, same] = [path.join(one, name), path.join(other, name)];
    if (!existsSync(same) || statSync(file).isDirectory() || !readFileSync(file).equals(readFileSync(same)))
      continue;
    cpSync(file, path.join(extension, "both", name));
    for (const copy of [file, same]) rmSync(copy);
  }
}
