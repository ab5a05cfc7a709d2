/** The real OpenClaw in the versions that people run, each in a folder of its own, installed by whoever needs it. */
import { execFile, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const FOLDER = path.join(import.meta.dirname, "versions");

/** Those that nobody has looked at yet, without a lock file: `--openclaw latest`, say. */
const OTHERS = path.join(import.meta.dirname, "others");

/** Oldest first. */
export const VERSIONS = readdirSync(FOLDER).toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));

/** The one that this run is about; without a choice the newest. */
export const VERSION = process.env["CLAWKEY_OPENCLAW"] ?? VERSIONS.at(-1)!;

const folderOf = (version: string): string =>
  path.join(VERSIONS.includes(version) ? FOLDER : OTHERS, version);

const MODULES = path.join(folderOf(VERSION), "node_modules");

/** Holds the `openclaw` command, as a PATH would. */
export const openClawFolder = path.join(MODULES, ".bin");

export const openClawProgram = path.join(MODULES, "openclaw/openclaw.mjs");

/** The version that a user gets today, where `latest` is asked for. @throws without a network */
export async function knownVersion(version: string): Promise<string> {
  if (version !== "latest") return version;
  const { stdout } = await promisify(execFile)("npm", ["view", "openclaw", "version"]);
  return stdout.trim();
}

/** Installs it, unless it stands there already. @throws without a network, or for a version that is none */
export async function installOpenClaw(version = VERSION): Promise<void> {
  if (!/^[\w.-]+$/.test(version)) throw new Error(`No version of OpenClaw: ${version}`);
  if ((await installedVersion(version)) === version) return;
  console.error(`Installing OpenClaw ${version} for the tests: about 40 s and 650 MB, this once.`);
  if (VERSIONS.includes(version)) return npm(version, "ci");
  await mkdir(folderOf(version), { recursive: true });
  await writeFile(path.join(folderOf(version), "package.json"), '{ "private": true }\n');
  await npm(version, "install", `openclaw@${version}`);
}

/** As npm's own record has it, which npm writes last: an installation that was cut short has none. */
async function installedVersion(version: string): Promise<string | undefined> {
  try {
    const record = await readFile(path.join(folderOf(version), "node_modules/.package-lock.json"), "utf8");
    const { packages } = JSON.parse(record) as { packages: Record<string, { version: string }> };
    return packages["node_modules/openclaw"]?.version;
  } catch {
    return undefined;
  }
}

/** Without the packages' scripts: the tests need none of what these build. */
function npm(version: string, ...command: string[]): Promise<void> {
  const args = [...command, "--ignore-scripts", "--no-audit", "--no-fund"];
  // What npm has to say belongs on stderr: stdout is the test report's.
  const stdio = ["ignore", process.stderr, process.stderr] as const;
  const child = spawn("npm", args, { cwd: folderOf(version), stdio: [...stdio] });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(" ")} ended with ${code}`));
    });
  });
}
