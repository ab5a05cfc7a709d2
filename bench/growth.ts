/**
 * How time and memory grow with what Clawkey reads, step by step, beside the one parse that no checked edit can do
 * without. Linear where the ratio stays as it is from row to row.
 */
import { parse } from "dotenv";
import JSON5 from "json5";
import { sessionFromCookies, SESSION_COOKIE } from "../src/core/claude/cookies.ts";
import { setInDotenv } from "../src/core/config/dotenv.ts";
import { setInConfig } from "../src/core/config/json5.ts";
import { HistoryEntry, Records } from "../src/extension/browser/records.ts";
import { compete, timed, type Row } from "./contest.ts";
import { figure, ratioOf } from "./print.ts";

const ROUNDS = 7;
const KEY = `sk-ant-sid02-${"b".repeat(100)}`;
/** A round of what takes less than a clock can tell is many. */
const LEAST_MS = 2;

interface Step {
  name: string;
  floor: () => unknown;
  ours: () => unknown;
}

export async function* benchGrowth(): AsyncGenerator<string> {
  const lines = [`| Growth (median of ${ROUNDS}) | floor ms | ours ms | ratio | ours MB |`];
  lines.push("| --- | --: | --: | --: | --: |");
  for (const step of steps()) lines.push(await lineOf(step));
  yield [...lines, ""].join("\n");
}

function* steps(): Generator<Step> {
  for (const kilobytes of [1, 16, 256, 1_024, 2_048]) {
    const config = configOf(kilobytes);
    for (const [kind, text] of [
      ["JSON", JSON.stringify(config, null, 2)],
      ["JSON5", `// bare names, single quotes\n${JSON5.stringify(config, null, 2)}`],
    ] as const)
      yield {
        name: `openclaw.json, ${kilobytes} kB of ${kind}: set / json5.parse`,
        floor: () => JSON5.parse(text),
        ours: () => done(setInConfig(text, KEY)),
      };
  }
  for (const lines of [10, 100, 1_000, 10_000]) {
    const text = Array.from({ length: lines }, (_, line) => `NAME_${line}="value ${line}"\n`).join("");
    yield {
      name: `.env, ${lines} lines: set / dotenv.parse`,
      floor: () => parse(text),
      ours: () => done(setInDotenv(text, KEY)),
    };
  }
  const now = new Date();
  for (const count of [10, 100, 1_000, 10_000]) {
    const cookies = Array.from({ length: count }, (_, n) => cookieOf(n));
    yield {
      name: `${count} cookies of the name: which counts / a copy of them`,
      floor: () => structuredClone(cookies),
      ours: () => sessionFromCookies(cookies, now),
    };
  }
  for (const length of [0, 20]) {
    const stored = { history: Array.from({ length }, () => ENTRY) };
    yield {
      name: `records with a history of ${length}: read / a copy of them`,
      floor: () => structuredClone(stored),
      ours: () => Records.parse(stored),
    };
  }
}

/** A refusal costs nothing, and would look like speed. */
function done({ ok }: { ok: boolean }): void {
  if (!ok) throw new Error("the edit was refused");
}

async function lineOf({ name, floor, ours }: Step): Promise<string> {
  const times = await repeatsFor(floor);
  const repeated = (work: () => unknown) => async () =>
    (await timed(() => {
      for (let time = 0; time < times; time++) work();
    })) / times;
  const { rows } = await compete({
    title: name,
    rounds: ROUNDS,
    contestants: { floor: repeated(floor), ours: repeated(ours) },
  });
  const [bare, own] = rows as [Row, Row];
  const cells = [name, figure(bare.medianMs), figure(own.medianMs), ratioOf(own), heapOf(ours).toFixed(1)];
  return `| ${cells.join(" | ")} |`;
}

async function repeatsFor(work: () => unknown): Promise<number> {
  for (let times = 1; ; times *= 4) {
    const all = await timed(() => {
      for (let time = 0; time < times; time++) work();
    });
    if (all >= LEAST_MS) return times;
  }
}

/** What one run leaves for the collector, in megabytes. */
function heapOf(work: () => unknown): number {
  const before = process.memoryUsage().heapUsed;
  work();
  return Math.max(0, process.memoryUsage().heapUsed - before) / 1024 ** 2;
}

/** About so large when it is written with an indent of two. */
function configOf(kilobytes: number): object {
  const agent = (number: number) => ({
    id: `agent-${number}`,
    workspace: `~/project/${number}`,
    tools: { allow: ["read", "write", "exec"], deny: [] },
    temperature: number / 8,
    enabled: number % 2 === 0,
    note: `it's the "${number}th" of them`,
  });
  const length = Math.max(1, Math.round(kilobytes * 3.3));
  return {
    gateway: { mode: "local" },
    agents: { list: Array.from({ length }, (_, number) => agent(number)) },
  };
}

const cookieOf = (number: number) => ({
  name: SESSION_COOKIE.name,
  value: KEY,
  domain: ".claude.ai",
  secure: true,
  httpOnly: true,
  expirationDate: 2e9 + number,
});

const ENTRY = HistoryEntry.parse({ at: new Date(0).toISOString(), by: "sync", result: "saved", times: 1 });
