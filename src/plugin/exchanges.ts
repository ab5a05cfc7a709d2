/** What OpenClaw's own questions were answered: its function tells windows or one and the same error for all causes. */
import type { AskClaude } from "../core/claude/usage.ts";
import type { ClaudeAnswer, NoAnswer } from "../core/claude/answer.ts";
import { readBounded } from "../core/messages/text.ts";
import type { Send } from "./sdk.ts";

const ANTHROPIC = "api.anthropic.com";
const CLAUDE = "claude.ai";

/** Of one answer that is read again; those that matter are a few kilobytes. */
const MAX_BYTES = 1024 * 1024;

export interface Exchanges {
  /** Hands each request on, and notes its answer. */
  send: Send;
  /** Of Anthropic, to the question with the gateway's own token; null where none came. */
  own(): { status: number; retryAfter: string | null } | null;
  /** What claude.ai answered, as if it were asked now. */
  claude: AskClaude;
}

/** @param send as OpenClaw itself would send */
export function recorded(send: Send): Exchanges {
  let own: ReturnType<Exchanges["own"]> = null;
  const claude = new Map<string, Promise<ClaudeAnswer | NoAnswer>>();
  return {
    async send(input, init) {
      const { host, pathname } = new URL(input instanceof Request ? input.url : input);
      const answer = send(input, init);
      if (host === CLAUDE) claude.set(pathname, answer.then(copyOf, whyNone));
      const response = await answer;
      if (host === ANTHROPIC)
        own = { status: response.status, retryAfter: response.headers.get("retry-after") };
      return response;
    },
    own: () => own,
    claude: async (path) => (await claude.get(path)) ?? "claude_offline",
  };
}

/** At once: whoever asked reads the other copy, and neither waits for the other. */
const copyOf = (response: Response) => answerOf(response.clone());

export async function answerOf({ status, headers, body }: Response): Promise<ClaudeAnswer | NoAnswer> {
  const bytes = body && (await readBounded(body, MAX_BYTES).catch(whyNone));
  if (typeof bytes === "string") return bytes;
  if (body && bytes === null) return "claude_too_large";
  return { status, header: (name) => headers.get(name), text: new TextDecoder().decode(bytes ?? undefined) };
}

/** Of a request that failed. */
export const whyNone = (error: unknown): NoAnswer =>
  error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError")
    ? "claude_timeout"
    : "claude_offline";
