/** The companion as the extension sees it: typed requests, checked replies, every failure a value. */
import { browser } from "wxt/browser";
import * as z from "zod/mini";
import {
  CompanionFailure,
  type FileReport,
  HOST_NAME,
  PROTOCOL_VERSION,
  RemoveReply,
  RestartReply,
  SetReply,
  StatusReply,
  type Request,
} from "../../core/messages/messages.ts";
import type {
  CompanionStatus,
  KnownFile,
  NativeErrorCode,
  NativeFailure,
} from "../../core/messages/native-failure.ts";
import type { ConfirmedFile } from "./records.ts";
import { hasNativePermission } from "./permissions.ts";

/** An unanswered message never settles. The companion itself gives up on OpenClaw's lock after 10 s. */
const TIMEOUT_MS = 15_000;

/** The companion gives OpenClaw 80 s for it. */
const RESTART_TIMEOUT_MS = 90_000;

export interface Companion {
  /** @param salt for the fingerprints in the reply */
  status(salt: string): Promise<CompanionStatus | NativeFailure>;
  set(file: ConfirmedFile, key: string): Promise<SetReply | NativeFailure>;
  remove(file: ConfirmedFile): Promise<RemoveReply | NativeFailure>;
  /** Of the gateway, where it is installed as a service; takes up to 80 seconds. */
  restart(): Promise<RestartReply | NativeFailure>;
}

const common = { protocol: PROTOCOL_VERSION, destination: "local" } as const;

export const companion: Companion = {
  async status(salt) {
    const reply = await ask({ ...common, verb: "status", salt }, StatusReply);
    return reply.ok
      ? {
          ...reply,
          files: { config: readReport(reply.files.config), dotenv: readReport(reply.files.dotenv) },
        }
      : reply;
  },
  set: ({ kind, id }, key) => ask({ ...common, verb: "set", file: kind, fileId: id, key }, SetReply),
  remove: ({ kind, id }) => ask({ ...common, verb: "remove", file: kind, fileId: id }, RemoveReply),
  restart: () => ask({ ...common, verb: "restart" }, RestartReply, RESTART_TIMEOUT_MS),
};

/** A problem of a code that only a newer companion knows is a problem still. */
function readReport({ problem, ...report }: FileReport): KnownFile {
  return { ...report, problem: problem && explain({ ok: false, ...problem }) };
}

/** @param send hands the request over and waits for the reply; a rejection carries the browser's own words */
export async function ask<T>(
  request: Request,
  replyShape: z.ZodMiniType<T>,
  timeoutMs = TIMEOUT_MS,
  send = sendOnce,
): Promise<T | NativeFailure> {
  // A page or worker that ran before the permission was given has no such function.
  if (!browser.runtime.sendNativeMessage) {
    return {
      ok: false,
      code: (await hasNativePermission()) ? "native_not_ready" : "native_permission_missing",
    };
  }
  const answer = await settled(send(request), timeoutMs);
  if (!answer.ok) return answer;
  const refused = CompanionFailure.safeParse(answer.message);
  if (refused.success) return explain(refused.data);
  const reply = replyShape.safeParse(answer.message);
  if (reply.success) return reply.data;
  return { ok: false, code: isOlder(answer.message) ? "companion_too_old" : "companion_reply_invalid" };
}

const sendOnce = (request: Request): Promise<unknown> =>
  browser.runtime.sendNativeMessage(HOST_NAME, request);

/** Without a protocol beside it, the code is one that only a newer companion knows. */
function explain({ code, detail, protocol = Number.POSITIVE_INFINITY }: CompanionFailure): NativeFailure {
  if (code !== "protocol_unsupported") return { ok: false, code, detail };
  return { ok: false, code: protocol < PROTOCOL_VERSION ? "companion_too_old" : "companion_too_new" };
}

/** A status of another time may not have our shape, but it names its protocol; pages ask for it first. */
function isOlder(message: unknown): boolean {
  const spoken = z.object({ protocol: z.number() }).safeParse(message);
  return spoken.success && spoken.data.protocol < PROTOCOL_VERSION;
}

type Answer = { ok: true; message: unknown } | NativeFailure;

async function settled(sent: Promise<unknown>, timeoutMs: number): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<NativeFailure>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, code: "companion_timeout" }), timeoutMs);
  });
  const answer = sent.then(
    (message): Answer => ({ ok: true, message }),
    (error: unknown): NativeFailure => ({ ok: false, code: reasonOf(error) }),
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
function reasonOf(error: unknown): NativeErrorCode {
  const text = error instanceof Error ? error.message : "";
  if (/host not found|No such native application/.test(text)) return "companion_missing";
  if (/forbidden/.test(text)) return "companion_forbidden";
  return "companion_crashed";
}
