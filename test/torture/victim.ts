/** A process that is started to be killed. It is got ready while the one before it still runs. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const STARTS_WITHIN_MS = 60_000;

export interface Victim {
  pid: number | undefined;
  /** Lets it begin; resolves when it has begun its first round. */
  begin(): Promise<void>;
  /** SIGKILL, so many milliseconds from now; resolves when it is gone. */
  killAfter(milliseconds: number): Promise<{ rounds: number; refusals: number }>;
}

export interface Program {
  file: string;
  args: readonly string[];
  home: string;
}

export function startVictim({ file, args, home }: Program): Victim {
  const env = { HOME: home, NODE_COMPILE_CACHE: path.join(home, "compile-cache") };
  const child = spawn(process.execPath, [file, ...args], { env });
  let [said, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const times = (sign: string): number => said.split(sign).length - 1;
  const gone = once(child, "close");
  const untilSaid = async (sign: string): Promise<void> => {
    const signal = AbortSignal.timeout(STARTS_WITHIN_MS);
    while (!said.includes(sign)) {
      if (child.exitCode !== null) throw new Error(`the victim ended by itself: ${errors}`);
      await Promise.race([once(child.stdout, "data", { signal }), gone]);
    }
  };
  return {
    pid: child.pid,
    async begin() {
      await untilSaid("r");
      child.stdin.write("g");
      await untilSaid(".");
    },
    async killAfter(milliseconds) {
      const due = performance.now() + milliseconds;
      if (milliseconds > 2) await sleep(Math.floor(milliseconds) - 1);
      // Timers count whole milliseconds, and a write takes about two of them.
      while (performance.now() < due);
      child.kill("SIGKILL");
      await gone;
      return { rounds: times("."), refusals: times("!") };
    },
  };
}
