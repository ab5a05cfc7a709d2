/**
 * Pairing: browser and gateway prove to each other that they know the code, and agree on the secret that replaces it.
 * Request (115 bytes): version, kind, the code's id (16), the browser's point (65), proof (32).
 * Answer (100 bytes): version, kind, highest version, the gateway's point (65), proof (32).
 */
import { type Bytes, join, label, utf8 } from "./bytes.ts";
import type { CodeKeys } from "./code.ts";
import { agreedSecret, hash, isSigned, MAC_LENGTH, POINT_LENGTH, sign } from "./primitives.ts";

export const VERSION = 1;
/** The second byte of each message. */
export const KIND = { pair: 1, hello: 2, message: 3 } as const;
export const ID_LENGTH = 16;

const POINT_AT = 2 + ID_LENGTH;
const PROOF_AT = POINT_AT + POINT_LENGTH;
const ANSWER_POINT_AT = 3;
const ANSWER_PROOF_AT = ANSWER_POINT_AT + POINT_LENGTH;

/** @param origin the extension's own: the proof binds it, so that no other page can use the request */
export async function pairRequest({ id, auth }: CodeKeys, point: Bytes, origin: string): Promise<Bytes> {
  const head = join(Uint8Array.of(VERSION, KIND.pair), id, point);
  return join(head, await sign(auth, await requestProof(head, origin)));
}

/** Of bytes from outside; null where they have not the shape of a request. */
export function readPairRequest(request: Bytes): { id: Bytes; point: Bytes } | null {
  if (request.length !== PROOF_AT + MAC_LENGTH || !isKind(request, KIND.pair)) return null;
  return { id: request.slice(2, POINT_AT), point: request.slice(POINT_AT, PROOF_AT) };
}

/** @param request of the right shape */
export async function isProvenRequest({ auth }: CodeKeys, request: Bytes, origin: string): Promise<boolean> {
  const proven = await requestProof(request.slice(0, PROOF_AT), origin);
  return isSigned(auth, request.slice(PROOF_AT), proven);
}

export interface Agreement {
  /** This end's, made for this one agreement. */
  mine: CryptoKey;
  /** The other end's point. */
  theirs: Bytes;
  request: Bytes;
  /** The gateway's point. */
  answerPoint: Bytes;
  /** The extension's. */
  origin: string;
}

/**
 * The secret of this pair of browser and gateway: an HMAC key. Rejects where `theirs` is no point of the curve.
 * @param isExtractable at the gateway only, which keeps it in a file
 */
export async function agreeOn(
  { salt }: CodeKeys,
  { mine, theirs, request, answerPoint, origin }: Agreement,
  { isExtractable }: { isExtractable: boolean },
): Promise<CryptoKey> {
  const info = join(
    label("pairing secret"),
    await hash(join(request, answerPoint, await originHash(origin))),
  );
  return agreedSecret({ mine, theirs }, { salt, info, isExtractable });
}

export async function pairAnswer(secret: CryptoKey, request: Bytes, point: Bytes): Promise<Bytes> {
  const head = join(Uint8Array.of(VERSION, KIND.pair, VERSION), point);
  return join(head, await sign(secret, join(label("pair answer"), request, head)));
}

/** Of bytes from outside; null where they have not the shape of an answer. */
export function readPairAnswer(answer: Bytes): { point: Bytes } | null {
  if (answer.length !== ANSWER_PROOF_AT + MAC_LENGTH || !isKind(answer, KIND.pair)) return null;
  return { point: answer.slice(ANSWER_POINT_AT, ANSWER_PROOF_AT) };
}

/** Whoever made it knew the code. @param answer of the right shape */
export function isProvenAnswer(secret: CryptoKey, request: Bytes, answer: Bytes): Promise<boolean> {
  const head = answer.slice(0, ANSWER_PROOF_AT);
  return isSigned(secret, answer.slice(ANSWER_PROOF_AT), join(label("pair answer"), request, head));
}

/** Names the browser to the gateway; public. */
export const browserId = async (secret: CryptoKey): Promise<Bytes> =>
  (await sign(secret, label("browser id"))).slice(0, ID_LENGTH);

/** Four digits that page and terminal show, for the user to compare. */
export const digitsOf = (id: Bytes): string => String(((id[0]! << 8) | id[1]!) % 10_000).padStart(4, "0");

export const isKind = (bytes: Bytes, kind: number): boolean => bytes[0] === VERSION && bytes[1] === kind;

const requestProof = async (head: Bytes, origin: string): Promise<Bytes> =>
  join(label("pair request"), head, await originHash(origin));

const originHash = (origin: string): Promise<Bytes> => hash(utf8(origin));
