/** The native host: bytes in, bytes out, one request a process. Only `verify` says on its way how far it is. */
import { failure, type Failure } from "../../core/messages/failures.ts";
import type { Readable, Writable } from "node:stream";
import { CHROMIUM_EXTENSION_IDS, FIREFOX_EXTENSION_ID } from "../../core/messages/identity.ts";
import type { Reply, VerifyProgress, VerifyStep } from "../../core/messages/messages.ts";
import { encodeFrame, readFrame } from "./framing.ts";
import { answer, type Instance } from "../../openclaw/openclaw.ts";
import { askingOf } from "../which-openclaw.ts";

const SILENCE_MS = 5_000;

/**
 * Answers the one request on `input`. Once the browser has gone, nothing more is set, and nobody has to hear the reply.
 * @param caller the arguments the browser passes: Chromium its extension's origin, Firefox the host manifest
 * and the extension's id
 * @param instance null where the installation's notes can't be read: then nothing is done
 * @param onRequest gets the signal that the browser has gone, once nothing more is wanted from `input`
 */
export async function serve(
  input: Readable,
  output: Writable,
  caller: readonly string[],
  instance: Instance | null,
  onRequest: (gone: AbortSignal) => void = () => {},
): Promise<void> {
  // The browser closes its ends when nobody waits for the reply any more.
  const gone = new AbortController();
  const leave = () => gone.abort();
  input.once("end", leave).once("error", leave);
  output.on("error", leave);
  const send = (message: Reply | Failure | VerifyProgress) =>
    new Promise<void>((resolve) => {
      output.write(encodeFrame(message), (error) => {
        if (error) leave();
        resolve();
      });
    });
  if (!isOurs(caller)) return send(failure("caller_unknown"));
  const frame = await readFrame(input, SILENCE_MS);
  // What stands behind the frame is let go unseen.
  input.resume();
  onRequest(gone.signal);
  const watch = { onStep: (step: VerifyStep) => void send({ step }), signal: gone.signal };
  await send(await answer(frame && parseJson(frame), instance, askingOf, watch));
}

/** The browser checks its host manifest; we check again, because a manifest is a file that others can write. */
function isOurs(caller: readonly string[]): boolean {
  const isOurOrigin = (id: string) => caller.includes(`chrome-extension://${id}/`);
  return CHROMIUM_EXTENSION_IDS.some(isOurOrigin) || caller[1] === FIREFOX_EXTENSION_ID;
}

function parseJson(frame: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(frame));
  } catch {
    return null;
  }
}
