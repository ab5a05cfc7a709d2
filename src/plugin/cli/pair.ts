/** `openclaw clawkey pair`: lays the code out for the gateway, and waits until a browser has used it. */
import { createInterface } from "node:readline/promises";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type Bytes, hex } from "../../core/pairing/bytes.ts";
import { codeKeys, newCode, readCode } from "../../core/pairing/code.ts";
import { readBounded } from "../../core/messages/text.ts";
import { knows, loadsPluginsLive } from "../../openclaw/versions.ts";
import { browserDigits, pairedBy, readPairings, type Browser } from "../pairings.ts";
import type { Place } from "../paths.ts";
import { GOOD_FOR_MS, readPending, writePending } from "../pending.ts";
import { done, failed, refused, type Outcome, type Terminal } from "./outcome.ts";
import { browserJson, browserLines } from "./report.ts";
import { phrase, type Phrase } from "../words.ts";

export interface PairOptions {
  /** Accepted, though a process list shows it. */
  argument?: string | undefined;
  /** The code is made here. */
  show: boolean;
  stdin: Readable & { isTTY?: boolean };
  /** Asked where nothing came through the pipe: OpenClaw 2026.5.28 reads it itself where somebody looks. */
  openTerminal?: () => Readable | null;
  /** Until a hint. Tests wait less. */
  hintMs?: number;
}

const HINT_MS = 30_000;
const LOOK_EVERY_MS = 250;
/** A code has 35 characters. */
const MAX_BYTES = 1024;

export async function pair(place: Place, options: PairOptions, { printError }: Terminal): Promise<Outcome> {
  const text = options.show ? await newCode() : (options.argument ?? (await codeFrom(options)));
  if (!text?.trim()) return refused("code_missing", 2);
  const code = await readCode(text);
  if (code === null) return refused("code_mistyped", 1);

  const { state } = place.paths;
  const written = await writePending(state, code);
  if (!written.ok) return failed(written);
  if (options.show) printError(phrase("pair_code", { code: text }));
  const before = await readPairings(state);
  // Where a browser is paired the gateway has loaded the plugin before.
  const isFirst = before.browsers.length === 0;
  const isLive = loadsPluginsLive(place.openclaw());
  if (isFirst && !isLive) printError(phrase("pair_restart_first", { version: place.openclaw() }));
  printError(phrase("pair_waiting"));

  const hint = setTimeout(
    () => printError(phrase("pair_nobody", { path: written.path })),
    options.hintMs ?? HINT_MS,
  );
  const taken = await takenBy(state, code).finally(() => clearTimeout(hint));
  if (typeof taken === "string") return refused(taken, 1);
  const { browsers } = await readPairings(state);
  const digits = browserDigits(taken);
  const chatsMayNotKnow = isFirst && isLive && knows(place.openclaw(), "chatsKeepCommands");
  const chat = chatsMayNotKnow ? [phrase("pair_chat")] : [];
  return done([phrase("paired", { digits }), ...browserLines(browsers), ...chat], {
    digits,
    browsers: browsers.map(browserJson),
  });
}

/** @returns the browser that has used the code, or why none will */
async function takenBy(state: string, code: Bytes): Promise<Browser | "code_expired" | "code_replaced"> {
  const id = hex((await codeKeys(code)).id);
  const start = Date.now();
  for (;;) {
    const waiting = await readPending(state);
    // Behind the look at the code: the gateway notes the browser first, and then takes the code away.
    const browser = pairedBy(await readPairings(state), id);
    if (browser) return browser;
    if (waiting === null && Date.now() - start >= GOOD_FOR_MS) return "code_expired";
    if (waiting === null || hex(waiting) !== hex(code)) return "code_replaced";
    await sleep(LOOK_EVERY_MS);
  }
}

async function codeFrom({ stdin, openTerminal }: PairOptions): Promise<string | null> {
  if (stdin.isTTY) return ask(stdin, "code_question");
  const input = await readBounded(stdin, MAX_BYTES).catch(() => null);
  const text = input && new TextDecoder().decode(input);
  const terminal = text?.trim() === "" && openTerminal?.();
  return terminal ? ask(terminal, "code_swallowed") : text;
}

async function ask(input: Readable, question: Phrase): Promise<string> {
  const terminal = createInterface({ input, output: process.stderr });
  try {
    return await terminal.question(phrase(question));
  } finally {
    terminal.close();
    // Else it would keep the command from ending.
    input.destroy();
  }
}
