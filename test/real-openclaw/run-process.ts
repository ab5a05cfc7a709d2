import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

interface ProcessOptions {
  cwd: string;
  /** The whole environment: nothing of this process's own is added. */
  env: Record<string, string>;
  stdin?: string;
  timeoutMs: number;
  /** Put before Node. */
  within?: readonly string[] | undefined;
}

export interface Finished {
  exit: number;
  stdout: string;
  stderr: string;
}

/** Runs a Node program to its end. Rejects only where it does not come to one by itself within the time. */
export async function runNode(program: string, args: string[], options: ProcessOptions): Promise<Finished> {
  const { cwd, env, stdin = "", timeoutMs, within = [] } = options;
  // A group of its own, because OpenClaw starts helpers that have to go with it.
  const [command, ...before] = [...within, process.execPath];
  const child = spawn(command, [...before, program, ...args], { cwd, env, detached: true });
  const timer = setTimeout(() => killGroup(child.pid!), timeoutMs);
  try {
    // A program may end without reading all of its input: its exit says more than the broken pipe.
    child.stdin.on("error", () => undefined).end(stdin);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    const [exit, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    if (exit === null)
      throw new Error(`${args.join(" ")} was killed, or took over ${timeoutMs} ms:\n${stdout}${stderr}`);
    return { exit, stdout, stderr };
  } finally {
    clearTimeout(timer);
  }
}

/** Ends a detached child together with everything it started. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
