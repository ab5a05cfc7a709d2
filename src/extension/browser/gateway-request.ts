/** All that ever goes to a gateway: bytes that are sealed or prove something, and a look whether anything listens. */
import type { Bytes } from "../../core/pairing/bytes.ts";
import { MAX_BODY } from "../../core/pairing/message.ts";

const TIMEOUT_MS = 5_000;

/** Neither cookie nor address of ours goes along, and nobody leads it elsewhere. */
const BARE = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" } as const;

/** `unreadable`: nothing listens, or it does not say that this extension may read the answer. */
export type Reply = { status: number; bytes: Bytes } | "unreadable" | "slow" | "too_long";

/** Posts bytes without a content type: so the browser asks the gateway nothing beforehand. */
export async function send(
  address: string,
  route: "pair" | "hello" | "msg",
  body: Bytes,
  timeoutMs = TIMEOUT_MS,
): Promise<Reply> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const url = `${address}/clawkey/v1/${route}`;
    const response = await fetch(url, { ...BARE, method: "POST", body, redirect: "error", signal });
    const bytes = await readAtMost(MAX_BODY, response.body);
    return bytes ? { status: response.status, bytes } : "too_long";
  } catch {
    return signal.aborted ? "slow" : "unreadable";
  }
}

/** What can be told without being allowed to read: no more than this. */
export type Look = "nothing" | "something" | "slow";

export async function lookFor(address: string): Promise<Look> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    // In this mode a browser sends nothing that may not be led on: it has no body, and says nothing.
    await fetch(`${address}/`, { ...BARE, method: "HEAD", mode: "no-cors", signal });
    return "something";
  } catch {
    return signal.aborted ? "slow" : "nothing";
  }
}

/** Null for more than that. */
async function readAtMost(limit: number, body: ReadableStream<Uint8Array> | null): Promise<Bytes | null> {
  const read = new Uint8Array(limit);
  let length = 0;
  for await (const chunk of body ?? []) {
    // Leaving the loop ends the download.
    if (length + chunk.length > limit) return null;
    read.set(chunk, length);
    length += chunk.length;
  }
  return read.slice(0, length);
}
