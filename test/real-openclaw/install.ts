import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import manifest from "./package.json" with { type: "json" };

const FOLDER = import.meta.dirname;

/** Holds the `openclaw` command, as a PATH would. */
export const openClawFolder = path.join(FOLDER, "node_modules/.bin");

export const openClawProgram = path.join(FOLDER, "node_modules/openclaw/openclaw.mjs");

/** Installs the OpenClaw that package.json names, unless it stands there already. */
export async function installOpenClaw(): Promise<void> {
  const wanted = manifest.dependencies.openclaw;
  if ((await installedVersion()) === wanted) return;
  console.error(`Installing OpenClaw ${wanted} for the tests: about 40 s and 650 MB, this once.`);
  await npmCi();
  console.error(`OpenClaw ${wanted} is installed.`);
}

/** As npm's own record has it, which npm writes last: an installation that was cut short has none. */
async function installedVersion(): Promise<string | undefined> {
  try {
    const record = await readFile(path.join(FOLDER, "node_modules/.package-lock.json"), "utf8");
    const { packages } = JSON.parse(record) as { packages: Record<string, { version: string }> };
    return packages["node_modules/openclaw"]?.version;
  } catch {
    return undefined;
  }
}

/** Without the packages' scripts: the tests need none of what these build. */
function npmCi(): Promise<void> {
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  // What npm has to say belongs on stderr: stdout is the test report's.
  const child = spawn("npm", args, { cwd: FOLDER, stdio: ["ignore", process.stderr, process.stderr] });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(" ")} in test/real-openclaw ended with ${code}`));
    });
  });
}
