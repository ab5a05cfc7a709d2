/** Setting the key in a config of 2 MB, beside the one parse by json5 that no checked edit can do without. */
import JSON5 from "json5";
import { setInConfig } from "../src/core/config/json5.ts";
import { median } from "./median.ts";

const ROUNDS = 9;
const KEY = `sk-ant-sid02-${"b".repeat(100)}`;

export function benchConfigEdit(): void {
  console.log(`config edit (medians of ${ROUNDS}, ms)`);
  for (const megabytes of [1, 2, 4]) {
    const config = bigConfig(megabytes);
    report(`${megabytes} MB of JSON`, JSON.stringify(config, null, 2));
    report(`${megabytes} MB of JSON5`, `// bare names, single quotes\n${JSON5.stringify(config, null, 2)}`);
  }
}

function report(name: string, text: string): void {
  const times = { parse: [] as number[], set: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.parse.push(timed(() => JSON5.parse(text)));
    times.set.push(
      timed(() => {
        if (!setInConfig(text, KEY).ok) throw new Error("the edit was refused");
      }),
    );
  }
  const [parse, set] = [median(times.parse), median(times.set)];
  console.log(
    `  ${name.padEnd(13)} json5.parse ${parse.toFixed(0).padStart(4)} · set ${set.toFixed(0).padStart(4)} · ratio ${(set / parse).toFixed(2)}`,
  );
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** About so large when it is written with an indent of two. */
function bigConfig(megabytes: number): object {
  const agent = (number: number) => ({
    id: `agent-${number}`,
    workspace: `~/project/${number}`,
    tools: { allow: ["read", "write", "exec"], deny: [] },
    temperature: number / 8,
    enabled: number % 2 === 0,
    note: `it's the "${number}th" of them`,
  });
  return {
    gateway: { mode: "local" },
    agents: { list: Array.from({ length: megabytes * 3_600 }, (_, i) => agent(i)) },
  };
}
