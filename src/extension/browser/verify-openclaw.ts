/** Asks the companion for proof. It takes seconds, so it says on its way how far it is: over a port, not a message. */
import { HOST_NAME } from "../../core/messages/identity.ts";
import type { Failure } from "../../core/messages/failures.ts";
import { browser } from "wxt/browser";
import {
  PROTOCOL_VERSION,
  VerifyProgress,
  VerifyReply,
  type Request,
  type VerifyStep,
} from "../../core/messages/messages.ts";
import { ask } from "./native.ts";

/** The companion gives up after 90 s. */
const TIMEOUT_MS = 100_000;

/**
 * @param onStep called before each step that is climbed
 * @param signal ends the companion's work where nobody waits for it any more
 * @returns null where nobody does
 */
export async function verifyOpenClaw(
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<VerifyReply | Failure | null> {
  const request = { protocol: PROTOCOL_VERSION, verb: "verify" } as const;
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  try {
    const result = await ask(request, VerifyReply, TIMEOUT_MS, (message) => converse(message, onStep, ended));
    return signal.aborted ? null : result;
  } finally {
    // Also where the companion was given up on: it ends when its port does.
    over.abort();
  }
}

/** Async for the browser's sake: what it throws at once must become a rejection too. */
async function converse(
  request: Request,
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<unknown> {
  signal.throwIfAborted();
  const port = browser.runtime.connectNative(HOST_NAME);
  return await new Promise((resolve, reject) => {
    const abort = () => {
      port.disconnect();
      // A port tells of its end only where the other side brought it about.
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", abort, { once: true });
    port.onMessage.addListener((message) => {
      const progress = VerifyProgress.safeParse(message);
      if (!progress.success) resolve(message);
      else if (progress.data.step) onStep(progress.data.step);
    });
    // Firefox has the reason at the port, Chromium for the length of this call only.
    port.onDisconnect.addListener((closed) => {
      const { error } = closed as { error?: Error | null };
      reject(new Error((error ?? browser.runtime.lastError)?.message));
    });
    port.postMessage(request);
  });
}
