/** Programs that a release runs, each seen and waited for. */
import { spawnSync } from "node:child_process";

interface Where {
  cwd?: string;
  env?: Record<string, string>;
}

/** Shows what it prints. @throws where it fails */
export function run(program: string, args: readonly string[], { cwd, env = {} }: Where = {}): void {
  console.error(`\n> ${[program, ...args].join(" ")}`);
  const { status, error } = spawnSync(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0)
    throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? `ended with ${status}`}`);
}

/** @returns what it printed. @throws where it fails */
export function read(program: string, args: readonly string[], { cwd }: Where = {}): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}
