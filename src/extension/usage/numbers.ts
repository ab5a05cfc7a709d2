/** The plan's numbers as they may leave the browser. Callers stand behind the consent gate. */
import { numbersOf, type ReadNumbers } from "../../core/claude/numbers.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import type { Reader } from "./pacing.ts";
import { currentUsage, questionFor } from "./reading.ts";

/**
 * As they are now, or were at most a minute ago; for nobody who waits, at most a quarter of an hour.
 * @returns a failure where claude.ai can't be asked now; `claude_elsewhere` where it would answer for another session
 */
export async function currentNumbers(key: SessionKey, reader: Reader): Promise<Result<ReadNumbers>> {
  const question = await questionFor(key);
  if (question === null) return failure("claude_elsewhere");
  const { answer } = await currentUsage(question, reader);
  // Asked by a page that was closed before it came: the next one asks again.
  if (answer === null) return failure("claude_timeout");
  return numbersOf(answer.usage, Date.now() - Date.parse(answer.at));
}
