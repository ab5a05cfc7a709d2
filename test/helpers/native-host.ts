/** The browser's side of a native messaging host, on pipes in memory. */
import { PassThrough } from "node:stream";
import { encodeFrame } from "../../src/companion/native-host/framing.ts";
import type { Instance } from "../../src/openclaw/openclaw.ts";
import { serve } from "../../src/companion/native-host/serve.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../src/core/messages/identity.ts";

/** The arguments that each browser starts a host with. */
export const CHROME_CALLER: readonly string[] = [`chrome-extension://${CHROME_EXTENSION_ID}/`];
export const FIREFOX_CALLER: readonly string[] = [
  "/home/you/.mozilla/native-messaging-hosts/clawkey.host.json",
  FIREFOX_EXTENSION_ID,
];

/** A pipe on which this has arrived, from a browser that stays. */
export function openPipeWith(...chunks: readonly Uint8Array[]): PassThrough {
  const pipe = new PassThrough();
  for (const chunk of chunks) pipe.write(chunk);
  return pipe;
}

/** A pipe on which this has arrived, and then its end. */
export const pipeWith = (...chunks: readonly Uint8Array[]): PassThrough => openPipeWith(...chunks).end();

/** Starts the host, sends it these bytes, and returns all that it wrote. */
export async function converse(
  input: PassThrough,
  instance: Instance,
  caller: readonly string[] = CHROME_CALLER,
): Promise<Buffer> {
  const output = new PassThrough();
  await serve(input, output, caller, instance);
  return (output.read() as Buffer | null) ?? Buffer.alloc(0);
}

/** One request and its reply. */
export async function ask(
  request: unknown,
  instance: Instance,
  caller: readonly string[] = CHROME_CALLER,
): Promise<unknown> {
  return decodeOnlyFrame(await converse(openPipeWith(encodeFrame(request)), instance, caller));
}

/** Fails where the bytes are anything but one whole frame. */
export function decodeOnlyFrame(bytes: Buffer): unknown {
  const frames = decodeFrames(bytes);
  if (frames.length !== 1) throw new Error(`${frames.length} frames in the instance of one`);
  return frames[0];
}

/** Fails where the bytes are anything but whole frames. */
export function decodeFrames(bytes: Buffer): unknown[] {
  const frames: unknown[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const { buffer, byteOffset, byteLength } = rest;
    const header = new Uint8Array(buffer.slice(byteOffset, byteOffset + 4));
    const [length = 0] = new Uint32Array(header.buffer);
    if (length > byteLength - 4) throw new Error(`a frame of ${length} bytes has ${byteLength - 4}`);
    frames.push(JSON.parse(rest.toString("utf8", 4, 4 + length)));
    rest = rest.subarray(4 + length);
  }
  return frames;
}
