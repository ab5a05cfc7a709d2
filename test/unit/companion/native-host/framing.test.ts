import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encodeFrame, MAX_REQUEST_BYTES, readFrame } from "../../../../src/companion/native-host/framing.ts";
import { decodeOnlyFrame, pipeWith } from "../../../helpers/native-host.ts";

const SILENCE_MS = 5_000;
const BODY = Buffer.from('{"verb":"status"}');
const FRAME = Buffer.concat([header(BODY.length), BODY]);

/** A typed array is laid out in the machine's own byte order, which is what browsers use. */
function header(length: number): Buffer {
  return Buffer.from(Uint32Array.of(length).buffer);
}

describe("encodeFrame", () => {
  it("puts the length in bytes, not in characters, before the JSON", () => {
    expect(encodeFrame({ a: "ü" })).toEqual(Buffer.concat([header(10), Buffer.from('{"a":"ü"}')]));
    expect(decodeOnlyFrame(encodeFrame({ a: "ü" }))).toEqual({ a: "ü" });
  });
});

describe("readFrame", () => {
  it.each<[string, Buffer[]]>([
    ["at once", [FRAME]],
    ["byte by byte", Array.from(FRAME, (byte) => Buffer.of(byte))],
    ["split inside its length", [FRAME.subarray(0, 2), FRAME.subarray(2)]],
    ["split behind its length", [FRAME.subarray(0, 4), FRAME.subarray(4)]],
    ["with another behind it, which is left alone", [FRAME, FRAME]],
    ["in one piece with another", [Buffer.concat([FRAME, FRAME])]],
  ])("reads a frame that comes %s", async (_, chunks) => {
    await expect(readFrame(pipeWith(...chunks), SILENCE_MS)).resolves.toEqual(BODY);
  });

  it("reads an empty frame, and one of exactly the greatest size", async () => {
    const largest = Buffer.alloc(MAX_REQUEST_BYTES, "x");
    await expect(readFrame(pipeWith(header(0)), SILENCE_MS)).resolves.toEqual(Buffer.alloc(0));
    await expect(readFrame(pipeWith(header(largest.length), largest), SILENCE_MS)).resolves.toEqual(largest);
  });

  it.each<[string, Buffer[]]>([
    ["nothing comes", []],
    ["it ends inside the length", [FRAME.subarray(0, 3)]],
    ["it ends inside the body", [FRAME.subarray(0, -1)]],
  ])("has no frame where %s", async (_, chunks) => {
    await expect(readFrame(pipeWith(...chunks), SILENCE_MS)).resolves.toBeNull();
  });

  it.each([[MAX_REQUEST_BYTES + 1], [0x7fff_ffff], [0xffff_ffff]])(
    "refuses a length of %i bytes at once, and reads no further",
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

  it("has no frame where the pipe breaks", async () => {
    const input = new PassThrough();
    const frame = readFrame(input, SILENCE_MS);
    input.write(FRAME.subarray(0, 6));
    input.destroy(new Error("EPIPE"));
    await expect(frame).resolves.toBeNull();
  });
});

describe("A browser that falls silent", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it.each<[string, Buffer]>([
    ["from the start", Buffer.alloc(0)],
    ["inside the length", FRAME.subarray(0, 2)],
    ["inside the body", FRAME.subarray(0, 9)],
  ])("%s is given up on after five seconds", async (_, start) => {
    const input = new PassThrough();
    if (start.length > 0) input.write(start);
    const settled = vi.fn();
    const frame = readFrame(input, SILENCE_MS).finally(settled);
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await expect(frame).resolves.toBeNull();
  });

  it("for less than that each time is heard out", async () => {
    const input = new PassThrough();
    const frame = readFrame(input, SILENCE_MS);
    for (const byte of FRAME) {
      await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
      input.write(Buffer.of(byte));
    }
    await expect(frame).resolves.toEqual(BODY);
  });

  it("leaves no timer behind once the frame is there", async () => {
    await readFrame(pipeWith(FRAME), SILENCE_MS);
    expect(vi.getTimerCount()).toBe(0);
  });
});
