/** Whether browsers find the companion, and whether it starts: host manifests, launcher, Node, its own copy. */
import { execFile } from "node:child_process";
import { access, constants, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { version } from "../../core/messages/identity.ts";
import { readText } from "../../openclaw/files/read.ts";
import { hostManifest, type Registration } from "../install/browsers.ts";
import { exists, keyExists } from "../install/changes.ts";
import { findBrowsers, findSandboxed } from "../install/find-browsers.ts";
import type { InstallContext } from "../install/install.ts";
import { isTooOld, launcherOf, launcherScript, nodeOfLauncher } from "../install/launcher.ts";
import { companionCopy, filesToCopy } from "../install/plan.ts";
import { found, sandboxFinding, type Found } from "./findings.ts";

/** Longer than this is none of ours. */
const MAX_MANIFEST_BYTES = 64 * 1024;

/** A cold start takes 40 ms. */
const START_MS = 5_000;

/** What a browser starts, as far as it would get. */
export async function checkCompanion(context: InstallContext): Promise<Found[]> {
  const { companionFolder, folders } = context;
  const path = launcherOf(companionFolder, folders.platform);
  const script = await readText(path);
  if (script === null) return [found("launcher_missing", { path })];
  const node = nodeOfLauncher(script);
  if (node === null || script !== launcherScript(folders.platform, node, companionCopy(companionFolder)))
    return [found("launcher_changed", { path })];
  const launcher = found((await isExecutable(path)) ? "launcher_ok" : "launcher_not_executable", { path });
  const started = await checkNode(node);
  if (started.code !== "node_ok") return [launcher, started];
  return [launcher, started, await checkCopy(node, context)];
}

export async function checkBrowsers(
  context: InstallContext,
  hosts: readonly Registration[],
): Promise<Found[]> {
  const sandboxed = await findSandboxed(context.folders);
  const present = await findBrowsers(context.folders, context.registry, sandboxed);
  // Where nothing is installed, that is one finding, and not one more for each browser.
  const isNew = (name: string) => hosts.length > 0 && !hosts.some(({ browser }) => browser === name);
  return [
    ...(await Promise.all(hosts.map((host) => checkHost(context, host)))),
    ...present.filter(isNew).map((browser) => found("browser_unregistered", { browser })),
    ...sandboxed.map(sandboxFinding),
  ];
}

async function checkNode(path: string): Promise<Found> {
  if (!(await isExecutable(path))) return found("node_missing", { path });
  const printed = await versionOf(path, ["--version"]);
  if (printed === null) return found("node_failing", { path });
  return found(isTooOld(printed) ? "node_old" : "node_ok", { path, version: printed.replace(/^v/, "") });
}

async function checkCopy(node: string, context: InstallContext): Promise<Found> {
  const path = companionCopy(context.companionFolder);
  if (!(await exists(path))) return found("companion_missing", { path });
  const printed = await versionOf(node, [path, "--version"]);
  if (printed === null) return found("companion_failing", { path });
  if (printed !== version)
    return found("companion_other_version", { path, version: printed, expected: version });
  for (const { from, to } of await filesToCopy(context)) {
    const copy = await readText(to);
    if (copy === null) return found("companion_missing", { path: to });
    if (copy !== (await readFile(from, "utf8"))) return found("companion_other_build", { path: to });
  }
  return found("companion_ok", { path, version });
}

async function checkHost(
  { companionFolder, folders, registry }: InstallContext,
  { browser, manifest: path, registryKey }: Registration,
): Promise<Found> {
  if (registryKey !== undefined && !(await keyExists(registry, registryKey)))
    return found("registry_key_missing", { browser, path: registryKey });
  const text = await readText(path, MAX_MANIFEST_BYTES);
  if (text === null) return found("manifest_missing", { browser, path });
  const isOurs = text === hostManifest(browser, launcherOf(companionFolder, folders.platform));
  return found(isOurs ? "manifest_ok" : "manifest_changed", { browser, path });
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** What a program prints where that is a version; null where it fails, hangs, or prints something else. */
async function versionOf(program: string, args: readonly string[]): Promise<string | null> {
  try {
    // Nothing of the user's environment: a browser hands none on either.
    const env = { SystemRoot: process.env["SystemRoot"] };
    const { stdout } = await promisify(execFile)(program, args, { env, timeout: START_MS, maxBuffer: 1024 });
    return /^v?\d+\.\d+\.\d+\S*$/.exec(stdout.trim())?.[0] ?? null;
  } catch {
    return null;
  }
}
