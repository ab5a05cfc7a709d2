/** One `clawkey set` from start to end, beside a Node that does nothing and one that only writes the file. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { COMPANION, CONFIG_WITH_EVERYTHING } from "../test/helpers/world/home.ts";
import { median } from "./median.ts";

const ROUNDS = 30;

export async function benchCompanion(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-bench-"));
  const config = path.join(folder, "openclaw.json");
  const bare = `require("fs").writeFileSync(${JSON.stringify(config)}, require("fs").readFileSync(0))`;
  const times = {
    nothing: [] as number[],
    bare: [] as number[],
    set: [] as number[],
    unchanged: [] as number[],
  };
  for (let round = 0; round < ROUNDS; round++) {
    await writeFile(config, CONFIG_WITH_EVERYTHING, { mode: 0o600 });
    times.nothing.push(timed(["-e", "0"], config));
    times.set.push(timed([COMPANION, "set"], config));
    times.unchanged.push(timed([COMPANION, "set"], config));
    times.bare.push(timed(["-e", bare], config));
  }
  const floor = median(times.nothing);
  const line = (name: string, values: number[]) =>
    console.log(
      `  ${name.padEnd(34)} ${median(values).toFixed(0).padStart(4)} · ratio ${(median(values) / floor).toFixed(2)}`,
    );
  console.log(`companion, whole process (medians of ${ROUNDS}, ms; ratio to a Node that does nothing)`);
  line("node -e 0", times.nothing);
  line("node, a bare write, no lock or check", times.bare);
  line("clawkey set, key is new", times.set);
  line("clawkey set, key is there already", times.unchanged);
  await rm(folder, { recursive: true });
}

function timed(args: string[], config: string): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, {
    input: `sk-ant-sid02-${"b".repeat(100)}`,
    env: { ...process.env, OPENCLAW_CONFIG_PATH: config },
  });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  return performance.now() - start;
}
