/**
 * How much the gateway takes from strangers: of a body, of bodies at once, and of failures. What is authentic is never
 * slowed, so nobody from outside can shut a paired browser out.
 */
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bytes } from "../core/pairing/bytes.ts";
import { MAX_BODY } from "../core/pairing/message.ts";

interface BodyBounds {
  bytes: number;
  ms: number;
  /** Being read at once. A further one throws out the oldest: slow senders keep nobody waiting. */
  open: number;
}

const BODY_BOUNDS: BodyBounds = { bytes: MAX_BODY, ms: 5_000, open: 32 };

/** @returns reads a body to its end; null for one that is too long, too slow, broken off or thrown out */
export function bodyReader({ bytes, ms, open } = BODY_BOUNDS) {
  /** In the order in which they came. */
  const giveUps = new Set<() => void>();
  return async (request: IncomingMessage): Promise<Bytes | null> => {
    if (Number(request.headers["content-length"] ?? 0) > bytes) return null;
    const chunks: Buffer[] = [];
    let length = 0;
    const outcome = Promise.withResolvers<Bytes | null>();
    const giveUp = () => outcome.resolve(null);
    if (giveUps.size >= open) for (const oldest of Array.from(giveUps).slice(0, 1)) oldest();
    giveUps.add(giveUp);
    const timer = setTimeout(giveUp, ms);
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length > bytes) giveUp();
      else chunks.push(chunk);
    };
    const end = () => outcome.resolve(Uint8Array.from(Buffer.concat(chunks)));
    request.on("data", take).once("end", end).once("close", giveUp).once("error", giveUp);
    try {
      return await outcome.promise;
    } finally {
      clearTimeout(timer);
      giveUps.delete(giveUp);
      request.off("data", take).pause();
    }
  };
}

interface FailureBounds {
  /** At once, and again each minute. */
  perMinute: number;
  /** Each further one is told so much later. */
  delayMs: number;
  /** So many wait for that; beyond, nobody is told anything. */
  waiting: number;
}

const FAILURE_BOUNDS: FailureBounds = { perMinute: 30, delayMs: 1_000, waiting: 16 };

/** @returns resolves when a failure may be told; false where it is not told at all */
export function failureLimiter(
  { perMinute, delayMs, waiting } = FAILURE_BOUNDS,
  now: () => number = () => performance.now(),
) {
  let [left, refilled, delayed] = [perMinute, now(), 0];
  return async (): Promise<boolean> => {
    const refill = ((now() - refilled) * perMinute) / 60_000;
    [left, refilled] = [Math.min(perMinute, left + refill), now()];
    if (left >= 1) {
      left -= 1;
      return true;
    }
    if (delayed >= waiting) return false;
    delayed += 1;
    await sleep(delayMs);
    delayed -= 1;
    return true;
  };
}
