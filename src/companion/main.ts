/** Where the companion starts: `clawkey serve ...` from a browser's launcher, anything else from a terminal. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runCommandLine } from "./cli/cli.ts";
import { ownEnvironment } from "./environment.ts";
import { userFolders } from "./install/browsers.ts";
import { companionFolder, readInstallation } from "./install/notes.ts";
import { systemRegistry } from "./install/windows-registry.ts";
import { interruption } from "./interruption.ts";
import type { Instance } from "../openclaw/openclaw.ts";
import { variablesIn, type System } from "../openclaw/files/paths.ts";
import { serve } from "./native-host/serve.ts";
import { servedInstance } from "./install/which-openclaw.ts";

const bundle = fileURLToPath(import.meta.url);
const system: System = {
  env: ownEnvironment(process.env, process.platform),
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
  await serve(process.stdin, process.stdout, rest, await installedInstance());
  process.exit(0);
} else {
  process.exitCode = await runCommandLine({
    args: process.argv.slice(2),
    system,
    stdin: process.stdin,
    interrupted: interruption(),
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

/** Null where it can't be known: a guess could be a file that the user forbade to write. */
async function installedInstance(): Promise<Instance | null> {
  const installation = await readInstallation(path.dirname(bundle));
  return typeof installation === "string" ? null : servedInstance(system, installation);
}

/** The folder that we were started in may be gone by now. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return homedir();
  }
}
