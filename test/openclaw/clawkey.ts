import path from "node:path";
import { runNode } from "./run-process.ts";

const PROGRAM = path.join(import.meta.dirname, "../../dist/clawkey.mjs");

interface ClawkeyResult {
  exit: number;
  reply: Record<string, unknown>;
}

/** Runs the built companion's command line, for the OpenClaw in this home. */
export async function runClawkey(home: string, args: string[], stdin = ""): Promise<ClawkeyResult> {
  const env = { HOME: home, PATH: path.dirname(process.execPath) };
  const options = { cwd: home, env, stdin, timeoutMs: 30_000 };
  const { exit, stdout, stderr } = await runNode(PROGRAM, [...args, "--json"], options);
  if (stdout === "") throw new Error(`clawkey ${args.join(" ")} answered nothing:\n${stderr}`);
  return { exit, reply: JSON.parse(stdout) as Record<string, unknown> };
}
