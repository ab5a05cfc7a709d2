/** Runs the user's own `openclaw`, found as their shell found it when they ran `clawkey install`. */
import { spawn } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import path from "node:path";
import type { Environment } from "./paths.ts";

/** What OpenClaw prints as JSON fits many times over. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** From a program's end to the end of its output, which a helper that it left behind may hold open for good. */
const OUTPUT_MS = 1_000;

/** `missing`: there is no such program. `failed`: it took too long, was killed, or printed no JSON. */
export type ProgramResult =
  | { ok: true; exit: number; json: unknown }
  | { ok: false; why: "missing" | "failed" };

/**
 * Runs one command that prints JSON, without a shell and without input.
 * @param env its whole environment; PATH is where it is looked for, and where it finds Node
 */
export async function runOpenClaw(
  args: readonly string[],
  env: Environment,
  timeoutMs: number,
): Promise<ProgramResult> {
  const program = await findProgram("openclaw", env["PATH"] ?? "");
  if (program === null) return { ok: false, why: "missing" };
  const ended = await run(program, args, env, timeoutMs);
  if (ended === null) return { ok: false, why: "failed" };
  try {
    return { ok: true, exit: ended.exit, json: JSON.parse(ended.stdout) };
  } catch {
    return { ok: false, why: "failed" };
  }
}

async function findProgram(name: string, searchPath: string): Promise<string | null> {
  const windows = process.platform === "win32";
  const file = windows ? `${name}.cmd` : name;
  const candidates = searchPath
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, file));
  for (const candidate of candidates) {
    if (await isProgram(candidate)) return candidate;
  }
  return null;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** @returns null where it did not come to an end by itself in time */
function run(
  program: string,
  args: readonly string[],
  env: Environment,
  timeoutMs: number,
): Promise<{ exit: number; stdout: string } | null> {
  const windows = process.platform === "win32";
  const child = spawn(windows ? `"${program}"` : program, args, {
    env,
    stdio: ["ignore", "pipe", "ignore"],
    // Windows starts a `.cmd` by its shell only; the arguments are constants of ours.
    shell: windows,
    // A group of its own, because OpenClaw starts helpers that have to end with it.
    detached: !windows,
  });
  const stop = () => {
    if (child.pid !== undefined && !windows) killGroup(child.pid);
    else child.kill("SIGKILL");
  };
  const timer = setTimeout(stop, timeoutMs);
  child.once("exit", () => {
    clearTimeout(timer);
    setTimeout(() => child.stdout.destroy(), OUTPUT_MS).unref();
  });
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_OUTPUT) stop();
    else chunks.push(chunk);
  });
  return new Promise((resolve) => {
    const end = (exit: number | null) => {
      clearTimeout(timer);
      resolve(exit === null ? null : { exit, stdout: Buffer.concat(chunks).toString("utf8") });
    };
    child.once("error", () => end(null)).once("close", end);
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
