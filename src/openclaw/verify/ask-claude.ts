/** Asks claude.ai as OpenClaw does: from Node, with the session's cookie alone. */
import { Agent, get } from "node:https";
import type { IncomingMessage } from "node:http";
import type { ClaudeAnswer, NoAnswer } from "../../core/claude/answer.ts";
import type { AskClaude } from "../../core/claude/usage.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import { readBounded } from "../../core/messages/text.ts";
import type { Environment } from "../files/paths.ts";

/** For all that is asked: OpenClaw gives its own questions no more. */
const TIMEOUT_MS = 5_000;

/** Both answers together are a few kilobytes. */
const MAX_BYTES = 1024 * 1024;

/** Where these are set OpenClaw goes through them. Older releases of Node 22 don't know how, and go without. */
const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"];

/**
 * @param env for its proxy
 * @param ended gives up early
 */
export function claudeWithKey(
  key: SessionKey,
  env: Environment,
  { timeoutMs = TIMEOUT_MS, ended }: { timeoutMs?: number | undefined; ended?: AbortSignal } = {},
): AskClaude {
  const proxyEnv = Object.fromEntries(
    PROXY_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  );
  // Not kept alive: an open connection would hold the process.
  const agent = new Agent({ proxyEnv, keepAlive: false });
  const headers = { cookie: `sessionKey=${key.reveal()}`, accept: "application/json", "user-agent": "node" };
  const late = AbortSignal.timeout(timeoutMs);
  const signal = ended ? AbortSignal.any([late, ended]) : late;
  return (path) =>
    new Promise((resolve) => {
      const fail = () => resolve(late.aborted ? "claude_timeout" : "claude_offline");
      // The signal does not end the wait for a silent proxy; the timeout does.
      get({ host: "claude.ai", path, agent, headers, signal, timeout: timeoutMs }, (response) => {
        void read(response).then(resolve, fail);
      }).once("error", fail);
    });
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
