import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Standin, wayThere } from "../helpers/standin/standin.ts";
import { openClawProgram } from "./install.ts";
import { runNode, type Finished } from "./run-process.ts";

/** The real OpenClaw, in a home of its own, with the stand-in for the internet. */
export interface OpenClaw {
  home: string;
  standin: Pick<Standin, "caFile" | "proxy">;
  /** Variables that the user has set, in the place of the usual ones. */
  env?: Readonly<Record<string, string>>;
  /** Where it is not on this machine: put before each program; see `FarMachine`. */
  within?: readonly string[];
}

/** What OpenClaw says about the Claude plan: windows, or why there are none. */
export interface ClaudeUsage {
  windows: { label: string; usedPercent: number; resetAt?: number }[];
  plan?: string;
  summary?: string;
  error?: string;
}

/** The answer of the gateway's `usage.status`, and `usage` in that of `status --usage --json`. */
export interface UsageReport {
  providers: (ClaudeUsage & { provider: string })[];
}

/** The slowest command takes 9 s on two cores. */
const COMMAND_MS = 60_000;

export function runOpenClaw(openclaw: OpenClaw, args: string[], stdin = ""): Promise<Finished> {
  return runNode(openClawProgram, args, {
    cwd: openclaw.home,
    // The oldest versions ask for usage past the proxy, unless Node itself leads them there.
    env: { NODE_USE_ENV_PROXY: "1", ...openClawEnvironment(openclaw) },
    stdin,
    timeoutMs: COMMAND_MS,
    within: openclaw.within,
  });
}

/**
 * Gives OpenClaw what `claude setup-token` prints: a token that may chat, and may not ask for usage. OpenClaw
 * rewrites its config over it, without comments: a config that matters is put there afterwards.
 */
export async function pasteSetupToken(openclaw: OpenClaw): Promise<void> {
  const args = ["models", "auth", "paste-token", "--provider", "anthropic"];
  const { exit, stdout, stderr } = await runOpenClaw(openclaw, args, `sk-ant-oat01-${"t".repeat(90)}\n`);
  if (exit !== 0) throw new Error(`OpenClaw refused the setup token:\n${stdout}${stderr}`);
}

/** What `openclaw status --usage` shows for the Claude plan. */
export async function usageWindows(openclaw: OpenClaw): Promise<ClaudeUsage> {
  const { exit, stdout, stderr } = await runOpenClaw(openclaw, ["status", "--usage", "--json"]);
  const usage = exit === 0 ? claudeUsage((JSON.parse(stdout) as { usage: UsageReport }).usage) : undefined;
  if (!usage) throw new Error(`OpenClaw reported no usage for Claude:\n${stdout}${stderr}`);
  return usage;
}

/** Picks the Claude plan out of all the plans that OpenClaw reports on. */
export function claudeUsage({ providers }: UsageReport): ClaudeUsage | undefined {
  return providers.find(({ provider }) => provider === "anthropic");
}

/**
 * Only what is named here: a variable of OpenClaw's or Claude's in the shell of whoever runs the tests would lead
 * it to their own files and keys.
 */
export function openClawEnvironment({ home, standin, env }: OpenClaw): Record<string, string> {
  // Installing a plugin as root shuts everybody else out of the folder that it unpacks in.
  const TMPDIR = path.join(home, "tmp");
  mkdirSync(TMPDIR, { recursive: true });
  return {
    HOME: home,
    TMPDIR,
    PATH: [path.dirname(process.execPath), process.env["PATH"]].join(path.delimiter),
    ...wayThere(standin),
    OPENCLAW_SKIP_CHANNELS: "1",
    ...env,
  };
}
