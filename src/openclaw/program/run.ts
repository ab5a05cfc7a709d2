/** Runs the user's own `openclaw`: for a browser the one that `clawkey install` found, else this shell's. */
import { spawn, spawnSync } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import path from "node:path";
import { failure, type Result } from "../../core/messages/failures.ts";
import { readBounded } from "../../core/messages/text.ts";
import type { Environment } from "../files/paths.ts";
import { windowsTool } from "./windows-tool.ts";

/** What OpenClaw prints as JSON fits many times over. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** From a program's end to the end of its output, which a helper that it left behind may hold open for good. */
const OUTPUT_MS = 1_000;

const WINDOWS_TOOL = { stdio: "ignore", windowsHide: true, timeout: 5_000 } as const;

export interface Call {
  args: readonly string[];
  /** Its whole environment; PATH is where it is looked for, and where it finds Node. */
  env: Environment;
  timeoutMs: number;
  /** Ends it early. */
  signal: AbortSignal;
}

/**
 * Runs one command, without a shell and without input.
 * @returns `openclaw_missing` where there is no such program, `openclaw_hanging` after `timeoutMs`, and
 * `openclaw_unreadable` where it does not start, is ended early, or prints too much
 */
export async function run({
  args,
  env,
  timeoutMs,
  signal,
}: Call): Promise<Result<{ exit: number; stdout: string }>> {
  const program = await findProgram("openclaw", env["PATH"] ?? "");
  if (program === null) return failure("openclaw_missing");
  if (signal.aborted) return failure("openclaw_unreadable");
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
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, timeoutMs);
  signal.addEventListener("abort", stop);
  child.once("exit", () => {
    clearTimeout(timer);
    setTimeout(() => child.stdout.destroy(), OUTPUT_MS).unref();
  });
  const closed = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null)).once("close", resolve);
  });
  const output = await readBounded(untilDestroyed(child.stdout), MAX_OUTPUT);
  if (output === null) stop();
  const exit = await closed;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  if (output !== null && exit !== null) return { ok: true, exit, stdout: new TextDecoder().decode(output) };
  return failure(isLate ? "openclaw_hanging" : "openclaw_unreadable");
}

/**
 * Ends a program with all that it started, without asking it.
 * @param pid of one that leads a process group of its own; Windows has none, and knows who started whom
 */
export function endWithHelpers(pid: number, platform: NodeJS.Platform = process.platform): void {
  if (platform !== "win32") return kill(-pid);
  // Ended alone, the shell that Windows needs for a `.cmd` would leave OpenClaw behind.
  const args = ["/pid", String(pid), "/T", "/F"];
  // Waited for: this process may end next, and Windows would end the tool with it.
  const { error } = spawnSync(windowsTool("taskkill"), args, WINDOWS_TOOL);
  if (error) kill(pid);
}

/** Not by the package `which`: it also looks in the current folder, on Windows always, elsewhere for an empty PATH. */
export async function findProgram(program: "openclaw" | "node", searchPath: string): Promise<string | null> {
  const [found = null] = await findPrograms(program, searchPath);
  return found;
}

/** All of them, in the order in which they are looked for. */
export async function findPrograms(program: "openclaw" | "node", searchPath: string): Promise<string[]> {
  const name =
    process.platform === "win32" ? { openclaw: "openclaw.cmd", node: "node.exe" }[program] : program;
  const found: string[] = [];
  for (const folder of searchPath.split(path.delimiter)) {
    const file = path.join(folder, name);
    if (path.isAbsolute(folder) && (await isProgram(file))) found.push(file);
  }
  return found;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Otherwise the `.cmd` would take the quotes of a JSON argument for its own. */
const escapeQuotes = (argument: string): string => argument.replaceAll('"', '\\"');

/** An output that is cut off counts as far as it came. */
async function* untilDestroyed(output: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* output;
  } catch {
    // Told by the program's end.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
