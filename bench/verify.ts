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
import { compete, resultOf, timed, type Result } from "./contest.ts";

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

export async function* benchVerify(): AsyncGenerator<Result> {
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
  yield await ownCost(scene);
  yield await exportBeside(scene);
  await rm(folder, { recursive: true });
  await standin.close();
}

async function ownCost({ config, env, key }: Scene): Promise<Result> {
  await writeFile(config, JSON.stringify({ env: { vars: { [SESSION_KEY_VARIABLE]: key } } }));
  // A key of long ago: no gateway is waited for.
  await utimes(config, 0, 0);
  return compete({
    title: "verify, whole process, with an OpenClaw that answers at once",
    rounds: ROUNDS,
    contestants: {
      "clawkey status": () => timed(() => run([COMPANION, "status"], env)),
      "clawkey verify, 4 runs of openclaw": () => timed(() => run([COMPANION, "verify"], env)),
    },
  });
}

async function exportBeside({ folder, config, env }: Scene): Promise<Result> {
  const exports = async (rounds: number) => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await writeFile(config, CONFIG_WITH_EVERYTHING, { mode: 0o600 });
      times.push(await timed(() => run([COMPANION, "set"], env, randomSessionKey())));
    }
    return times;
  };
  const before = await exports(ROUNDS / 2);
  await writeFile(path.join(folder, "hang"), "");
  const verify = spawn(process.execPath, [COMPANION, "verify"], { env, stdio: "ignore" });
  const ended = new Promise((resolve) => verify.once("close", resolve));
  const hanging = () => readFile(path.join(folder, "hanging"), "utf8").catch(() => "");
  await until("a verify that waits for OpenClaw", async () => (await hanging()) !== "");
  const beside = await exports(ROUNDS);
  process.kill(Number(await hanging()), "SIGKILL");
  await ended;
  const after = await exports(ROUNDS / 2);
  return resultOf("An export while a verify waits for OpenClaw", {
    "clawkey set alone": before.flatMap((time, round) => [time, after[round]!]),
    "clawkey set beside a verify": beside,
  });
}

/** Not in one call that waits: the claude.ai that is asked runs in this process. */
async function run(args: string[], env: Record<string, string>, stdin = ""): Promise<void> {
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "ignore", "ignore"] });
  child.stdin.end(stdin);
  const exit = await new Promise((resolve) => child.once("close", resolve));
  if (exit !== 0) throw new Error(`${args.join(" ")} ended with ${String(exit)}`);
}
