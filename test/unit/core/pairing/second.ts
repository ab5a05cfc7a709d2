/**
 * The protocol a second time, as its page has it, with Node's own cryptography and nothing of ours: both ends.
 * Whatever the two don't agree on is a mistake in one of them.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  type ECDH,
} from "node:crypto";

const label = (text: string) => Buffer.from(`clawkey/1 ${text}`);
const cat = (parts: Buffer[]) => Buffer.concat(parts);
const sha = (...parts: Buffer[]) => createHash("sha256").update(cat(parts)).digest();
const mac = (key: Buffer, ...parts: Buffer[]) => createHmac("sha256", key).update(cat(parts)).digest();
const derive = (from: Buffer, salt: Buffer, info: Buffer) =>
  Buffer.from(hkdfSync("sha256", from, salt, info, 32));
const bytes = (...values: number[]) => Buffer.from(values);
const NO_SALT = Buffer.alloc(0);

function uint64(value: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(value);
  return buffer;
}

/** @param secret for test vectors; otherwise a new one */
export function newPair(secret?: Buffer): ECDH {
  const pair = createECDH("prime256v1");
  if (secret) pair.setPrivateKey(secret);
  else pair.generateKeys();
  return pair;
}

export function spellCode(code: Buffer): string {
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  const bits = BigInt(`0x${code.toString("hex")}`)
    .toString(2)
    .padStart(130, "0");
  const body = bits.match(/.{5}/g)!.map((five) => letters[Number.parseInt(five, 2)]);
  const check = sha(label("code check"), code);
  const all = [...body, letters[check[0]! & 31], letters[check[1]! & 31]].join("");
  return `ck1-${all.slice(0, 7)}-${all.slice(7, 14)}-${all.slice(14, 21)}-${all.slice(21)}`;
}

export const codeKeys = (code: Buffer) => ({
  id: derive(code, NO_SALT, label("pair id")).subarray(0, 16),
  auth: derive(code, NO_SALT, label("pair proof")),
  salt: derive(code, NO_SALT, label("pair salt")),
});
type CodeKeys = ReturnType<typeof codeKeys>;

const originHash = (origin: string) => sha(Buffer.from(origin));

export function pairRequest({ id, auth }: CodeKeys, point: Buffer, origin: string): Buffer {
  const head = cat([bytes(1, 1), id, point]);
  return cat([head, mac(auth, label("pair request"), head, originHash(origin))]);
}

/** The secret of both. @param parts `answerPoint` is the gateway's, `theirs` the other end's */
export function agree(
  { salt }: CodeKeys,
  parts: { mine: ECDH; theirs: Buffer; request: Buffer; answerPoint: Buffer; origin: string },
): Buffer {
  const { mine, theirs, request, answerPoint, origin } = parts;
  const info = cat([label("pairing secret"), sha(request, answerPoint, originHash(origin))]);
  return derive(mine.computeSecret(theirs), salt, info);
}

export function pairAnswer(secret: Buffer, request: Buffer, point: Buffer): Buffer {
  const head = cat([bytes(1, 1, 1), point]);
  return cat([head, mac(secret, label("pair answer"), request, head)]);
}

export const browserId = (secret: Buffer) => mac(secret, label("browser id")).subarray(0, 16);

export function helloRequest(secret: Buffer, nonce: Buffer = randomBytes(16)): Buffer {
  const head = cat([bytes(1, 2), browserId(secret), nonce]);
  return cat([head, mac(secret, label("hello"), head)]);
}

export function helloAnswer(secret: Buffer, request: Buffer, point: Buffer, counter: bigint): Buffer {
  const head = cat([bytes(1, 2, 1), point, uint64(counter)]);
  return cat([head, mac(secret, label("hello answer"), request, head)]);
}

export function messageHead(secret: Buffer, gatewayPoint: Buffer, counter: bigint, oneTime: Buffer): Buffer {
  return cat([bytes(1, 3), browserId(secret), sha(gatewayPoint).subarray(0, 8), uint64(counter), oneTime]);
}

/** @param shared what the one-time pair and the process's come to */
export function boxKeys(secret: Buffer, head: Buffer, gatewayPoint: Buffer, shared: Buffer) {
  const salt = mac(secret, label("message"), head, gatewayPoint);
  return { request: derive(shared, salt, label("request")), answer: derive(shared, salt, label("answer")) };
}

export function closeBox(key: Buffer, aad: Buffer, text: string): Buffer {
  const iv = randomBytes(12);
  const plain = Buffer.from(text);
  const filled = cat([plain, Buffer.alloc((512 - (plain.length % 512)) % 512, " ")]);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(aad);
  return cat([iv, cipher.update(filled), cipher.final(), cipher.getAuthTag()]);
}

export function openBox(key: Buffer, aad: Buffer, box: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", key, box.subarray(0, 12))
    .setAAD(aad)
    .setAuthTag(box.subarray(-16));
  return cat([decipher.update(box.subarray(12, -16)), decipher.final()]).toString();
}

export const answerAad = (head: Buffer) => cat([bytes(1, 3), head]);
