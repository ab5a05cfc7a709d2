/** The plan's numbers as they may leave the browser. Callers stand behind the consent gate. */
import { numbersOf } from "../../core/claude/numbers.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure } from "../../core/messages/failures.ts";
import type { Ports } from "../export/ports.ts";
import { load, saltOf } from "../browser/storage.ts";
import { saltedIds } from "./owner.ts";
import type { Reader } from "./pacing.ts";
import { currentUsage, questionFor } from "./reading.ts";

/**
 * As they are now, or were at most a minute ago; for nobody who waits, at most a quarter of an hour.
 * @returns a failure where claude.ai can't be asked now; `claude_elsewhere` where it would answer for another session
 */
export async function currentNumbers(key: SessionKey, reader: Reader): ReturnType<Ports["readPlan"]> {
  const question = await questionFor(key);
  if (question === null) return failure("claude_elsewhere");
  const { answer } = await currentUsage(question, reader);
  // Asked by a page that was closed before it came: the next one asks again.
  if (answer === null) return failure("claude_timeout");
  const read = numbersOf(answer.usage, Date.now() - Date.parse(answer.at));
  if (!read.ok) return read;
  const ids = answer.usage.organizations.map(({ uuid }) => uuid);
  return { ...read, organizations: await saltedIds(ids, await saltOf(await load())) };
}
