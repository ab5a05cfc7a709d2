/** The real OpenClaw in the versions that people run, each in a folder of its own, installed by whoever needs it. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

const FOLDER = path.join(import.meta.dirname, "versions");

/** Oldest first. */
export const VERSIONS = readdirSync(FOLDER).toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));

/** The one that this run is about; without a choice the newest. */
export const VERSION = process.env["CLAWKEY_OPENCLAW"] ?? VERSIONS.at(-1)!;

const MODULES = path.join(FOLDER, VERSION, "node_modules");

/** Holds the `openclaw` command, as a PATH would. */
export const openClawFolder = path.join(MODULES, ".bin");

export const openClawProgram = path.join(MODULES, "openclaw/openclaw.mjs");

/**
 * Installs it, unless it stands there already.
 * @throws without a network, or for a version that has no folder here
 */
export async function installOpenClaw(version = VERSION): Promise<void> {
  if (!VERSIONS.includes(version))
    throw new Error(`There is no OpenClaw ${version} among ${VERSIONS.join(", ")} (${FOLDER})`);
  if ((await installedVersion(version)) === version) return;
  console.error(`Installing OpenClaw ${version} for the tests: about 40 s and 650 MB, this once.`);
  await npmCi(version);
}

/** As npm's own record has it, which npm writes last: an installation that was cut short has none. */
async function installedVersion(version: string): Promise<string | undefined> {
  try {
    const record = await readFile(path.join(FOLDER, version, "node_modules/.package-lock.json"), "utf8");
    const { packages } = JSON.parse(record) as { packages: Record<string, { version: string }> };
    return packages["node_modules/openclaw"]?.version;
  } catch {
    return undefined;
  }
}

/** Without the packages' scripts: the tests need none of what these build. */
function npmCi(version: string): Promise<void> {
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  // What npm has to say belongs on stderr: stdout is the test report's.
  const stdio = ["ignore", process.stderr, process.stderr] as const;
  const child = spawn("npm", args, { cwd: path.join(FOLDER, version), stdio: [...stdio] });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(" ")} ended with ${code}`));
    });
  });
}
