/**
 * A sealed request and its sealed answer. Each request brings a point of its own, so each key closes one message; an
 * answer opens for whoever sent just this request.
 * Request: version, kind, browser's id (16), hash of the process's point (8), counter (8), one-time point (65), then IV
 * (12) and box. Answer: version, kind, then IV (12) and box. In the box: JSON, filled with blanks.
 */
import { type Bytes, join, label, random, readUint64, uint64, utf8 } from "./bytes.ts";
import { ID_LENGTH, isKind, KIND, VERSION } from "./pair.ts";
import {
  agreedBoxKeys,
  decrypt,
  encrypt,
  hash,
  newKeyPair,
  POINT_LENGTH,
  pointOf,
  sign,
} from "./primitives.ts";

/** Of a body on its way to the gateway, and of an answer. */
export const MAX_BODY = 16_384;
/** Of what is in a box. */
const MAX_CONTENT = 12_288;
/** The length of a content tells no more than this. */
const BLOCK = 512;

const EPOCH_AT = 2 + ID_LENGTH;
const COUNTER_AT = EPOCH_AT + 8;
const POINT_AT = COUNTER_AT + 8;
const HEAD_LENGTH = POINT_AT + POINT_LENGTH;
const IV_LENGTH = 12;
const TAG_LENGTH = 16;
const ANSWER_PREFIX = Uint8Array.of(VERSION, KIND.message);

/** What is left to do with a request once it is sent, or opened. */
export interface Exchange {
  head: Bytes;
  answerKey: CryptoKey;
}

/** This end's part, where it is the browser. */
export interface Sender {
  secret: CryptoKey;
  id: Bytes;
  /** The process's, from its hello. */
  point: Bytes;
  counter: bigint;
}

/** Throws for a content that is too long. */
export async function sealRequest(
  { secret, id, point, counter }: Sender,
  content: object,
): Promise<Exchange & { body: Bytes }> {
  const oneTime = await newKeyPair();
  const head = join(
    Uint8Array.of(VERSION, KIND.message),
    id,
    await epochOf(point),
    uint64(counter),
    await pointOf(oneTime),
  );
  const keys = await agreedBoxKeys(oneTime.privateKey, point, saltOf(secret, head, point));
  return { head, answerKey: keys.answer, body: join(head, await close(keys.request, head, content)) };
}

export interface Sealed {
  id: Bytes;
  epoch: Bytes;
  counter: bigint;
  head: Bytes;
  box: Bytes;
}

/** Of bytes from outside; null where they have not the shape of a request. */
export function readSealed(body: Bytes): Sealed | null {
  if (body.length < HEAD_LENGTH + IV_LENGTH + TAG_LENGTH || !isKind(body, KIND.message)) return null;
  return {
    id: body.slice(2, EPOCH_AT),
    epoch: body.slice(EPOCH_AT, COUNTER_AT),
    counter: readUint64(body, COUNTER_AT),
    head: body.slice(0, HEAD_LENGTH),
    box: body.slice(HEAD_LENGTH),
  };
}

/** This end's part, where it is the gateway. */
export interface Receiver {
  secret: CryptoKey;
  /** The process's. */
  pair: CryptoKeyPair;
  point: Bytes;
}

/** Rejects for whatever this browser did not seal for this process. */
export async function openRequest(
  { secret, pair, point }: Receiver,
  { head, box }: Sealed,
): Promise<Exchange & { content: unknown }> {
  const keys = await agreedBoxKeys(pair.privateKey, head.slice(POINT_AT), saltOf(secret, head, point));
  return { head, answerKey: keys.answer, content: await open(keys.request, head, box) };
}

/** Throws for a content that is too long. */
export const sealAnswer = async ({ answerKey, head }: Exchange, content: object): Promise<Bytes> =>
  join(ANSWER_PREFIX, await close(answerKey, join(ANSWER_PREFIX, head), content));

/** Rejects for whatever is not this gateway's answer to this request. */
export async function openAnswer({ answerKey, head }: Exchange, answer: Bytes): Promise<unknown> {
  if (!isKind(answer, KIND.message)) throw new Error("no answer");
  return open(answerKey, join(ANSWER_PREFIX, head), answer.slice(ANSWER_PREFIX.length));
}

/** Names a process's point. */
export const epochOf = async (point: Bytes): Promise<Bytes> => (await hash(point)).slice(0, 8);

const saltOf = (secret: CryptoKey, head: Bytes, point: Bytes): Promise<Bytes> =>
  sign(secret, join(label("message"), head, point));

async function close(key: CryptoKey, aad: Bytes, content: object): Promise<Bytes> {
  const text = utf8(JSON.stringify(content));
  if (text.length > MAX_CONTENT) throw new Error("too long");
  const plain = new Uint8Array(Math.ceil(text.length / BLOCK) * BLOCK).fill(0x20);
  plain.set(text);
  const iv = random(IV_LENGTH);
  return join(iv, await encrypt(key, iv, aad, plain));
}

async function open(key: CryptoKey, aad: Bytes, box: Bytes): Promise<unknown> {
  const plain = await decrypt(key, box.slice(0, IV_LENGTH), aad, box.slice(IV_LENGTH));
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain)) as unknown;
}
