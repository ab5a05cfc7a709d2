/**
 * What Clawkey costs, each figure beside a floor and, where there is one, beside the alternative: all of it, or what is
 * named. `--json` prints one object, `--docs` puts the tables into docs/performance.md.
 */
import { benchCompanion } from "./companion.ts";
import type { Result } from "./contest.ts";
import { benchExport } from "./export.ts";
import { benchGateway } from "./gateway.ts";
import { benchGrowth } from "./growth.ts";
import { benchIdle } from "./idle.ts";
import { benchPopup } from "./popup.ts";
import { asTable, intoDocs } from "./print.ts";
import { sizes } from "./sizes.ts";
import { benchVerify } from "./verify.ts";

const BENCHES: Record<string, () => AsyncIterable<Result | string>> = {
  sizes,
  popup: benchPopup,
  export: benchExport,
  gateway: benchGateway,
  companion: benchCompanion,
  verify: benchVerify,
  growth: benchGrowth,
  idle: benchIdle,
};

/** One after the other, but for what only waits for an hour to pass: it starts while OpenClaw is being installed. */
const TURNS = [["sizes"], ["popup"], ["export"], ["gateway", "idle"], ["companion"], ["verify"], ["growth"]];

const args = process.argv.slice(2);
const names = args.filter((arg) => !["--json", "--docs"].includes(arg));
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}. There are ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(2);
}

const asJson = args.includes("--json");
const all: Record<string, (Result | string)[]> = {};
for (const turn of TURNS) {
  const now = turn.filter(isWanted);
  await Promise.all(now.map(run));
  if (args.includes("--docs")) for (const name of now) await intoDocs(name, all[name]!.map(asText));
}
if (asJson) console.log(JSON.stringify(all, null, 2));

function isWanted(name: string): boolean {
  return names.length === 0 || names.includes(name);
}

async function run(name: string): Promise<void> {
  const results: (Result | string)[] = (all[name] = []);
  for await (const result of BENCHES[name]!()) {
    results.push(result);
    if (!asJson) console.log(asText(result));
  }
}

function asText(result: Result | string): string {
  return typeof result === "string" ? result : asTable(result);
}
