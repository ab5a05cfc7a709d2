import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encodeFrame, MAX_REQUEST_BYTES, readFrame } from "../../../../src/companion/native-host/framing.ts";
import { pipeWith } from "../../../helpers/native-host.ts";

const SILENCE_MS = 5_000;
const BODY = Buffer.from('{"verb":"status"}');
const FRAME = Buffer.concat([header(BODY.length), BODY]);

/** A typed array is laid out in the machine's own byte order, which is what browsers use. */
function header(length: number): Buffer {
  return Buffer.from(Uint32Array.of(length).buffer);
}

it("encodeFrame puts the length in bytes, not in characters, before the JSON", () => {
  expect(encodeFrame({ a: "ü" })).toEqual(Buffer.concat([header(10), Buffer.from('{"a":"ü"}')]));
});

const LARGEST = Buffer.alloc(MAX_REQUEST_BYTES, "x");

it.each<[string, Buffer[], Buffer]>([
  ["that comes at once", [FRAME], BODY],
  ["that comes byte by byte", Array.from(FRAME, (byte) => Buffer.of(byte)), BODY],
  ["that is split inside its length", [FRAME.subarray(0, 2), FRAME.subarray(2)], BODY],
  ["that is split behind its length", [FRAME.subarray(0, 4), FRAME.subarray(4)], BODY],
  ["with another behind it, which is left alone", [FRAME, FRAME], BODY],
  ["in one piece with another", [Buffer.concat([FRAME, FRAME])], BODY],
  ["with nothing in it", [header(0)], Buffer.alloc(0)],
  ["of exactly the greatest size", [header(LARGEST.length), LARGEST], LARGEST],
])("readFrame reads a frame %s", async (_, chunks, body) => {
  await expect(readFrame(pipeWith(...chunks), SILENCE_MS)).resolves.toEqual(body);
});

it.each<[string, Buffer]>([
  ["nothing comes", Buffer.alloc(0)],
  ["it ends inside the length", FRAME.subarray(0, 3)],
  ["it ends inside the body", FRAME.subarray(0, -1)],
])("readFrame has no frame where %s", async (_, bytes) => {
  await expect(readFrame(pipeWith(bytes), SILENCE_MS)).resolves.toBeNull();
});

it("readFrame has no frame where the pipe breaks", async () => {
  const input = new PassThrough();
  const frame = readFrame(input, SILENCE_MS);
  input.write(FRAME.subarray(0, 6));
  input.destroy(new Error("EPIPE"));
  await expect(frame).resolves.toBeNull();
});

it.each([[MAX_REQUEST_BYTES + 1], [0x7fff_ffff], [0xffff_ffff]])(
  "readFrame refuses a length of %i bytes at once, and reads no further",
  async (length) => {
    const input = new PassThrough();
    const read = vi.spyOn(input, "read");
    input.write(header(length));
    await expect(readFrame(input, SILENCE_MS)).resolves.toBeNull();
    expect(input.destroyed).toBe(true);
    const reads = read.mock.calls.length;
    await new Promise(setImmediate);
    expect(read).toHaveBeenCalledTimes(reads);
  },
);

describe("A browser that falls silent", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    ["from the start", 0],
    ["inside the length", 2],
    ["inside the body", 9],
  ])("%s is given up on after five seconds", async (_, bytes) => {
    const input = new PassThrough();
    if (bytes > 0) input.write(FRAME.subarray(0, bytes));
    const settled = vi.fn();
    const frame = readFrame(input, SILENCE_MS).finally(settled);
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await expect(frame).resolves.toBeNull();
  });

  it("for less than that each time is heard out, and leaves no timer behind", async () => {
    const input = new PassThrough();
    const frame = readFrame(input, SILENCE_MS);
    for (const byte of FRAME) {
      await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
      input.write(Buffer.of(byte));
    }
    await expect(frame).resolves.toEqual(BODY);
    expect(vi.getTimerCount()).toBe(0);
  });
});
