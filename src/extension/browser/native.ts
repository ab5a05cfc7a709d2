/** The companion as the extension sees it: typed requests, checked replies, every failure a value. */
import { browser } from "wxt/browser";
import * as z from "zod/mini";
import { failure, type Failure, type FailureCode, type Result } from "../../core/messages/failures.ts";
import { HOST_NAME } from "../../core/messages/identity.ts";
import {
  PROTOCOL_VERSION,
  ReceivedFailure,
  RemoveReply,
  SetReply,
  StatusReply,
  type FileReport,
  type Request,
} from "../../core/messages/messages.ts";
import type { ConfirmedFile } from "./records.ts";
import { hasNativePermission } from "./permissions.ts";

/** An unanswered message never settles. The companion itself gives up on OpenClaw's lock after 10 s. */
const TIMEOUT_MS = 15_000;

export interface Companion {
  /** @param salt for the fingerprints in the reply */
  status(salt: string): Promise<Result<StatusReply>>;
  set(file: ConfirmedFile, key: string): Promise<Result<SetReply>>;
  remove(file: ConfirmedFile): Promise<Result<RemoveReply>>;
}

const protocol = PROTOCOL_VERSION;

export const companion: Companion = {
  async status(salt) {
    const reply = await ask({ protocol, verb: "status", salt }, StatusReply);
    if (!reply.ok) return reply;
    const { config, dotenv } = reply.files;
    return { ...reply, files: { config: readReport(config), dotenv: readReport(dotenv) } };
  },
  set: ({ kind, id }, key) => ask({ protocol, verb: "set", file: kind, fileId: id, key }, SetReply),
  remove: ({ kind, id }) =>
    ask({ protocol, verb: "remove", file: kind, fileId: id, only: null }, RemoveReply),
};

/** A problem of a code that only a newer companion knows is a problem still. */
const readReport = ({ problem, ...report }: FileReport): FileReport => ({
  ...report,
  problem: problem && explain(problem),
});

/** @param send hands the request over and waits for the reply; a rejection carries the browser's own words */
export async function ask<T>(
  request: Request,
  replyShape: z.ZodMiniType<T>,
  timeoutMs = TIMEOUT_MS,
  send = sendOnce,
): Promise<T | Failure> {
  // A page or worker that ran before the permission was given has no such function.
  if (!browser.runtime.sendNativeMessage) {
    return {
      ok: false,
      code: (await hasNativePermission()) ? "native_not_ready" : "native_permission_missing",
    };
  }
  const answer = await settled(send(request), timeoutMs);
  if (!answer.ok) return answer;
  const refused = ReceivedFailure.safeParse(answer.message);
  if (refused.success) return explain(refused.data);
  const reply = replyShape.safeParse(answer.message);
  if (reply.success) return reply.data;
  return { ok: false, code: isOlder(answer.message) ? "companion_too_old" : "companion_reply_invalid" };
}

const sendOnce = (request: Request): Promise<unknown> =>
  browser.runtime.sendNativeMessage(HOST_NAME, request);

/** Without a protocol beside it, the code is one that only a newer companion knows. */
function explain({ code, detail }: Failure): Failure {
  if (code !== "protocol_unsupported") return failure(code, detail);
  const { protocol: spoken = Number.POSITIVE_INFINITY } = detail ?? {};
  return failure(spoken < PROTOCOL_VERSION ? "companion_too_old" : "companion_too_new");
}

/** A status of another time may not have our shape, but it names its protocol; pages ask for it first. */
function isOlder(message: unknown): boolean {
  const spoken = z.object({ protocol: z.number() }).safeParse(message);
  return spoken.success && spoken.data.protocol < PROTOCOL_VERSION;
}

type Answer = { ok: true; message: unknown } | Failure;

async function settled(sent: Promise<unknown>, timeoutMs: number): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<Failure>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, code: "companion_timeout" }), timeoutMs);
  });
  const answer = sent.then(
    (message): Answer => ({ ok: true, message }),
    (error: unknown): Failure => ({ ok: false, code: reasonOf(error) }),
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Browsers tell these apart by words alone. The words are theirs, measured on Chromium 156 and Firefox 153
 * (docs/native-messaging.md); Firefox says the same for "not installed" and "forbidden".
 */
function reasonOf(error: unknown): FailureCode {
  const text = error instanceof Error ? error.message : "";
  if (/host not found|No such native application/.test(text)) return "companion_missing";
  if (/forbidden/.test(text)) return "companion_forbidden";
  return "companion_crashed";
}
