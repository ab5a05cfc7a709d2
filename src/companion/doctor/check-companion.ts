/** Whether browsers find the companion, and whether it starts: host manifests, launcher, Node, its own copy. */
import { execFile } from "node:child_process";
import { access, constants, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { version } from "../../core/version.ts";
import { readText } from "../../openclaw/files/read.ts";
import { findPrograms } from "../../openclaw/program/run.ts";
import { hostManifest, type BrowserName, type Registration } from "../install/browsers.ts";
import { keyExists } from "../install/changes.ts";
import { exists, isGone } from "../install/exists.ts";
import { findBrowsers, findSandboxed, isUsedBy } from "../install/find-browsers.ts";
import type { InstallContext } from "../install/install.ts";
import { isTooOld, launcherOf, launcherScript, nodeOfLauncher } from "../install/launcher.ts";
import { isPassing } from "../install/lasting.ts";
import { companionCopy, filesToCopy } from "../install/plan.ts";
import { found, sandboxFinding, type Found } from "./findings.ts";
import { checkPolicies, type PolicySystem } from "./policies.ts";

/** Longer than this is none of ours. */
const MAX_MANIFEST_BYTES = 64 * 1024;

/** A cold start takes 40 ms. */
const START_MS = 5_000;

/** What a browser starts, as far as it would get. */
export async function checkCompanion(
  context: InstallContext,
  searchPath = "",
  passes = isPassing,
): Promise<Found[]> {
  const { companionFolder, folders } = context;
  const path = launcherOf(companionFolder, folders.platform);
  const script = await readText(path);
  if (script === null) return [found("launcher_missing", { path })];
  const node = nodeOfLauncher(script);
  const companion = companionCopy(companionFolder);
  if (node === null || script !== launcherScript(folders.platform, { node, companion, searchPath }))
    return [found("launcher_changed", { path })];
  const launcher = found((await isExecutable(path)) ? "launcher_ok" : "launcher_not_executable", { path });
  const started = await checkNode(node, searchPath);
  const { path: startedNode = node } = started.detail;
  const isStarted = started.code === "node_ok" || started.code === "node_moved";
  return [
    launcher,
    started,
    ...(isStarted ? [await checkCopy(startedNode, context)] : []),
    ...(await checkFolders(node, searchPath, passes)),
  ];
}

/** A program of which every copy that would be found is in a folder that will be gone. */
async function checkFolders(node: string, searchPath: string, passes: typeof isPassing): Promise<Found[]> {
  const nodes = [node, ...(await findPrograms("node", searchPath))];
  const programs = [nodes, await findPrograms("openclaw", searchPath)];
  return programs.flatMap(([first = "", ...others]) =>
    first !== "" && [first, ...others].every((file) => passes(dirname(file)))
      ? [found("program_passing", { path: first })]
      : [],
  );
}

export async function checkBrowsers(
  context: InstallContext,
  hosts: readonly Registration[],
  system: PolicySystem,
): Promise<Found[]> {
  const sandboxed = await findSandboxed(context.folders);
  const present = await findBrowsers(context.folders, context.registry, sandboxed);
  // A browser that the companion is not wanted in may forbid what it likes.
  const wanted = hosts.length > 0 ? hosts.map(({ browser }) => browser) : present;
  const policies = [...new Set(wanted)].map((browser) => checkPolicies(browser, system));
  // Where nothing is installed, that is one finding, and not one more for each browser.
  const isNew = (name: string) => hosts.length > 0 && !hosts.some(({ browser }) => browser === name);
  return [
    ...(await Promise.all(hosts.map((host) => checkHost(context, host, present)))),
    ...(await Promise.all(policies)).flat(),
    ...present.filter(isNew).map((browser) => found("browser_unregistered", { browser })),
    ...sandboxed.map(sandboxFinding),
  ];
}

/** As the launcher starts it. */
async function checkNode(noted: string, searchPath: string): Promise<Found> {
  if (await isExecutable(noted)) return checkVersion(noted);
  for (const other of await findPrograms("node", searchPath)) {
    const { code, detail } = await checkVersion(other);
    if (code === "node_ok") return found("node_moved", detail);
  }
  return found("node_missing", { path: noted });
}

async function checkVersion(path: string): Promise<Found> {
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
  host: Registration,
  present: readonly BrowserName[],
): Promise<Found> {
  const { browser, manifest, registryKey } = host;
  if (registryKey !== undefined && !(await keyExists(registry, registryKey)))
    return found("registry_key_missing", { browser, path: registryKey });
  const at = { browser, path: manifest };
  const text = await readText(manifest, MAX_MANIFEST_BYTES);
  if (text === null)
    return found((await isUnreadable(manifest)) ? "manifest_unreadable" : "manifest_missing", at);
  if (text !== hostManifest(browser, launcherOf(companionFolder, folders.platform)))
    return found("manifest_changed", at);
  return found((await isUsedBy(host, present)) ? "manifest_ok" : "manifest_unused", at);
}

/** Neither there nor missing, as far as one can see. */
const isUnreadable = (file: string): Promise<boolean> =>
  access(file, constants.R_OK).then(
    () => false,
    (error: unknown) => !isGone(error),
  );

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
