/** Bytes as they stand in a message: joined, labelled, numbers in big-endian. */

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

export const utf8 = (text: string): Bytes => encoder.encode(text);

/** Begins all that is hashed or authenticated, so that nothing made for one purpose passes for another. */
export const label = (purpose: string): Bytes => utf8(`clawkey/1 ${purpose}`);

export function join(...parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export function uint64(value: bigint): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

export const readUint64 = (bytes: Bytes, at: number): bigint =>
  new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at);

export const hex = (bytes: Bytes): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
