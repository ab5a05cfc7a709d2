/** The native host: bytes in, bytes out, one request a process. Only `verify` says on its way how far it is. */
import { failure, type Failure } from "../../core/messages/failures.ts";
import type { Readable, Writable } from "node:stream";
import * as z from "zod/mini";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../core/messages/identity.ts";
import {
  PROTOCOL_VERSION,
  Request,
  type Reply,
  type VerifyProgress,
  type VerifyStep,
} from "../../core/messages/messages.ts";
import { SessionKey } from "../../core/claude/session-key.ts";
import { encodeFrame, readFrame } from "./framing.ts";
import { remove, set, status, type Instance } from "../../openclaw/openclaw.ts";
import { openClawCommands } from "../../openclaw/program/commands.ts";
import { verify, type VerifyOptions } from "../../openclaw/verify/verify.ts";

const SILENCE_MS = 5_000;

/** Sends a frame. */
type Send = (message: Reply | Failure | VerifyProgress) => Promise<void>;

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
  place: Instance | null,
): Promise<void> {
  const send: Send = (message) =>
    new Promise((resolve, reject) => {
      output.write(encodeFrame(message), (error) => (error ? reject(error) : resolve()));
    });
  // The browser closes its end when nobody waits for the reply any more.
  const gone = new AbortController();
  const onStep = (step: VerifyStep) => void send({ step }).catch(() => gone.abort());
  if (!isOurs(caller)) return send(failure("caller_unknown"));
  input.once("end", () => gone.abort()).once("error", () => gone.abort());
  const frame = await readFrame(input, SILENCE_MS);
  // What stands behind the frame is let go unseen.
  input.resume();
  await send(await answer(frame, place, { onStep, signal: gone.signal }));
}

/** The browser checks its host manifest; we check again, because a manifest is a file that others can write. */
function isOurs(caller: readonly string[]): boolean {
  return caller.includes(`chrome-extension://${CHROME_EXTENSION_ID}/`) || caller[1] === FIREFOX_EXTENSION_ID;
}

async function answer(
  frame: Buffer | null,
  place: Instance | null,
  watch: VerifyOptions,
): Promise<Reply | Failure> {
  const message = frame && parseJson(frame);
  const spoken = z.object({ protocol: z.number() }).safeParse(message);
  if (spoken.success && spoken.data.protocol !== PROTOCOL_VERSION) {
    return failure("protocol_unsupported", { protocol: PROTOCOL_VERSION });
  }
  const request = Request.safeParse(message);
  if (!request.success) return failure("request_invalid");
  if (place === null) return failure("installation_broken");
  try {
    return await handle(request.data, place, watch);
  } catch (error) {
    // A bug of ours. Its text goes to the browser's log, where there is one, and never into the reply.
    console.error(error);
    return failure("internal_error");
  }
}

async function handle(request: Request, place: Instance, watch: VerifyOptions): Promise<Reply | Failure> {
  if (request.verb === "status") return status(place, request.salt);
  if (request.verb === "verify") return verify(place, openClawCommands(place), watch);
  const { file, fileId } = request;
  if (request.verb === "remove") return remove(place, file, fileId);
  const parsed = SessionKey.parse(request.key);
  return parsed.ok ? set(place, file, parsed.key, fileId) : failure(parsed.code);
}

function parseJson(frame: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(frame));
  } catch {
    return null;
  }
}
