/** Asks claude.ai with the browser's own sign-in. Callers stand behind the consent gate, as for the cookies. */
import type { ClaudeAnswer, NoAnswer } from "../../core/claude/answer.ts";
import type { AskClaude } from "../../core/claude/usage.ts";
import { readBounded } from "../../core/messages/text.ts";

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

async function answerOf({ status, headers, body }: Response): Promise<ClaudeAnswer | NoAnswer> {
  const bytes = body ? await readBounded(body, MAX_BYTES) : new Uint8Array();
  if (bytes === null) return "claude_too_large";
  return { status, header: (name) => headers.get(name), text: new TextDecoder().decode(bytes) };
}

const isTimeout = (error: unknown): boolean => error instanceof DOMException && error.name === "TimeoutError";
