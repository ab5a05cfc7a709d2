/** Runs the user's own `openclaw`, found as their shell found it when they ran `clawkey install`. */
import { spawn } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import path from "node:path";
import { endWithHelpers } from "./end-process.ts";
import type { Environment } from "../files/paths.ts";

/** What OpenClaw prints as JSON fits many times over. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** From a program's end to the end of its output, which a helper that it left behind may hold open for good. */
const OUTPUT_MS = 1_000;

/** `missing`: there is no such program. `failed`: it was killed, or did not print what it should. */
export interface NoResult {
  ok: false;
  why: "missing" | "timeout" | "failed";
}

export type ProgramResult = { ok: true; exit: number; json: unknown } | NoResult;

/** Runs one command that prints JSON; see `runOpenClawForText`. */
export async function runOpenClaw(...call: Parameters<typeof runOpenClawForText>): Promise<ProgramResult> {
  const ended = await runOpenClawForText(...call);
  if (!ended.ok) return ended;
  try {
    return { ok: true, exit: ended.exit, json: JSON.parse(ended.stdout) };
  } catch {
    return { ok: false, why: "failed" };
  }
}

/**
 * Runs one command, without a shell and without input.
 * @param env its whole environment; PATH is where it is looked for, and where it finds Node
 * @param signal ends it early, as `failed`
 */
export async function runOpenClawForText(
  args: readonly string[],
  env: Environment,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<{ ok: true; exit: number; stdout: string } | NoResult> {
  const program = await findProgram("openclaw", env["PATH"] ?? "");
  if (program === null) return { ok: false, why: "missing" };
  if (signal?.aborted) return { ok: false, why: "failed" };
  return run(program, args, env, { timeoutMs, signal });
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

function run(
  program: string,
  args: readonly string[],
  env: Environment,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined },
): Promise<{ ok: true; exit: number; stdout: string } | NoResult> {
  const windows = process.platform === "win32";
  const child = spawn(windows ? `"${program}"` : program, windows ? args.map(escapeQuotes) : args, {
    env,
    stdio: ["ignore", "pipe", "ignore"],
    // Windows starts a `.cmd` by its shell only; the arguments are constants of ours.
    shell: windows,
    // A group of its own, because OpenClaw starts helpers that have to end with it.
    detached: !windows,
  });
  const stop = () => {
    if (child.pid !== undefined) endWithHelpers(child.pid);
  };
  let why: NoResult["why"] = "failed";
  const timer = setTimeout(() => {
    why = "timeout";
    stop();
  }, timeoutMs);
  signal?.addEventListener("abort", stop);
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
      signal?.removeEventListener("abort", stop);
      const stdout = Buffer.concat(chunks).toString("utf8");
      resolve(exit === null ? { ok: false, why } : { ok: true, exit, stdout });
    };
    child.once("error", () => end(null)).once("close", end);
  });
}

/** Otherwise the `.cmd` would take the quotes of a JSON argument for its own. */
const escapeQuotes = (argument: string): string => argument.replaceAll('"', '\\"');
