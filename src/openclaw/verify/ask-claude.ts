/** Asks claude.ai as OpenClaw does: from Node, by its network, with the session's cookie alone. */
import { Agent, get } from "node:https";
import type { IncomingMessage } from "node:http";
import { HttpsProxyAgent } from "https-proxy-agent";
import { SocksProxyAgent } from "socks-proxy-agent";
import type { ClaudeAnswer, NoAnswer } from "../../core/claude/answer.ts";
import type { AskClaude } from "../../core/claude/usage.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import { readBounded } from "../../core/messages/text.ts";
import { CLAUDE_HOST, type Network } from "./network.ts";

/** For all that is asked: OpenClaw gives its own questions no more. */
const TIMEOUT_MS = 5_000;

/** Both answers together are a few kilobytes. */
const MAX_BYTES = 1024 * 1024;

/** @param ended gives up early */
export function claudeWithKey(
  key: SessionKey,
  { proxy, ca }: Network,
  { timeoutMs = TIMEOUT_MS, ended }: { timeoutMs?: number | undefined; ended?: AbortSignal } = {},
): AskClaude {
  const headers = { cookie: `sessionKey=${key.reveal()}`, accept: "application/json", "user-agent": "node" };
  const late = AbortSignal.timeout(timeoutMs);
  const signal = ended ? AbortSignal.any([late, ended]) : late;
  return (path) =>
    new Promise((resolve) => {
      const fail = () => resolve(late.aborted ? "claude_timeout" : "claude_offline");
      const agent = agentFor(proxy, { timeout: timeoutMs, signal });
      const options = { host: CLAUDE_HOST, path, agent, headers, signal, timeout: timeoutMs };
      get({ ...options, ...(ca && { ca }) }, (response) => {
        void read(response).then(resolve, fail);
      })
        .once("error", fail)
        // In the proxy's own words a refusal would pass for claude.ai's.
        .once("proxyConnect", ({ statusCode }: { statusCode: number }) => statusCode !== 200 && fail());
    });
}

/**
 * Not kept alive: an open connection would hold the process.
 * @param bounds of the way through a proxy: the request's own begin behind it
 */
function agentFor(proxy: URL | null, bounds: { timeout: number; signal: AbortSignal }): Agent {
  if (!proxy) return new Agent({ keepAlive: false });
  const options = { keepAlive: false, ...bounds };
  if (!proxy.protocol.startsWith("socks")) return new HttpsProxyAgent(proxy, options);
  // The proxy looks the name up, as for OpenClaw.
  return new SocksProxyAgent(proxy.href.replace(/^socks5?:/, "socks5h:"), options);
}

async function read(response: IncomingMessage): Promise<ClaudeAnswer | NoAnswer> {
  const body = await readBounded(response, MAX_BYTES);
  if (body === null) return "claude_too_large";
  return {
    status: response.statusCode ?? 0,
    header: (name) => response.headers[name]?.toString() ?? null,
    text: new TextDecoder().decode(body),
  };
}
