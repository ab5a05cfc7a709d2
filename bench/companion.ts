/** A command from start to end, beside a Node that does nothing; and a write, beside OpenClaw's own command for it. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SESSION_KEY_VARIABLE } from "../src/core/config/precedence.ts";
import { STEPS } from "../test/helpers/world/bare-sync.ts";
import { COMPANION, CONFIG_WITH_EVERYTHING } from "../test/helpers/world/home.ts";
import { installOpenClaw, openClawProgram, VERSION } from "../test/real-openclaw/install.ts";
import { compete, timed, type Result } from "./contest.ts";

const KEY = `sk-ant-sid02-${"b".repeat(100)}`;
const ROUNDS = 30;
/** It takes seconds. */
const OPENCLAW_ROUNDS = 4;

export async function* benchCompanion(): AsyncGenerator<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-bench-"));
  const config = path.join(folder, "openclaw.json");
  const renew = () => writeFile(config, CONFIG_WITH_EVERYTHING, { mode: 0o600 });
  const node = (args: string[], input = KEY) => timed(() => runNode(args, { config, folder, input }));
  const writer = (floor: keyof typeof STEPS) =>
    `const fs = require("fs"), file = ${JSON.stringify(config)}, next = file + ".new", key = fs.readFileSync(0, "utf8");${STEPS[floor]}`;
  const anew = async (args: string[]) => {
    await renew();
    return node(args);
  };
  yield await compete({
    title: "Whole process",
    rounds: ROUNDS,
    contestants: {
      "node -e 0": () => node(["-e", "0"]),
      "node, a bare write": () => anew(["-e", writer("bare")]),
      "node, the same with lock, fsyncs and a second look": () => anew(["-e", writer("safe")]),
      "clawkey --version": () => node([COMPANION, "--version"]),
      "clawkey status": () => anew([COMPANION, "status"]),
      "clawkey set, the key is new": () => anew([COMPANION, "set"]),
      "clawkey set, the key is there": async () => {
        await anew([COMPANION, "set"]);
        return node([COMPANION, "set"]);
      },
    },
  });

  await installOpenClaw();
  const patch = JSON.stringify({ env: { vars: { [SESSION_KEY_VARIABLE]: KEY } } });
  yield await compete({
    title: `A key into openclaw.json, beside OpenClaw ${VERSION}'s own command`,
    rounds: OPENCLAW_ROUNDS,
    contestants: {
      "clawkey set": () => anew([COMPANION, "set"]),
      "openclaw config patch --stdin": async () => {
        await renew();
        return node([openClawProgram, "config", "patch", "--stdin"], patch);
      },
    },
  });
  await rm(folder, { recursive: true, maxRetries: 5 });
}

function runNode(
  args: string[],
  { config, folder, input }: { config: string; folder: string; input: string },
): void {
  const env = { PATH: process.env["PATH"], HOME: folder, OPENCLAW_CONFIG_PATH: config };
  const { status, stderr } = spawnSync(process.execPath, args, { input, env });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${String(stderr)}`);
}
