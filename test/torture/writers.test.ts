/** Fifty processes write one file at once, half of them ours: nobody's value is lost, and every reader reads it whole. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import JSON5 from "json5";
import { expect, it, onTestFinished } from "vitest";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../helpers/keys.ts";
import { fileWith, homeWith } from "../helpers/openclaw-home.ts";
import { count, NO_HURRY } from "./variables.ts";
import { bundle, startWriter, type Writer } from "./writer.ts";

const ROUNDS = count("CLAWKEY_ROUNDS", 2);
const OURS = 25;
const FOREIGN = 25;
const KEYS = [KEY_TEXT, OTHER_KEY_TEXT];
const LONGEST_PAUSE_MS = 20;

it(`${OURS + FOREIGN} writers lose nothing in ${ROUNDS} rounds`, { timeout: NO_HURRY }, async () => {
  const home = homeWith({ config: `{ foreign: {}, ${fileWith.config(KEY_TEXT).slice(1)}` });
  const read = () => JSON5.parse(home.read("config")!);
  const start = (program: string, args: readonly string[]): Writer => {
    const writer = startWriter(program, ["config", String(ROUNDS), ...args], home.folder);
    onTestFinished(() => writer.kill());
    return writer;
  };
  const ourProgram = await bundle("our-writer.ts", home.folder);
  const foreignProgram = await bundle("foreign-writer.ts", home.folder);
  const names = Array.from({ length: FOREIGN }, (_, i) => `writer ${i}`);
  const ours = Array.from({ length: OURS }, () => start(ourProgram, KEYS));
  const foreign = names.map((name) => start(foreignProgram, [name]));
  const writers = [...ours, ...foreign];
  await Promise.all(writers.map((writer) => writer.untilSaid("r")));
  const started = performance.now();
  for (const writer of writers) writer.begin();

  const over = new AbortController();
  const all = Promise.all(writers.map(({ ended }) => ended)).finally(() => over.abort());
  // Said by the `await` below; until then it is no news.
  all.catch(() => {});
  let reads = 0;
  while (!over.signal.aborted) {
    expect(KEYS).toContain(read().env.vars.CLAUDE_AI_SESSION_KEY);
    reads++;
    await sleep(Math.random() * LONGEST_PAUSE_MS);
  }
  await all;

  const times = (those: readonly Writer[], sign: string): number =>
    those.reduce((sum, writer) => sum + writer.times(sign), 0);
  console.log("writers", {
    writers: writers.length,
    rounds: ROUNDS,
    ours: times(ours, ".") - times(ours, "!"),
    oursThatChanged: times(ours, "+"),
    foreign: times(foreign, "+"),
    refusedOurs: times(ours, "!"),
    refusedForeign: times(foreign, "!"),
    reads,
    seconds: Math.round((performance.now() - started) / 1000),
  });
  const { foreign: members, env } = read();
  const rounds = Object.fromEntries(Array.from({ length: ROUNDS }, (_, round) => [`round ${round}`, true]));
  expect(members).toEqual(Object.fromEntries(names.map((name) => [name, rounds])));
  expect(KEYS).toContain(env.vars.CLAUDE_AI_SESSION_KEY);
  const { base, dir } = path.parse(home.paths.config);
  expect(readdirSync(dir)).toEqual([base]);
});
