/** Native messaging frames: a length of 32 bits in the machine's own byte order, then that many bytes of JSON. */
import type { Readable } from "node:stream";

/** No request of ours is larger than about 1.5 kB. */
export const MAX_REQUEST_BYTES = 64 * 1024;

const HEADER_BYTES = 4;

/**
 * Reads the first frame and nothing behind it; null where none comes whole: too large, cut off, or silent. Behind a
 * frame the input stays open: its end says later that the browser has gone.
 */
export async function readFrame(input: Readable, silenceMs: number): Promise<Buffer | null> {
  let received = Buffer.alloc(0);
  const silence = setTimeout(() => input.destroy(), silenceMs);
  try {
    for await (const chunk of input.iterator({ destroyOnReturn: false })) {
      silence.refresh();
      received = Buffer.concat([received, chunk as Buffer]);
      if (received.length < HEADER_BYTES) continue;
      const header = Uint8Array.from(received.subarray(0, HEADER_BYTES));
      const [length = 0] = new Uint32Array(header.buffer);
      if (length > MAX_REQUEST_BYTES) {
        input.destroy();
        return null;
      }
      if (received.length >= HEADER_BYTES + length)
        return received.subarray(HEADER_BYTES, HEADER_BYTES + length);
    }
    return null;
  } catch {
    // `destroy` after the silence, or the browser's end of the pipe broke: either way there is no request.
    return null;
  } finally {
    clearTimeout(silence);
  }
}

export function encodeFrame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const header = new Uint8Array(Uint32Array.of(body.length).buffer);
  return Buffer.concat([header, body]);
}
