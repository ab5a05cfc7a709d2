/**
 * The one-time code that a browser's page shows and a terminal is given: 128 random bits, with a checksum against
 * what was cut off or mistyped. It proves itself by keys that are made of it, and never travels.
 */
import { type Bytes, join, label, random } from "./bytes.ts";
import { deriveBytes, hash, macKey } from "./primitives.ts";

/** Crockford's: without i, l, o and u. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const PREFIX = "ck1";
const BYTES = 16;
/** Of 5 bits each; the two that are left over are zero. */
const BODY = 26;

/** @returns such as `ck1-41q7zrt-kpq9wv8-28bk103-yh2fspv` */
export async function newCode(): Promise<string> {
  const bytes = random(BYTES);
  const letters = spell(bytes) + (await checksum(bytes));
  return [PREFIX, ...letters.match(/.{7}/g)!].join("-");
}

/** @returns its bytes, or null for what is no whole code */
export async function readCode(text: string): Promise<Bytes | null> {
  const letters = text.toLowerCase().replace(/[-\s]/g, "");
  if (!/^ck1[0-9a-hjkmnp-tv-z]{28}$/.test(letters)) return null;
  const body = letters.slice(PREFIX.length, PREFIX.length + BODY);
  const bytes = unspell(body);
  return bytes && spell(bytes) === body && letters.endsWith(await checksum(bytes)) ? bytes : null;
}

/** What both ends make of the code. */
export interface CodeKeys {
  /** The name under which the two meet; public. */
  id: Bytes;
  /** Proves that one knows the code. */
  auth: CryptoKey;
  /** Of the agreement. */
  salt: Bytes;
}

/** @param code see `readCode` */
export async function codeKeys(code: Bytes): Promise<CodeKeys> {
  const [id, auth, salt] = await Promise.all([
    deriveBytes(code, "pair id", 32),
    deriveBytes(code, "pair proof", 32),
    deriveBytes(code, "pair salt", 32),
  ]);
  return { id: id.slice(0, BYTES), auth: await macKey(auth), salt };
}

function spell(bytes: Bytes): string {
  let bits = bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  let letters = "";
  for (let at = 0; at < BODY; at++) {
    letters = LETTERS[Number(bits & 31n)]! + letters;
    bits >>= 5n;
  }
  return letters;
}

/** Null where more bits are set than a code has. */
function unspell(letters: string): Bytes | null {
  let bits = letters.split("").reduce((all, letter) => (all << 5n) | BigInt(LETTERS.indexOf(letter)), 0n);
  if (bits >> BigInt(BYTES * 8)) return null;
  const bytes = new Uint8Array(BYTES);
  for (let at = BYTES; at--; bits >>= 8n) bytes[at] = Number(bits & 255n);
  return bytes;
}

async function checksum(bytes: Bytes): Promise<string> {
  const [first, second] = await hash(join(label("code check"), bytes));
  return LETTERS[first! & 31]! + LETTERS[second! & 31]!;
}
