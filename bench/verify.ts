/**
 * What `clawkey verify` itself costs: with an OpenClaw that answers at once, and a claude.ai on this machine, what is
 * left of the real 8 to 20 s is its own. It starts after an export's reply; a next export must not wait for it.
 */
import { spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SESSION_KEY_VARIABLE } from "../src/core/config/precedence.ts";
import { randomSessionKey } from "../test/helpers/standin/account.ts";
import { startStandin } from "../test/helpers/standin/standin.ts";
import { COMPANION, CONFIG_WITH_EVERYTHING } from "../test/helpers/world/home.ts";
import { until } from "../test/helpers/world/until.ts";
import { median } from "./median.ts";

const ROUNDS = 20;

const report = (claude: object) =>
  JSON.stringify({ updatedAt: 9e15, providers: [{ provider: "anthropic", windows: [], ...claude }] });
const WITHOUT_SCOPE = { error: "HTTP 403: OAuth token does not meet scope requirement user:profile" };
/** Those of the stand-in's account: windows of another would be no proof. */
const WINDOWS = { windows: Object.entries({ "5h": 41, Week: 66, Haiku: 12 }).map(asWindow) };

/** Answers at once; while there is a file `hang` beside it, its status never comes. */
const OPENCLAW = `#!/bin/sh
case "$*" in
*--version) echo 2026.9.6 ;;
*"status --usage"*)
  [ -e "\${0%/*}/hang" ] && { echo $$ > "\${0%/*}/hanging"; exec sleep 60; }
  echo '{"usage":${report(WITHOUT_SCOPE)}}' ;;
*models.authStatus*) echo '{}' ;;
*usage.status*) echo '${report(WINDOWS)}' ;;
esac
`;

function asWindow([label, usedPercent]: [string, number]) {
  return { label, usedPercent, resetAt: null };
}

interface Scene {
  folder: string;
  config: string;
  env: Record<string, string>;
  /** One that claude.ai accepts. */
  key: string;
}

export async function benchVerify(): Promise<void> {
  const standin = await startStandin();
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-bench-"));
  const config = path.join(folder, "openclaw.json");
  const program = path.join(folder, "openclaw");
  await writeFile(program, OPENCLAW);
  await chmod(program, 0o755);
  const env = {
    PATH: [folder, path.dirname(process.execPath), "/usr/bin", "/bin"].join(path.delimiter),
    HOME: folder,
    OPENCLAW_CONFIG_PATH: config,
    HTTPS_PROXY: `http://127.0.0.1:${standin.proxy.port}`,
    NODE_EXTRA_CA_CERTS: standin.caFile,
  };
  const scene: Scene = { folder, config, env, key: standin.signIn() };
  await benchOwnCost(scene);
  await benchExportBeside(scene);
  await rm(folder, { recursive: true });
  await standin.close();
}

async function benchOwnCost({ config, env, key }: Scene): Promise<void> {
  await writeFile(config, JSON.stringify({ env: { vars: { [SESSION_KEY_VARIABLE]: key } } }));
  // A key of long ago: no gateway is waited for.
  await utimes(config, 0, 0);
  const times = {
    nothing: [] as number[],
    version: [] as number[],
    status: [] as number[],
    verify: [] as number[],
  };
  for (let round = 0; round < ROUNDS; round++) {
    times.nothing.push(await timed(["-e", "0"], env));
    times.version.push(await timed([COMPANION, "--version"], env));
    times.status.push(await timed([COMPANION, "status"], env));
    times.verify.push(await timed([COMPANION, "verify"], env));
  }
  console.log(`verify, whole process, OpenClaw at once (medians of ${ROUNDS}, ms; ratio to clawkey status)`);
  line("node -e 0", times.nothing, times.status);
  line("clawkey --version, all of it loaded", times.version, times.status);
  line("clawkey status", times.status, times.status);
  line("clawkey verify, 4 runs of openclaw", times.verify, times.status);
}

async function benchExportBeside({ folder, config, env }: Scene): Promise<void> {
  const times = { alone: [] as number[], beside: [] as number[] };
  const exportTo = async (kept: number[], rounds: number) => {
    for (let round = 0; round < rounds; round++) {
      await writeFile(config, CONFIG_WITH_EVERYTHING, { mode: 0o600 });
      kept.push(await timed([COMPANION, "set"], env, randomSessionKey()));
    }
  };
  await exportTo(times.alone, ROUNDS / 2);
  await writeFile(path.join(folder, "hang"), "");
  const verify = spawn(process.execPath, [COMPANION, "verify"], { env, stdio: "ignore" });
  const ended = new Promise((resolve) => verify.once("close", resolve));
  const hanging = () => readFile(path.join(folder, "hanging"), "utf8").catch(() => "");
  await until("a verify that waits for OpenClaw", async () => (await hanging()) !== "");
  await exportTo(times.beside, ROUNDS);
  process.kill(Number(await hanging()), "SIGKILL");
  await ended;
  await exportTo(times.alone, ROUNDS / 2);
  console.log(`an export while a verify waits for OpenClaw (medians of ${ROUNDS}, ms)`);
  line("clawkey set alone", times.alone, times.alone);
  line("clawkey set beside a verify", times.beside, times.alone);
}

function line(name: string, values: readonly number[], base: readonly number[]): void {
  const ratio = (median(values) / median(base)).toFixed(2);
  console.log(`  ${name.padEnd(36)} ${median(values).toFixed(0).padStart(4)} · ratio ${ratio}`);
}

/** Not in one call that waits: the claude.ai that is asked runs in this process. */
async function timed(args: string[], env: Record<string, string>, stdin = ""): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "ignore", "ignore"] });
  child.stdin.end(stdin);
  const exit = await new Promise((resolve) => child.once("close", resolve));
  if (exit !== 0) throw new Error(`${args.join(" ")} ended with ${String(exit)}`);
  return performance.now() - start;
}
