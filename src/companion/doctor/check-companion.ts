/** Whether what a browser starts is there and starts: launcher, Node, and the companion's own copy. */
import { version } from "../../core/messages/identity.ts";
import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { promisify } from "node:util";
import { exists } from "../install/exists.ts";
import type { InstallContext } from "../install/install.ts";
import { launcherScript, nodeOfLauncher } from "../install/launcher.ts";
import { isTooOld } from "../install/node-version.ts";
import { companionCopy, launcherOf } from "../install/places.ts";
import { readText } from "../../openclaw/files/read.ts";
import { installCommand } from "./commands.ts";
import { fine, problem, type Finding } from "./findings.ts";

/** A cold start takes 40 ms. */
const START_MS = 5_000;

export async function checkInstallation(context: InstallContext): Promise<Finding[]> {
  const { companionFolder, folders } = context;
  const path = launcherOf(companionFolder, folders.platform);
  const command = installCommand(context);
  const script = await readText(path);
  if (script === null) return [problem("launcher", "launcher_missing", { path }, command)];
  const node = nodeOfLauncher(script);
  const copy = companionCopy(companionFolder);
  if (node === null || script !== launcherScript(folders.platform, node, copy))
    return [problem("launcher", "launcher_changed", { path }, command)];
  const launcher = (await isExecutable(path))
    ? fine("launcher", "launcher_ok", { path })
    : problem("launcher", "launcher_not_executable", { path }, command);
  const started = await checkNode(node, command);
  if (started.severity !== "ok") return [launcher, started];
  return [launcher, started, await checkCompanion(node, copy, command)];
}

async function checkNode(path: string, command: string): Promise<Finding> {
  if (!(await isExecutable(path))) return problem("node", "node_missing", { path }, command);
  const printed = await firstLine(path, ["--version"]);
  if (printed === null) return problem("node", "node_failing", { path }, command);
  const detail = { path, version: printed.replace(/^v/, "") };
  return isTooOld(printed) ? problem("node", "node_old", detail, command) : fine("node", "node_ok", detail);
}

async function checkCompanion(node: string, path: string, command: string): Promise<Finding> {
  if (!(await exists(path))) return problem("companion", "companion_missing", { path }, command);
  const printed = await firstLine(node, [path, "--version"]);
  if (printed === null) return problem("companion", "companion_failing", { path }, command);
  if (printed === version) return fine("companion", "companion_ok", { path, version });
  const detail = { path, version: printed, expected: version };
  return problem("companion", "companion_other_version", detail, command);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What a program prints where that is a version; null where it fails, hangs, or prints something else. */
async function firstLine(program: string, args: readonly string[]): Promise<string | null> {
  try {
    // Nothing of the user's environment: a browser hands none on either.
    const env = { SystemRoot: process.env["SystemRoot"] };
    const { stdout } = await promisify(execFile)(program, args, { env, timeout: START_MS, maxBuffer: 1024 });
    return /^v?\d+\.\d+\.\d+\S*$/.exec(stdout.trim())?.[0] ?? null;
  } catch {
    return null;
  }
}
