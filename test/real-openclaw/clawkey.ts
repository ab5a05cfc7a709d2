import path from "node:path";
import { expect } from "vitest";
import { ANY_SECRET } from "../helpers/keys.ts";
import { runNode, type Finished } from "./run-process.ts";

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
  const { exit, stdout, stderr } = await runSecretly(home, [...args, "--json"], stdin, env);
  if (stdout === "") throw new Error(`clawkey ${args.join(" ")} answered nothing:\n${stderr}`);
  return { exit, reply: JSON.parse(stdout) as Record<string, unknown> };
}

/** The same, as people read it. */
export async function runClawkeyForText(
  home: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ exit: number; text: string }> {
  const { exit, stdout, stderr } = await runSecretly(home, args, "", env);
  return { exit, text: stderr + stdout };
}

/** Fails where a key is told. */
async function runSecretly(
  home: string,
  args: string[],
  stdin: string,
  env: Record<string, string>,
): Promise<Finished> {
  const finished = await runNode(PROGRAM, args, { cwd: home, env, stdin, timeoutMs: 120_000 });
  expect(finished.stdout + finished.stderr).not.toMatch(ANY_SECRET);
  return finished;
}
