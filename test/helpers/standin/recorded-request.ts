import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** A request as tests may look at it: never with a key. */
export interface RecordedRequest {
  /** Milliseconds since the epoch. */
  at: number;
  host: string;
  method: string;
  path: string;
  userAgent: string;
  cookieNames: string[];
  /** `keyFingerprint` of the `sessionKey` cookie, where one came along. */
  sessionKeyFingerprint?: string;
}

export function recordRequest(request: IncomingMessage): RecordedRequest {
  const cookies = cookiesOf(request);
  const sessionKey = cookies.get("sessionKey");
  return {
    at: Date.now(),
    host: hostOf(request),
    method: request.method ?? "",
    path: pathOf(request),
    userAgent: request.headers["user-agent"] ?? "",
    cookieNames: [...cookies.keys()],
    ...(sessionKey === undefined ? {} : { sessionKeyFingerprint: keyFingerprint(sessionKey) }),
  };
}

/** Tells which key a request came with, to those who know the key. */
export function keyFingerprint(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
}

export function cookiesOf(request: IncomingMessage): Map<string, string> {
  const pairs = (request.headers.cookie ?? "").split(/; */).filter((pair) => pair.includes("="));
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

/** Without the port, which is the stand-in's own where a browser was told to connect to it. */
function hostOf(request: IncomingMessage): string {
  return (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
}

/** Without the query. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0]!;
}
