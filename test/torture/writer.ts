/** Processes that write, as the tests see them: started, told to begin, listened to, killed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { build } from "vite";

const STARTS_WITHIN_MS = 60_000;

/**
 * A program of this folder as one file, as the companion is shipped: it starts twice as fast.
 * @returns where it stands, below the given folder
 */
export async function bundle(script: string, folder: string): Promise<string> {
  const outDir = path.join(folder, "bundles");
  const name = script.replace(/\.ts$/, ".mjs");
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: {
      ssr: path.join(import.meta.dirname, script),
      outDir,
      emptyOutDir: false,
      target: "node22",
      minify: false,
      rolldownOptions: { output: { entryFileNames: name } },
    },
    ssr: { noExternal: true, target: "node" },
  });
  return path.join(outDir, name);
}

export interface Writer {
  pid: number | undefined;
  /** Until it has said this: "r" when it is ready; the other signs stand in `in-process.ts`. */
  untilSaid(sign: string): Promise<void>;
  begin(): void;
  times(sign: string): number;
  kill(): void;
  /** By itself or killed; rejects with its last words where it failed. */
  ended: Promise<void>;
}

export function startWriter(file: string, args: readonly string[], home: string): Writer {
  const env = { HOME: home, NODE_COMPILE_CACHE: path.join(home, "compile-cache") };
  const child = spawn(process.execPath, [file, ...args], { env });
  let [said, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const closed = once(child, "close");
  const ended = closed.then(([code]): void => {
    if (code) throw new Error(`a writer ended with ${code}: ${errors}`);
    return undefined;
  });
  // Told to whoever waits for it, which may be later.
  ended.catch(() => {});
  return {
    pid: child.pid,
    async untilSaid(sign) {
      const signal = AbortSignal.timeout(STARTS_WITHIN_MS);
      while (!said.includes(sign)) {
        if (child.exitCode !== null) throw new Error(`a writer ended by itself: ${errors}`);
        await Promise.race([once(child.stdout, "data", { signal }), closed]);
      }
    },
    begin: () => void child.stdin.write("g"),
    times: (sign) => said.split(sign).length - 1,
    kill: () => void child.kill("SIGKILL"),
    ended,
  };
}
