/**
 * Packs what was built into dist/clawkey.tgz, the one npm package: companion, plugin, and the extension for each family
 * of browsers as far as it is built. `openclaw plugins install ./dist/clawkey.tgz` takes the plugin from there.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import manifest from "../package.json" with { type: "json" };
import { notices, NOTICES_FILE } from "./notices.ts";

const FOLDER = "dist";

/** Where WXT builds, by the family as the companion knows it. */
const BUILDS = { chromium: ".output/chrome-mv3", firefox: ".output/firefox-mv3" };

rmSync(path.join(FOLDER, "extension"), { recursive: true, force: true });
for (const [family, build] of Object.entries(BUILDS))
  if (existsSync(build)) cpSync(build, path.join(FOLDER, "extension", family), { recursive: true });
writeFileSync(path.join(FOLDER, NOTICES_FILE), notices());

// npm is a script on Windows, which only a shell starts.
const { status } = spawnSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", FOLDER], {
  stdio: ["ignore", "ignore", "inherit"],
  shell: process.platform === "win32",
});
if (status !== 0) throw new Error(`npm pack ended with ${status}`);
renameSync(path.join(FOLDER, `${manifest.name}-${manifest.version}.tgz`), path.join(FOLDER, "clawkey.tgz"));
