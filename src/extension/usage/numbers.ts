/** The plan's numbers as they may leave the browser. Callers stand behind the consent gate. */
import type { Organization } from "../../core/claude/organizations.ts";
import { MAX_WINDOWS, MAX_WORDS, type PlanNumbers } from "../../core/claude/plan.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import type { Usage } from "../../core/claude/usage.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import type { Reader } from "./pacing.ts";
import { currentUsage, questionFor } from "./reading.ts";

interface ReadNumbers {
  numbers: PlanNumbers;
  /** Whose they are: whoever has the key can read the same. */
  organizationId: string | undefined;
}

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

/** A plan without windows has numbers all the same: none. */
export function numbersOf(usage: Usage, ageMs: number): Result<ReadNumbers> {
  if (!usage.ok && usage.code !== "organization_without_windows") return failure(usage.code);
  const windows = usage.ok ? usage.windows.slice(0, MAX_WINDOWS) : [];
  return {
    ok: true,
    numbers: {
      ...namesOf(usage.organization),
      windows: windows.map(({ label, usedPercent, resetAt }) => ({
        label: cut(label),
        usedPercent,
        resetAt,
      })),
      ageMs: Math.max(0, ageMs),
    },
    organizationId: usage.organization?.uuid,
  };
}

const namesOf = (organization: Organization | null): Pick<PlanNumbers, "organization" | "plan"> => ({
  organization: organization?.name ? cut(organization.name) : null,
  plan: organization?.plan ?? null,
});

/** Whoever shows it takes out of it what a page or a terminal would obey. */
const cut = (words: string): string => words.slice(0, MAX_WORDS);
