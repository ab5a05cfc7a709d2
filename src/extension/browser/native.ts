/** Asks the companion: one request over a port of its own. Every failure is a value. */
import { browser } from "wxt/browser";
import * as z from "zod/mini";
import { failure, type Failure, type FailureCode, type Result } from "../../core/messages/failures.ts";
import { HOST_NAME } from "../../core/messages/identity.ts";
import {
  PROTOCOL_VERSION,
  ReceivedFailure,
  VerifyProgress,
  type VerifyStep,
} from "../../core/messages/messages.ts";
import type { Request } from "../../core/messages/requests.ts";
import { hasNativePermission } from "./permissions.ts";

/** An unanswered message never settles. The companion itself gives up on OpenClaw's lock after 10 s. */
const TIMEOUT_MS = 15_000;

export interface Asking {
  timeoutMs?: number;
  /** Hears of each step of `verify` as it begins. */
  onStep?: (step: VerifyStep) => void;
  /** Ends the companion's work where nobody waits for it any more; the reply is of no use then. */
  signal?: AbortSignal;
}

/** @param replyShape of the reply where it is no failure */
export async function ask<T extends { ok: true }>(
  request: Request,
  replyShape: z.ZodMiniType<T>,
  asking: Asking = {},
): Promise<Result<T>> {
  // A page or worker that ran before the permission was given has no such function.
  if (!browser.runtime.connectNative) {
    return failure((await hasNativePermission()) ? "native_not_ready" : "native_permission_missing");
  }
  const answer = await converse(request, asking);
  return "code" in answer ? answer : read(answer.message, replyShape);
}

type Port = ReturnType<typeof browser.runtime.connectNative>;

/** Less than the companion waits for a request. */
const AHEAD_MS = 4_000;

let ahead: { port: Port; take: () => void } | null = null;

/**
 * Starts the companion before it is known whether it will be asked: its start takes as long as all that is looked at
 * first. It gets nothing until then, and ends where it is not asked within a few seconds.
 */
export function openAhead(): void {
  // Where there is no such function, or it throws, the request itself will tell why.
  if (ahead || !browser.runtime.connectNative) return;
  try {
    const port = browser.runtime.connectNative(HOST_NAME);
    const timer = setTimeout(() => {
      ahead = null;
      port.disconnect();
    }, AHEAD_MS);
    const take = () => {
      clearTimeout(timer);
      ahead = null;
    };
    port.onDisconnect.addListener(() => {
      // Chromium complains of an error that nobody has looked at.
      void browser.runtime.lastError;
      if (ahead?.port === port) take();
    });
    ahead = { port, take };
  } catch {
    ahead = null;
  }
}

/** The one that was opened ahead is used once; where it has ended by itself, a new one tells why. */
function openPort(): Port {
  const opened = ahead;
  opened?.take();
  return opened?.port ?? browser.runtime.connectNative(HOST_NAME);
}

/** Ends the port whatever comes of it: the companion ends when its port does. */
async function converse(
  request: Request,
  { timeoutMs = TIMEOUT_MS, onStep, signal }: Asking,
): Promise<{ message: unknown } | Failure> {
  if (signal?.aborted) return failure("companion_crashed");
  const { promise, resolve } = Promise.withResolvers<{ message: unknown } | Failure>();
  const timer = setTimeout(() => resolve(failure("companion_timeout")), timeoutMs);
  // A port tells of its end only where the other side brought it about.
  signal?.addEventListener("abort", () => resolve(failure("companion_crashed")));
  try {
    const port = openPort();
    port.onMessage.addListener((message) => {
      const progress = onStep ? VerifyProgress.safeParse(message) : null;
      if (!progress?.success) resolve({ message });
      else if (progress.data.step) onStep?.(progress.data.step);
    });
    // Firefox has the reason at the port, Chromium for the length of this call only.
    port.onDisconnect.addListener((closed) => {
      const { error } = closed as { error?: Error | null };
      resolve(failure(reasonOf(error ?? browser.runtime.lastError)));
    });
    port.postMessage(request);
    const answer = await promise;
    port.disconnect();
    return answer;
  } catch (error) {
    return failure(reasonOf(error as Error));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Browsers tell these apart by words alone. The words are theirs, measured on Chromium 156 and Firefox 153
 * (docs/native-messaging.md); Firefox says the same for "not installed" and "forbidden".
 */
function reasonOf(error: { message?: string | undefined } | null | undefined): FailureCode {
  const text = error?.message ?? "";
  if (/host not found|No such native application/.test(text)) return "companion_missing";
  if (/forbidden/.test(text)) return "companion_forbidden";
  if (/disabled by the system administrator/.test(text)) return "companion_blocked";
  return "companion_crashed";
}

function read<T extends { ok: true }>(message: unknown, replyShape: z.ZodMiniType<T>): Result<T> {
  const refused = ReceivedFailure.safeParse(message);
  if (refused.success) return explain(refused.data);
  const reply = replyShape.safeParse(message);
  if (reply.success) return reply.data;
  // A status of another time may not have our shape, but it names its protocol; pages ask for it first.
  const { protocol = PROTOCOL_VERSION } = Spoken.safeParse(message).data ?? {};
  return failure(protocol < PROTOCOL_VERSION ? "companion_too_old" : "companion_reply_invalid");
}

const Spoken = z.object({ protocol: z.number() });

/** Without a protocol beside it, the code is one that only a newer companion knows. */
export function explain({ code, detail }: Failure): Failure {
  if (code !== "protocol_unsupported") return failure(code, detail);
  const { protocol: spoken = Number.POSITIVE_INFINITY } = detail ?? {};
  return failure(spoken < PROTOCOL_VERSION ? "companion_too_old" : "companion_too_new");
}
