/** The native host: bytes in, bytes out, one request a process. */
import type { Readable, Writable } from "node:stream";
import * as z from "zod/mini";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../src/protocol/extension-ids.ts";
import {
  PROTOCOL_VERSION,
  Request,
  type CompanionFailure,
  type RemoveReply,
  type RestartReply,
  type SetReply,
  type StatusReply,
} from "../src/protocol/companion.ts";
import { SessionKey } from "../src/session/session-key.ts";
import { encodeFrame, readFrame } from "./framing.ts";
import { restartGateway } from "./gateway-restart.ts";
import { remove, set, status, type Place } from "./operations.ts";

const SILENCE_MS = 5_000;

type Reply = StatusReply | SetReply | RemoveReply | RestartReply | CompanionFailure;

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
  const reply = isOurs(caller)
    ? await answer(await readFrame(input, SILENCE_MS), place)
    : refuse("caller_unknown");
  await new Promise<void>((resolve, reject) => {
    output.write(encodeFrame(reply), (error) => (error ? reject(error) : resolve()));
  });
}

/** The browser checks its host manifest; we check again, because a manifest is a file that others can write. */
function isOurs(caller: readonly string[]): boolean {
  return caller.includes(`chrome-extension://${CHROME_EXTENSION_ID}/`) || caller[1] === FIREFOX_EXTENSION_ID;
}

async function answer(frame: Buffer | null, place: Place | null): Promise<Reply> {
  const message = frame && parseJson(frame);
  const spoken = z.object({ protocol: z.number() }).safeParse(message);
  if (spoken.success && spoken.data.protocol !== PROTOCOL_VERSION) {
    return { ...refuse("protocol_unsupported"), protocol: PROTOCOL_VERSION };
  }
  const request = Request.safeParse(message);
  if (!request.success) return refuse("request_invalid");
  if (place === null) return refuse("installation_broken");
  try {
    return await handle(request.data, place);
  } catch (error) {
    // A bug of ours. Its text goes to the browser's log, where there is one, and never into the reply.
    console.error(error);
    return refuse("internal_error");
  }
}

async function handle(request: Request, place: Place): Promise<Reply> {
  if (request.verb === "status") return status(place, request.salt);
  if (request.verb === "restart") return restartGateway(place);
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
