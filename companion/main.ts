/** Where the companion starts: `clawkey serve ...` from a browser's launcher, anything else from a terminal. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { SESSION_KEY_VARIABLE } from "../src/openclaw/variable.ts";
import { runCommandLine } from "./cli.ts";
import { variablesIn } from "./dotenv-variables.ts";
import { userFolders } from "./install/browsers.ts";
import { companionFolder, readInstallation } from "./install/installation.ts";
import { systemRegistry } from "./install/windows-registry.ts";
import { OPENCLAW_VARIABLES, openClawPaths, type System } from "./paths.ts";
import type { Place } from "./operations.ts";
import { serve } from "./serve.ts";

const bundle = fileURLToPath(import.meta.url);
const system: System = {
  env: process.env,
  platform: process.platform,
  homedir: homedir(),
  cwd: workingFolder(),
  exists: existsSync,
  variablesIn,
};
const [verb, ...rest] = process.argv.slice(2);

if (verb === "serve") {
  // The browser's folder may hold a .env, and OpenClaw would read it there.
  process.chdir(path.dirname(bundle));
  await serve(process.stdin, process.stdout, rest, await installedPlace());
  process.exit(0);
} else {
  process.exitCode = await runCommandLine({
    args: process.argv.slice(2),
    system,
    stdin: process.stdin,
    installation: {
      folders: userFolders(system.platform, system.env, system.homedir),
      companionFolder: companionFolder(system.platform, system.env, system.homedir),
      node: process.execPath,
      nodeVersion: process.versions.node,
      bundle,
      registry: systemRegistry,
    },
    print: (text) => process.stdout.write(`${text}\n`),
    printError: (text) => process.stderr.write(`${text}\n`),
  });
}

/**
 * The OpenClaw that the user installed for, whatever the browser's own environment says. Null where that can't be
 * known: a guess could be a file that the user forbade to write.
 */
async function installedPlace(): Promise<Place | null> {
  const installation = await readInstallation(path.dirname(bundle));
  if (typeof installation === "string") return null;
  // A key of the browser's environment is not OpenClaw's either.
  const names = [...OPENCLAW_VARIABLES, SESSION_KEY_VARIABLE];
  const foreign = Object.fromEntries(names.map((name) => [name, undefined]));
  const { searchPath = process.env["PATH"] } = installation;
  const env = { ...process.env, ...foreign, ...installation.variables, PATH: searchPath };
  const { profile, hosts } = installation;
  const paths = openClawPaths({ ...system, env }, profile ?? undefined);
  return { paths, env, shell: null, browsers: hosts.map(({ browser }) => browser), profile };
}

/** The folder that we were started in may be gone by now. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return homedir();
  }
}
