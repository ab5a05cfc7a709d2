/**
 * Hello: each side proves that it holds the secret; the gateway tells the point of its process and the last counter.
 * Request (66 bytes): version, kind, browser's id (16), nonce (16), proof (32).
 * Answer (108 bytes): version, kind, highest version, the process's point (65), last counter (8), proof (32).
 */
import { type Bytes, join, label, random, readUint64, uint64 } from "./bytes.ts";
import { ID_LENGTH, isKind, KIND, VERSION } from "./pair.ts";
import { isSigned, MAC_LENGTH, POINT_LENGTH, sign } from "./primitives.ts";

const PROOF_AT = 2 + ID_LENGTH + 16;
const POINT_AT = 3;
const COUNTER_AT = POINT_AT + POINT_LENGTH;
const ANSWER_PROOF_AT = COUNTER_AT + 8;

export async function helloRequest(secret: CryptoKey, id: Bytes): Promise<Bytes> {
  const head = join(Uint8Array.of(VERSION, KIND.hello), id, random(16));
  return join(head, await sign(secret, join(label("hello"), head)));
}

/** Of bytes from outside; null where they have not the shape of a request. */
export function readHello(request: Bytes): { id: Bytes } | null {
  if (request.length !== PROOF_AT + MAC_LENGTH || !isKind(request, KIND.hello)) return null;
  return { id: request.slice(2, 2 + ID_LENGTH) };
}

/** @param request of the right shape */
export const isProvenHello = (secret: CryptoKey, request: Bytes): Promise<boolean> =>
  isSigned(secret, request.slice(PROOF_AT), join(label("hello"), request.slice(0, PROOF_AT)));

export interface HelloAnswer {
  /** The highest version that the gateway speaks. */
  version: number;
  /** Of a pair that the gateway's process made for itself. */
  point: Bytes;
  /** The last one that it took from this browser under this point. */
  counter: bigint;
}

/** Version 1 is answered for ever, so that both sides find the highest that they share. */
export async function helloAnswer(
  secret: CryptoKey,
  request: Bytes,
  { point, counter }: Omit<HelloAnswer, "version">,
): Promise<Bytes> {
  const head = join(Uint8Array.of(VERSION, KIND.hello, VERSION), point, uint64(counter));
  return join(head, await sign(secret, join(label("hello answer"), request, head)));
}

/** Null for whatever is not this gateway's answer to this request. */
export async function readHelloAnswer(
  secret: CryptoKey,
  request: Bytes,
  answer: Bytes,
): Promise<HelloAnswer | null> {
  if (answer.length !== ANSWER_PROOF_AT + MAC_LENGTH || !isKind(answer, KIND.hello)) return null;
  const head = answer.slice(0, ANSWER_PROOF_AT);
  const isProven = await isSigned(
    secret,
    answer.slice(ANSWER_PROOF_AT),
    join(label("hello answer"), request, head),
  );
  if (!isProven) return null;
  return {
    version: head[2]!,
    point: head.slice(POINT_AT, COUNTER_AT),
    counter: readUint64(head, COUNTER_AT),
  };
}
