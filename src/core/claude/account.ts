/** Whose session it is, as far as two can be compared: by the organizations of their accounts. */
import { readAnswer } from "./answer.ts";
import { Organization } from "./organizations.ts";
import type { AskClaude } from "./usage.ts";

/** @returns the ids of all organizations of the account; null where claude.ai did not say */
export async function readOrganizationIds(ask: AskClaude): Promise<string[] | null> {
  const answer = await ask("/api/organizations");
  const read = typeof answer === "string" ? null : readAnswer(answer);
  if (!read?.ok || !Array.isArray(read.value)) return null;
  return read.value.flatMap((entry) => {
    const organization = Organization.safeParse(entry);
    return organization.success ? [organization.data.uuid.toLowerCase()] : [];
  });
}

/** Of a key; `organizations` are null where nobody can tell. Both are compared only: salted will do. */
export interface Owner {
  key: string;
  organizations: string[] | null;
}

/**
 * Whether a key may follow another without a question. Two accounts that share an organization count as one: what
 * OpenClaw shows is of organizations.
 * @param before of the key that was exported last; null where that was never known
 * @param afterSignOut whether somebody signed out in between
 */
export function mayFollow(before: Owner | null, now: Owner, afterSignOut: boolean): boolean {
  if (before === null || before.key === now.key) return true;
  if (!before.organizations || !now.organizations) return !afterSignOut;
  return now.organizations.some((id) => before.organizations?.includes(id));
}
