/** How the gateway answers over HTTP: every refusal looks like every other. */
import type { ServerResponse } from "node:http";
import { type Bytes } from "../core/pairing/bytes.ts";
import { VERSION } from "../core/pairing/pair.ts";

/** Version, and that this is nothing. */
const REFUSAL = Uint8Array.of(VERSION, 0);

export interface Reply {
  /** Null for the refusal. */
  body: Bytes | null;
  /** The origin whose page may read it; null for nobody's. */
  reader: string | null;
  /** The request's body was not read to its end. */
  isCutOff?: boolean;
}

export function sendReply(response: ServerResponse, { body, reader, isCutOff }: Reply): void {
  if (response.destroyed || response.headersSent) return;
  const sent = body ?? REFUSAL;
  response.writeHead(body ? 200 : 400, {
    "content-type": "application/octet-stream",
    "content-length": sent.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    vary: "origin",
    ...(reader === null ? {} : { "access-control-allow-origin": reader }),
    ...(isCutOff ? { connection: "close" } : {}),
  });
  response.end(sent);
}
