/** Packs what was built into dist/clawkey.tgz: `openclaw plugins install ./dist/clawkey.tgz` takes it from there. */
import { spawnSync } from "node:child_process";
import { renameSync } from "node:fs";
import path from "node:path";
import manifest from "../package.json" with { type: "json" };

const FOLDER = "dist";

// npm is a script on Windows, which only a shell starts.
const { status } = spawnSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", FOLDER], {
  stdio: ["ignore", "ignore", "inherit"],
  shell: process.platform === "win32",
});
if (status !== 0) throw new Error(`npm pack ended with ${status}`);
renameSync(path.join(FOLDER, `${manifest.name}-${manifest.version}.tgz`), path.join(FOLDER, "clawkey.tgz"));
