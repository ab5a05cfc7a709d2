/** Fifty processes write one file at once, half of them ours: nobody's value is lost, and every reader reads it whole. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import JSON5 from "json5";
import { expect, it, onTestFinished } from "vitest";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../helpers/keys.ts";
import { openClawHome, type OpenClawHome } from "../helpers/openclaw-home.ts";
import { bundle } from "./bundle.ts";
import { count, NO_HURRY } from "./variables.ts";

const ROUNDS = count("CLAWKEY_ROUNDS", 2);
const OURS = 25;
const FOREIGN = 25;
const KEYS = [KEY_TEXT, OTHER_KEY_TEXT];
const LONGEST_PAUSE_MS = 20;

interface Counts {
  writes: number;
  /** Ours say how many of their writes found the other key there, and had to change it. */
  changed?: number;
  refused: number;
}

interface Writer {
  ready: Promise<unknown>;
  go(): void;
  counts: Promise<Counts>;
}

function startWriter(file: string, args: readonly string[], home: OpenClawHome): Writer {
  const child = spawn(process.execPath, [file, String(ROUNDS), ...args], { env: { HOME: home.folder } });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [said, errors] = ["", ""];
  const ready = once(child.stdout, "data");
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const counts = once(child, "close").then(([code]) => {
    if (code !== 0) throw new Error(`a writer ended with ${code}: ${errors}`);
    return JSON.parse(said.slice(1)) as Counts;
  });
  return { ready, go: () => child.stdin.end("g"), counts };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const roundNames = Object.fromEntries(Array.from({ length: ROUNDS }, (_, round) => [`round ${round}`, true]));

it(`${OURS + FOREIGN} writers lose nothing in ${ROUNDS} rounds`, { timeout: NO_HURRY }, async () => {
  const home = openClawHome();
  const file = home.paths.config;
  home.write("config", `{ foreign: {}, env: { vars: { CLAUDE_AI_SESSION_KEY: "${KEY_TEXT}" } } }`);
  const [ours, foreign] = [
    await bundle("race-ours.ts", home.folder),
    await bundle("race-foreign.ts", home.folder),
  ];
  const names = Array.from({ length: FOREIGN }, (_, i) => `writer ${i}`);
  const writers = [
    ...Array.from({ length: OURS }, () => startWriter(ours, KEYS, home)),
    ...names.map((name) => startWriter(foreign, [name], home)),
  ];
  await Promise.all(writers.map(({ ready }) => ready));
  const started = performance.now();
  for (const writer of writers) writer.go();

  const over = new AbortController();
  const all = Promise.all(writers.map((writer) => writer.counts)).finally(() => over.abort());
  // Said by the `await` below; until then it is no news.
  all.catch(() => {});
  let reads = 0;
  while (!over.signal.aborted) {
    const root = JSON5.parse(readFileSync(file, "utf8"));
    expect(KEYS).toContain(root.env.vars.CLAUDE_AI_SESSION_KEY);
    reads++;
    await sleep(Math.random() * LONGEST_PAUSE_MS);
  }
  const counts = await all;

  const { foreign: members, env } = JSON5.parse(readFileSync(file, "utf8"));
  console.log("writers", {
    writers: counts.length,
    rounds: ROUNDS,
    ours: sum(counts.slice(0, OURS).map(({ writes }) => writes)),
    oursThatChanged: sum(counts.map(({ changed = 0 }) => changed)),
    foreign: sum(counts.slice(OURS).map(({ writes }) => writes)),
    refusedOurs: sum(counts.slice(0, OURS).map(({ refused }) => refused)),
    refusedForeign: sum(counts.slice(OURS).map(({ refused }) => refused)),
    foreignMembersLost:
      FOREIGN * ROUNDS - sum(Object.values(members).map((own) => Object.keys(own as object).length)),
    reads,
    seconds: Math.round((performance.now() - started) / 1000),
  });
  expect(members).toEqual(Object.fromEntries(names.map((name) => [name, roundNames])));
  expect(KEYS).toContain(env.vars.CLAUDE_AI_SESSION_KEY);
  expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
});
