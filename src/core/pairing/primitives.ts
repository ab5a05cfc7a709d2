/** What the protocol takes from WebCrypto: SHA-256, HMAC, HKDF, P-256 and AES-GCM, and nothing else. */
import { type Bytes, label } from "./bytes.ts";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const HMAC = { name: "HMAC", hash: "SHA-256", length: 256 };
const AES = { name: "AES-GCM", length: 256 };

/** Of a point on the curve, uncompressed. */
export const POINT_LENGTH = 65;
export const MAC_LENGTH = 32;

export const hash = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export const sign = async (key: CryptoKey, bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes));

/** Takes as long for a wrong one as for a right one. */
export const isSigned = (key: CryptoKey, mac: Bytes, bytes: Bytes): Promise<boolean> =>
  crypto.subtle.verify("HMAC", key, mac, bytes);

export const macKey = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", bytes, HMAC, false, ["sign", "verify"]);

/** For one agreement, or for one process. Its private half never leaves WebCrypto. */
export const newKeyPair = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(CURVE, false, ["deriveBits", "deriveKey"]);

export const pointOf = async ({ publicKey }: CryptoKeyPair): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));

/** Bytes of `length` for one purpose, from bytes that are random already. */
export async function deriveBytes(from: Bytes, purpose: string, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", from, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(
    await crypto.subtle.deriveBits(hkdf(new Uint8Array(), label(purpose)), key, length * 8),
  );
}

/** What both ends of an agreement come to, to be derived from. Rejects for bytes that are no point of the curve. */
async function agreed(mine: CryptoKey, theirs: Bytes): Promise<CryptoKey> {
  const point = await crypto.subtle.importKey("raw", theirs, CURVE, true, []);
  return crypto.subtle.deriveKey({ name: "ECDH", public: point }, mine, "HKDF", false, ["deriveKey"]);
}

/** @param isExtractable only where it has to be written to a file */
export async function agreedSecret(
  { mine, theirs }: { mine: CryptoKey; theirs: Bytes },
  { salt, info, isExtractable }: { salt: Bytes; info: Bytes; isExtractable: boolean },
): Promise<CryptoKey> {
  const from = await agreed(mine, theirs);
  return crypto.subtle.deriveKey(hkdf(salt, info), from, HMAC, isExtractable, ["sign", "verify"]);
}

/** One key for a request, and one for its answer. `salt` may still be under way. */
export async function agreedBoxKeys(
  mine: CryptoKey,
  theirs: Bytes,
  salt: Promise<Bytes>,
): Promise<{ request: CryptoKey; answer: CryptoKey }> {
  const [from, fresh] = await Promise.all([agreed(mine, theirs), salt]);
  const derive = (purpose: string) =>
    crypto.subtle.deriveKey(hkdf(fresh, label(purpose)), from, AES, false, ["encrypt", "decrypt"]);
  const [request, answer] = await Promise.all([derive("request"), derive("answer")]);
  return { request, answer };
}

export const encrypt = async (key: CryptoKey, iv: Bytes, aad: Bytes, plain: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.encrypt({ name: AES.name, iv, additionalData: aad }, key, plain));

/** Rejects for whatever was not encrypted with just these. */
export const decrypt = async (key: CryptoKey, iv: Bytes, aad: Bytes, box: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.decrypt({ name: AES.name, iv, additionalData: aad }, key, box));

const hkdf = (salt: Bytes, info: Bytes) => ({ name: "HKDF", hash: "SHA-256", salt, info });
