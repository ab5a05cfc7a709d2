/** A plan's numbers as they are handed on, whoever has asked claude.ai for them: a browser, or the plugin. */
import { failure, type Result } from "../messages/failures.ts";
import type { Organization } from "./organizations.ts";
import type { PlanNumbers } from "./plan-numbers.ts";
import type { Usage } from "./usage.ts";

/** More than any plan has; claude.ai's answer has no bound of its own. */
export const MAX_WINDOWS = 16;

/** Characters of a name or a label that are handed on. */
export const MAX_CHARACTERS = 100;

export interface ReadNumbers {
  numbers: PlanNumbers;
  /** Whose they are, at claude.ai: whoever has the key can read the same. */
  organizationId?: string | undefined;
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
  organization: organization?.name && !holdsAddress(organization.name) ? cut(organization.name) : null,
  plan: organization?.plan ?? null,
});

/** claude.ai names a person's own organization after the address of the account: nobody needs that to read a number. */
const holdsAddress = (name: string): boolean => name.includes("@");

/** Whoever shows it takes out of it what a page or a terminal would obey. */
const cut = (words: string): string => words.slice(0, MAX_CHARACTERS);
