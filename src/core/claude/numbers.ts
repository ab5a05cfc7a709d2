/** From what claude.ai answered to the numbers that are handed on, whoever asked it: a browser, or the plugin. */
import { failure, type Result } from "../messages/failures.ts";
import type { Organization } from "./organizations.ts";
import { MAX_WINDOWS, MAX_WORDS, type PlanNumbers } from "./plan.ts";
import type { Usage } from "./usage.ts";

export interface ReadNumbers {
  numbers: PlanNumbers;
  /** Whose they are: whoever has the key can read the same. */
  organizationId: string | undefined;
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
const cut = (words: string): string => words.slice(0, MAX_WORDS);
