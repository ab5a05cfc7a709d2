/** Asks claude.ai with the browser's own sign-in. Callers stand behind the consent gate, as for the cookies. */
import type { ClaudeAnswer, NoAnswer } from "../../core/claude/answer.ts";
import type { AskClaude } from "../../core/claude/usage.ts";

const TIMEOUT_MS = 8_000;

/** Real answers have some kilobytes. */
const MAX_BYTES = 1024 * 1024;

export const askClaude: AskClaude = async (path) => {
  try {
    const response = await fetch(`https://claude.ai${path}`, {
      // The browser adds its cookies by itself: the key does not pass through here.
      credentials: "include",
      headers: { accept: "application/json" },
      redirect: "manual",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return await answerOf(response);
  } catch (error) {
    return isTimeout(error) ? "claude_timeout" : "claude_offline";
  }
};

async function answerOf(response: Response): Promise<ClaudeAnswer | NoAnswer> {
  const text = await textOf(response);
  if (text === null) return "claude_too_large";
  return { status: response.status, header: (name) => response.headers.get(name), text };
}

/** Null where it is too large: no more than that is ever taken in. */
async function textOf({ body }: Response): Promise<string | null> {
  if (!body) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > MAX_BYTES) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

const isTimeout = (error: unknown): boolean => error instanceof DOMException && error.name === "TimeoutError";
