/** From a code to a paired browser: the request that proves the code, and the hello that proves the secret. */
import { type Bytes, hex } from "../core/pairing/bytes.ts";
import { codeKeys, type CodeKeys } from "../core/pairing/code.ts";
import { isProvenHello } from "../core/pairing/hello.ts";
import { agreeOn, browserId, isProvenRequest, pairAnswer, readPairRequest } from "../core/pairing/pair.ts";
import { newKeyPair, pointOf } from "../core/pairing/primitives.ts";
import { addBrowser, isUsed, readPairings } from "./pairings.ts";
import { readPending, removePending } from "./pending.ts";
import { processState, type Agreement } from "./process-state.ts";

const MAX_UNFINISHED = 4;

/** A code is good for so long, and so is the word that it is taken. */
const TAKEN_FOR_MS = 10 * 60_000;
const MAX_TAKEN = 4;

/** `taken`: it knows the code, and another browser was first. Null for everybody else. */
export type PairOutcome = { is: "answered"; answer: Bytes } | { is: "taken" } | null;

/** @param origin of whoever asks: an extension's page can't set it */
export async function answerPair(state: string, request: Bytes, origin: string): Promise<PairOutcome> {
  const asked = readPairRequest(request);
  if (!asked) return null;
  const code = await readPending(state);
  const keys = code && (await codeKeys(code));
  if (!code || !keys || !isSame(keys.id, asked.id)) return answerOfTaken(asked.id, request, origin);
  if (isUsed(await readPairings(state), hex(keys.id))) {
    // The process ended in between.
    await removePending(state, code);
    return answerOfTaken(asked.id, request, origin);
  }
  if (!(await isProvenRequest(keys, request, origin))) return null;
  const { answer } = await agreementFor({ code, keys, request, theirs: asked.point, origin });
  return { is: "answered", answer };
}

interface Asked {
  code: Bytes;
  keys: CodeKeys;
  request: Bytes;
  theirs: Bytes;
  origin: string;
}

/** The same for the same request. */
function agreementFor(asked: Asked): Promise<Agreement> {
  const { agreements } = processState();
  const name = hex(asked.request);
  const known = agreements.get(name);
  if (known) return known;
  const made = agree(asked);
  agreements.set(name, made);
  // A point that is none: it comes from somebody who knows the code, and plays.
  made.catch(() => agreements.delete(name));
  const [oldest] = agreements.keys();
  if (agreements.size > MAX_UNFINISHED && oldest !== undefined) agreements.delete(oldest);
  return made;
}

async function agree({ code, keys, request, theirs, origin }: Asked): Promise<Agreement> {
  const pair = await newKeyPair();
  const point = await pointOf(pair);
  const parts = { mine: pair.privateKey, theirs, request, answerPoint: point, origin };
  const secret = await agreeOn(keys, parts, { isExtractable: true });
  const answer = await pairAnswer(secret, request, point);
  return { code, keys, origin, secret, id: hex(await browserId(secret)), answer };
}

/** Of a code that another browser has used, or this one: its answer may have been lost on the way. */
async function answerOfTaken(id: Bytes, request: Bytes, origin: string): Promise<PairOutcome> {
  const now = performance.now();
  const process = processState();
  process.taken = process.taken.filter(({ untilMs }) => untilMs > now);
  const taken = process.taken.find(({ keys }) => isSame(keys.id, id));
  if (!taken || !(await isProvenRequest(taken.keys, request, origin))) return null;
  return taken.request === hex(request) ? { is: "answered", answer: taken.answer } : { is: "taken" };
}

/** The hello of a browser that is not paired yet: if it proves the secret of an agreement, it is from here on. */
export async function finishPairing(
  state: string,
  id: string,
  hello: Bytes,
  origin: string,
): Promise<boolean> {
  const { agreements } = processState();
  for (const [request, made] of agreements) {
    const agreement = await made.catch(() => null);
    if (agreement?.id !== id || agreement.origin !== origin) continue;
    if (!(await isProvenHello(agreement.secret, hello))) return false;
    return await keep(state, request, agreement);
  }
  return false;
}

async function keep(state: string, request: string, agreement: Agreement): Promise<boolean> {
  const { code, keys, origin, secret, id, answer } = agreement;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", secret));
  const browser = { id, secret: hex(raw), origin, since: Date.now(), code: hex(keys.id) };
  const isWaiting = async () => {
    const waiting = await readPending(state);
    return waiting !== null && isSame(waiting, code);
  };
  const added = await addBrowser(state, browser, isWaiting);
  if (!added.ok) return false;
  const process = processState();
  process.agreements.clear();
  const untilMs = performance.now() + TAKEN_FOR_MS;
  process.taken = [...process.taken, { keys, request, answer, untilMs }].slice(-MAX_TAKEN);
  // Used it is already, by its name in the other file: what stays of it is deleted at the next look.
  await removePending(state, code);
  return true;
}

const isSame = (a: Bytes, b: Bytes): boolean => Buffer.from(a).equals(b);
