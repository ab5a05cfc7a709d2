/**
 * The plugin itself reads claude.ai while no browser does, with a key of Clawkey's. OpenClaw's own function is no use for
 * that: it asks Anthropic first, gives up there where that is limited, and reads the first organization only.
 */
import * as z from "zod/mini";
import { numbersOf } from "../../core/claude/numbers.ts";
import { meant } from "../../core/claude/organizations.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import { readUsage, type AskClaude } from "../../core/claude/usage.ts";
import type { FailureCode } from "../../core/messages/failures.ts";
import { Code } from "../../core/messages/messages.ts";
import { inMemory, type InMemory } from "../environment.ts";
import { answerOf, whyNone } from "../exchanges.ts";
import { readKeptKey } from "../kept-key.ts";
import { readOwn, writeOwn } from "../own-files.ts";
import type { Place } from "../paths.ts";
import type { Send } from "../sdk.ts";
import { isPaired, keepNumbers, readNumbers, type KeptNumbers } from "./numbers.ts";

/**
 * Two questions each, and only when somebody looks: 192 a day at most. OpenClaw itself asks as many in two hours of a
 * Control UI that is left open.
 */
const AGAIN_AFTER_MS = 15 * 60_000;
/** Whoever refuses is left alone for longer. */
const REFUSED_AGAIN_AFTER_MS = 60 * 60_000;
const REFUSALS: readonly (FailureCode | null)[] = [
  "session_refused",
  "claude_refused",
  "claude_challenge",
  "claude_region",
  "claude_rate_limited",
];

/** For both questions: OpenClaw waits five seconds for a row. */
const TIMEOUT_MS = 3_500;

/** Of whichever process: all of them together keep the pace. */
const LastReading = z.object({ at: z.number(), code: z.nullable(Code) });

export interface Current {
  /** The newest; null where there are none. */
  numbers: KeptNumbers | null;
  /** Why the plugin has read no newer ones, although it has a key for that. */
  problem: FailureCode | null;
}

/** One question for all who ask at once. */
let underWay: Promise<Current> | null = null;

/** @param send by OpenClaw's own network */
export async function currentNumbers(
  place: Place,
  send: () => Promise<Send>,
  now = Date.now(),
): Promise<Current> {
  const { state } = place.paths;
  const numbers = await readNumbers(state);
  const holder = await holderOf(place);
  // Another browser's numbers may be another account's.
  if (!holder || (numbers && numbers.by !== holder.by) || isWithin(numbers?.readAt, AGAIN_AFTER_MS, now))
    return { numbers, problem: null };
  const last = await readOwn(state, "reading", LastReading);
  if (last.is === "there" && isWithin(last.value.at, pauseAfter(last.value.code), now))
    return { numbers, problem: last.value.code };
  return (underWay ??= read(place, holder, numbers, send, now).finally(() => (underWay = null)));
}

/** Null also where its browser was forgotten: nothing is kept for that one. */
async function holderOf({ environment, paths }: Place): Promise<InMemory | null> {
  const holder = inMemory(environment) ?? (await readKeptKey(paths.state));
  return holder && (await isPaired(paths.state, holder.by)) ? holder : null;
}

const isWithin = (time: number | undefined, ms: number, now: number): boolean =>
  time !== undefined && time <= now && now - time < ms;

const pauseAfter = (code: FailureCode | null): number =>
  REFUSALS.includes(code) ? REFUSED_AGAIN_AFTER_MS : AGAIN_AFTER_MS;

async function read(
  place: Place,
  { key, by }: InMemory,
  before: KeptNumbers | null,
  send: () => Promise<Send>,
  now: number,
): Promise<Current> {
  const note = (code: FailureCode | null) =>
    writeOwn(place.paths.state, "reading", async () => ({ ok: true, value: { at: now, code } }));
  // Beforehand: a process that ends meanwhile has asked all the same.
  await note("claude_timeout");
  const picked = before?.organizationId ?? null;
  const usage = await readUsage(askWith(await send(), key), meant({ picked, active: null }));
  const reading = numbersOf(usage, 0);
  const current = await readNumbers(place.paths.state);
  // The browser has sent some meanwhile, it may be of another organization. Or its key was taken out, or it was
  // forgotten: with a key goes what was read with it.
  if (current?.readAt !== before?.readAt || !(await isStill(place, { key, by })))
    return { numbers: current, problem: null };
  await note(reading.ok ? null : reading.code);
  if (!reading.ok) return { numbers: before, problem: reading.code };
  const { numbers, organizationId } = reading;
  await keepNumbers(place, { numbers, organizationId, by, isReadHere: true });
  return { numbers: await readNumbers(place.paths.state), problem: null };
}

async function isStill(place: Place, { key, by }: InMemory): Promise<boolean> {
  const holder = await holderOf(place);
  return holder?.by === by && holder.key.equals(key);
}

function askWith(send: Send, key: SessionKey): AskClaude {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { cookie: `sessionKey=${key.reveal()}`, accept: "application/json" };
  return (path) =>
    send(`https://claude.ai${path}`, { headers, redirect: "manual", signal }).then(answerOf, whyNone);
}
