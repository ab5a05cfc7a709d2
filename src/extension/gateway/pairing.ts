/** Pairing, from the browser's end: a code that the user takes to a terminal, and questions until the gateway has it. */
import { failure, type Result } from "../../core/messages/failures.ts";
import { hex, type Bytes } from "../../core/pairing/bytes.ts";
import { codeKeys, newCode, readCode, type CodeKeys } from "../../core/pairing/code.ts";
import {
  agreeOn,
  browserId,
  digitsOf,
  isProvenAnswer,
  pairRequest,
  readPairAnswer,
} from "../../core/pairing/pair.ts";
import { newKeyPair, pointOf } from "../../core/pairing/primitives.ts";
import { ownOrigin } from "../browser/about.ts";
import { lookFor, send, type Look } from "../browser/gateway-request.ts";
import { isRefusal, sayHello, type Peer } from "./client.ts";

/** Where the plugin comes from, until the package is published: nobody may be told to install a name that is free. */
const INSTALL = "openclaw plugins install ./dist/clawkey.tgz";

/**
 * What the option is for: without it OpenClaw shows its own progress in a terminal, and that reads the pipe (measured on
 * 2026.9.6; 2026.5.28 knows no such option, and asks for the code again).
 */
const PAIR = "openclaw clawkey pair --json=off";

/** A gateway gives a code no more. */
export const CODE_LASTS_MS = 10 * 60_000;
const POLL_MS = 2_000;

export interface Pairing {
  code: string;
  /** For the terminal: the same in bash, zsh, fish and PowerShell. Where the plugin is there already, it goes on. */
  line: string;
}

export async function newPairing(): Promise<Pairing> {
  const code = await newCode();
  return { code, line: `${INSTALL}; echo ${code} | ${PAIR}` };
}

/** A gateway that has proven that it knew the code, and to which the browser has proven the same. */
export interface Agreed extends Peer {
  digits: string;
}

/** How far it came. `taken`: another browser used the code. */
type Turn = Agreed | Look | "taken";

/**
 * Asks every two seconds, with always the same bytes, so that a lost answer is only asked for again.
 * @param tell what it waits for
 * @returns null where the signal said that nobody waits for it any more
 */
export async function agreeWith(
  address: string,
  code: string,
  tell: (waits: Look) => void,
  signal: AbortSignal,
): Promise<Result<Agreed> | null> {
  const asking = await begin(address, code);
  const end = Date.now() + CODE_LASTS_MS;
  let waits: Look = "slow";
  while (!signal.aborted) {
    const turn = await ask(asking);
    if (signal.aborted) break;
    if (turn === "taken") return failure("pairing_code_taken");
    if (typeof turn === "object") return { ok: true, ...turn };
    tell((waits = turn));
    if (Date.now() >= end) return failure(FAILED[waits], { address });
    await pause(POLL_MS, signal);
  }
  return null;
}

/** What it waited for in vain. */
const FAILED = {
  nothing: "gateway_not_listening",
  something: "gateway_not_paired",
  slow: "gateway_timeout",
} as const satisfies Record<Look, string>;

interface Asking {
  address: string;
  origin: string;
  keys: CodeKeys;
  pair: CryptoKeyPair;
  request: Bytes;
  /** The last that answered rightly, until it has answered a hello too. */
  candidate: Peer | null;
}

async function begin(address: string, text: string): Promise<Asking> {
  const code = await readCode(text);
  if (!code) throw new Error("no pairing code");
  const [keys, pair, origin] = [await codeKeys(code), await newKeyPair(), ownOrigin()];
  const request = await pairRequest(keys, await pointOf(pair), origin);
  return { address, origin, keys, pair, request, candidate: null };
}

async function ask(asking: Asking): Promise<Turn> {
  // The gateway may have taken its hello, and only the answer was lost: then the code is used, by us.
  const greeted = asking.candidate && (await greet(asking.candidate));
  if (greeted && typeof greeted === "object") return greeted;
  const { address, request } = asking;
  const reply = await send(address, "pair", request);
  if (reply === "slow") return reply;
  if (reply === "unreadable") return lookFor(address);
  if (typeof reply === "string") return "something";
  // It reads the code's proof, or this extension could not read the refusal.
  if (isRefusal(reply)) return greeted && greeted !== "refused" ? "something" : "taken";
  asking.candidate = reply.status === 200 ? await peerOf(asking, reply.bytes) : null;
  const answered = asking.candidate && (await greet(asking.candidate));
  return answered && typeof answered === "object" ? answered : "something";
}

/** Null for whoever does not know the code. */
async function peerOf(asking: Asking, answer: Bytes): Promise<Peer | null> {
  const { address, origin, keys, pair, request } = asking;
  const read = readPairAnswer(answer);
  if (!read) return null;
  const agreement = {
    mine: pair.privateKey,
    theirs: read.point,
    request,
    answerPoint: read.point,
    origin,
  };
  // Rejects for a point that is none.
  const secret = await agreeOn(keys, agreement, { isExtractable: false }).catch(() => null);
  if (!secret || !(await isProvenAnswer(secret, request, answer))) return null;
  return { address, id: hex(await browserId(secret)), secret };
}

/** It proves that the browser holds the secret: only then the gateway keeps it. */
async function greet(peer: Peer): Promise<Agreed | "refused" | "lost"> {
  const greeting = await sayHello(peer);
  if (typeof greeting === "string") return greeting === "refused" ? greeting : "lost";
  return { ...peer, digits: digitsOf(await browserId(peer.secret)) };
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
