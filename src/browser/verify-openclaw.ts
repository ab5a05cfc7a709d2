/** Asks the companion for proof. It takes seconds, so it says on its way how far it is: over a port, not a message. */
import { browser } from "wxt/browser";
import {
  HOST_NAME,
  PROTOCOL_VERSION,
  VerifyProgress,
  VerifyReply,
  type Request,
  type Rung,
} from "../protocol/companion.ts";
import type { NativeFailure } from "../protocol/native-failure.ts";
import { ask } from "./native.ts";

/** The companion gives up after 90 s. */
const TIMEOUT_MS = 100_000;

/**
 * @param onRung called before each rung that is climbed
 * @param signal ends the companion's work where nobody waits for it any more; then there is no reply
 */
export async function verifyOpenClaw(
  onRung: (rung: Rung) => void,
  signal: AbortSignal,
): Promise<VerifyReply | NativeFailure> {
  const request = { protocol: PROTOCOL_VERSION, destination: "local", verb: "verify" } as const;
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  try {
    return await ask(request, VerifyReply, TIMEOUT_MS, (message) => converse(message, onRung, ended));
  } finally {
    // Also where the companion was given up on: it ends when its port does.
    over.abort();
  }
}

function converse(request: Request, onRung: (rung: Rung) => void, signal: AbortSignal): Promise<unknown> {
  const port = browser.runtime.connectNative(HOST_NAME);
  signal.addEventListener("abort", () => port.disconnect(), { once: true });
  return new Promise((resolve, reject) => {
    port.onMessage.addListener((message) => {
      const progress = VerifyProgress.safeParse(message);
      if (progress.success) onRung(progress.data.rung);
      else resolve(message);
    });
    // Firefox has the reason at the port, Chromium for the length of this call only.
    port.onDisconnect.addListener((closed) => {
      const { error } = closed as { error?: Error | null };
      reject(new Error((error ?? browser.runtime.lastError)?.message));
    });
    port.postMessage(request);
  });
}
