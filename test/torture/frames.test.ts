/** Whatever comes in, one frame goes out, soon: no echo, no write, no program started, no memory that stays. */
import { PassThrough, Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeFrame } from "../../src/companion/native-host/framing.ts";
import { FAILURES } from "../../src/core/messages/failures.ts";
import { PROTOCOL_VERSION, StatusReply } from "../../src/core/messages/messages.ts";
import { fakeProgram } from "../helpers/fake-program.ts";
import { fileTree } from "../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../helpers/keys.ts";
import { converse, decodeOnlyFrame, openPipeWith } from "../helpers/native-host.ts";
import { setRequest } from "../helpers/requests.ts";
import { fileWith, homeWith } from "../helpers/openclaw-home.ts";
import { hostileFrames } from "./hostile-frames.ts";
import { memoryHeld } from "./memory.ts";
import { count, NO_HURRY } from "./variables.ts";

const FRAMES = count("CLAWKEY_FRAMES", 2_000);

const LEAVINGS = 200;

/** Each batch is generated from its number as the seed, so that a bad frame can be found again. */
const BATCH = 500;

const HANG_MS = 1_000;
const MAX_GROWTH = 8 * 1024 * 1024;

/** In up to four pieces, as a pipe may hand it over, the later ones after the reader has begun. */
function sendInPieces(frame: Buffer, seed: number): PassThrough {
  const size = Math.max(1, Math.ceil(frame.length / ((seed % 4) + 1)));
  async function* pieces() {
    for (let start = 0; start < frame.length; start += size) {
      yield frame.subarray(start, start + size);
      await new Promise(setImmediate);
    }
  }
  return Readable.from(pieces(), { objectMode: false }).pipe(new PassThrough());
}

/** A code, and nothing that came from outside; or the status, where a damaged request is still one for it. */
function kindOf(reply: unknown): string {
  if (StatusReply.safeParse(reply).success) return "status";
  const { ok, code, detail, ...rest } = reply as Record<string, unknown>;
  expect({ ok, rest }).toEqual({ ok: false, rest: {} });
  expect([undefined, { protocol: PROTOCOL_VERSION }]).toContainEqual(detail);
  expect(Object.keys(FAILURES)).toContain(code);
  return String(code);
}

it(`A browser that goes at any of ${LEAVINGS} moments leaves the old file or the new one, whole and alone`, async () => {
  const outcomes: Record<string, number> = { kept: 0, written: 0 };
  const home = homeWith({ config: fileWith.config(OTHER_KEY_TEXT), dotenv: fileWith.dotenv(OTHER_KEY_TEXT) });
  const before = fileTree(home.folder);
  for (let round = 0; round < LEAVINGS; round++) {
    const kind = round % 2 === 0 ? "config" : "dotenv";
    const input = openPipeWith(encodeFrame(setRequest(home, kind)));
    const reply = converse(input, home.browser).then(decodeOnlyFrame);
    await sleep(round % 20);
    input.end();
    const isWritten = (await reply) && home.read(kind) === fileWith[kind](KEY_TEXT);
    outcomes[isWritten ? "written" : "kept"]!++;
    expect(await reply).toMatchObject(isWritten ? { ok: true } : { code: "companion_timeout" });
    if (isWritten) home.write(kind, fileWith[kind](OTHER_KEY_TEXT));
    expect(fileTree(home.folder)).toEqual(before);
  }
  console.log("leavings", outcomes);
  expect(Object.values(outcomes)).not.toContain(0);
});

it(`${FRAMES.toLocaleString("en")} frames get one reply each`, { timeout: NO_HURRY }, async () => {
  const openClaw = fakeProgram("sleep 60");
  const files = { config: fileWith.config(KEY_TEXT), dotenv: fileWith.dotenv(KEY_TEXT) };
  const home = homeWith(files, openClaw.env);
  const before = fileTree(home.folder);
  const frames = hostileFrames(home);
  const replies: Record<string, number> = {};
  const started = performance.now();
  let [sent, slowest, hangs, heldAtStart] = [0, 0, 0, 0];

  for (let batch = 0; sent < FRAMES; batch++) {
    // The first batches fill the caches of the engine and of the libraries.
    if (batch === 2) heldAtStart = await memoryHeld();
    for (const frame of fc.sample(frames, { numRuns: Math.min(BATCH, FRAMES - sent), seed: batch })) {
      const began = performance.now();
      const written = await converse(sendInPieces(frame, sent), home.browser);
      const took = performance.now() - began;
      slowest = Math.max(slowest, took);
      if (took > HANG_MS) hangs++;
      const text = written.toString("latin1");
      if (/canary|sk-ant|constructor|__proto__/.test(text))
        throw new Error(`an echo in batch ${batch}: ${text}`);
      const kind = kindOf(decodeOnlyFrame(written));
      replies[kind] = (replies[kind] ?? 0) + 1;
      sent++;
    }
    expect(fileTree(home.folder)).toEqual(before);
  }
  const growth = (await memoryHeld()) - heldAtStart;
  console.log("frames", {
    sent,
    replies,
    hangs,
    slowestMs: Math.round(slowest),
    grownBytes: growth,
    seconds: Math.round((performance.now() - started) / 1000),
  });
  expect(hangs).toBe(0);
  expect(openClaw.calls()).toEqual([]);
  expect(growth).toBeLessThan(MAX_GROWTH);
});
