/** What `clawkey install` notes of the shell that runs it, such that it still holds when the shell has ended. */
import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { variablesToRemember, type Environment, type System } from "../../openclaw/files/paths.ts";
import { networkVariables } from "../../openclaw/network.ts";
import { findProgram } from "../../openclaw/program/run.ts";
import { isPassing } from "./lasting.ts";
import type { Notes } from "./notes.ts";

/** A shim has to find out which Node is meant. */
const SHIM_MS = 5_000;

/** @param passes whether a folder will be gone some day; tests may stand in one */
export async function noteShell(
  system: System,
  profile: string | undefined,
  passes = isPassing,
): Promise<Pick<Notes, "variables" | "profile" | "searchPath" | "network">> {
  return {
    variables: variablesToRemember(system),
    profile: profile ?? null,
    searchPath: await lastingSearchPath(system, passes),
    network: networkVariables(system.env, system.cwd),
  };
}

/**
 * PATH, in which OpenClaw and its Node are found, too when the shell's own folders are gone (fnm's links), when its
 * hooks are (asdf's shims), and when a link leads elsewhere. A folder that will be gone is noted only where a
 * program that is needed stands in it: anybody could make it anew below /tmp, and put another there.
 */
async function lastingSearchPath(
  { env, cwd }: System,
  passes: typeof isPassing,
): Promise<string | undefined> {
  const searchPath = env["PATH"];
  if (searchPath === undefined) return undefined;
  // The others mean another folder in a browser.
  const folders = searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const [node, openClaw] = [await findProgram("node", searchPath), await findProgram("openclaw", searchPath)];
  const realNode = node && (await askWhereNodeIs(node, env, cwd));
  const nodeFolder = realNode ? [path.dirname(realNode)] : [];
  const isShim = realNode !== null && (await realOf(node ?? "")) !== realNode;
  const needed = [node, openClaw].flatMap((program) => (program === null ? [] : [path.dirname(program)]));
  const found = [
    ...(isShim ? nodeFolder : []),
    ...(await Promise.all(folders.map((folder) => lasting(folder, needed, passes)))).flat(),
    ...nodeFolder,
    ...(await Promise.all(needed.map(realOf))),
  ];
  return [...new Set(found)].join(path.delimiter);
}

/** A link to a folder is kept, since an upgrade moves it along, unless it will be gone. */
async function lasting(
  folder: string,
  needed: readonly string[],
  passes: typeof isPassing,
): Promise<string[]> {
  if (!passes(folder)) return [folder];
  const real = await realOf(folder);
  return !passes(real) || needed.includes(folder) ? [real] : [];
}

const realOf = (file: string): Promise<string> => realpath(file).catch(() => file);

/** What stands on the PATH may be a version manager's shim, which starts one Node or another. */
async function askWhereNodeIs(node: string, env: Environment, cwd: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(node, ["-p", "process.execPath"], {
      env: { ...env },
      cwd,
      timeout: SHIM_MS,
    });
    return path.isAbsolute(stdout.trim()) ? stdout.trim() : null;
  } catch {
    return null;
  }
}
