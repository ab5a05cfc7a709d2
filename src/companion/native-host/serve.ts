/** The native host: bytes in, bytes out, one request a process. Only `verify` says on its way how far it is. */
import type { Readable, Writable } from "node:stream";
import * as z from "zod/mini";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../core/messages/identity.ts";
import {
  PROTOCOL_VERSION,
  Request,
  type CompanionFailure,
  type RemoveReply,
  type RestartReply,
  type Rung,
  type SetReply,
  type StatusReply,
  type VerifyProgress,
  type VerifyReply,
} from "../../core/messages/messages.ts";
import { SessionKey } from "../../core/claude/session-key.ts";
import { encodeFrame, readFrame } from "./framing.ts";
import { restartGateway } from "../../openclaw/program/gateway-restart.ts";
import { remove, set, status, type Place } from "../../openclaw/openclaw.ts";
import { verify, type VerifyOptions } from "../../openclaw/verify/verify.ts";

const SILENCE_MS = 5_000;

type Reply = StatusReply | SetReply | RemoveReply | RestartReply | VerifyReply | CompanionFailure;

/** Sends a frame. */
type Send = (message: Reply | VerifyProgress) => Promise<void>;

/**
 * Answers the one request on `input`.
 * @param caller the arguments the browser passes: Chromium its extension's origin, Firefox the host manifest
 * and the extension's id
 * @param place null where the installation's notes can't be read: then nothing is done
 */
export async function serve(
  input: Readable,
  output: Writable,
  caller: readonly string[],
  place: Place | null,
): Promise<void> {
  const send: Send = (message) =>
    new Promise((resolve, reject) => {
      output.write(encodeFrame(message), (error) => (error ? reject(error) : resolve()));
    });
  // The browser closes its end when nobody waits for the reply any more.
  const gone = new AbortController();
  const onRung = (rung: Rung) => void send({ rung }).catch(() => gone.abort());
  if (!isOurs(caller)) return send(refuse("caller_unknown"));
  input.once("end", () => gone.abort()).once("error", () => gone.abort());
  const frame = await readFrame(input, SILENCE_MS);
  // What stands behind the frame is let go unseen.
  input.resume();
  await send(await answer(frame, place, { onRung, signal: gone.signal }));
}

/** The browser checks its host manifest; we check again, because a manifest is a file that others can write. */
function isOurs(caller: readonly string[]): boolean {
  return caller.includes(`chrome-extension://${CHROME_EXTENSION_ID}/`) || caller[1] === FIREFOX_EXTENSION_ID;
}

async function answer(frame: Buffer | null, place: Place | null, watch: VerifyOptions): Promise<Reply> {
  const message = frame && parseJson(frame);
  const spoken = z.object({ protocol: z.number() }).safeParse(message);
  if (spoken.success && spoken.data.protocol !== PROTOCOL_VERSION) {
    return { ...refuse("protocol_unsupported"), protocol: PROTOCOL_VERSION };
  }
  const request = Request.safeParse(message);
  if (!request.success) return refuse("request_invalid");
  if (place === null) return refuse("installation_broken");
  try {
    return await handle(request.data, place, watch);
  } catch (error) {
    // A bug of ours. Its text goes to the browser's log, where there is one, and never into the reply.
    console.error(error);
    return refuse("internal_error");
  }
}

async function handle(request: Request, place: Place, watch: VerifyOptions): Promise<Reply> {
  if (request.verb === "status") return status(place, request.salt);
  if (request.verb === "restart") return restartGateway(place);
  if (request.verb === "verify") return verify(place, watch);
  const { file, fileId } = request;
  if (request.verb === "remove") return remove(place, file, fileId);
  const parsed = SessionKey.parse(request.key);
  return parsed.ok ? set(place, file, parsed.key, fileId) : refuse(parsed.code);
}

function parseJson(frame: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(frame));
  } catch {
    return null;
  }
}

const refuse = (code: CompanionFailure["code"]): CompanionFailure => ({ ok: false, code });
