import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

/** What a host of the stand-in answers. */
export interface Reply {
  status: number;
  headers?: OutgoingHttpHeaders;
  body?: string;
  /** Nothing is ever sent. */
  silent?: true;
  afterMs?: number;
}

export function json(status: number, value: unknown): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** An error in the shape that claude.ai and the API share. */
export function errorReply(status: number, type: string, message: string): Reply {
  return json(status, { type: "error", error: { type, message } });
}

export function send(response: ServerResponse, { afterMs, ...reply }: Reply): void {
  if (afterMs !== undefined) {
    setTimeout(() => send(response, reply), afterMs);
    return;
  }
  const { status, headers, body, silent } = reply;
  if (silent) return;
  // A cached page would hide a rotation.
  response.writeHead(status, { "cache-control": "no-store", ...headers }).end(body);
}
