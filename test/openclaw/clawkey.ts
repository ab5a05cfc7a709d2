import path from "node:path";
import { runNode } from "./run-process.ts";

const PROGRAM = path.join(import.meta.dirname, "../../dist/clawkey.mjs");

interface ClawkeyResult {
  exit: number;
  reply: Record<string, unknown>;
}

/**
 * Runs the built companion's command line, for the OpenClaw in this home.
 * @param env of the shell it is run in, where the usual one will not do
 */
export async function runClawkey(
  home: string,
  args: string[],
  stdin = "",
  env: Record<string, string> = { HOME: home, PATH: path.dirname(process.execPath) },
): Promise<ClawkeyResult> {
  const options = { cwd: home, env, stdin, timeoutMs: 120_000 };
  const { exit, stdout, stderr } = await runNode(PROGRAM, [...args, "--json"], options);
  if (stdout === "") throw new Error(`clawkey ${args.join(" ")} answered nothing:\n${stderr}`);
  return { exit, reply: JSON.parse(stdout) as Record<string, unknown> };
}
