/** A plan's numbers as they are handed on, whoever has asked claude.ai for them: a browser, or the plugin. */
import * as z from "zod/mini";
import { failure, type Result } from "../messages/failures.ts";
import type { Organization } from "./organizations.ts";
import type { Usage } from "./usage.ts";
import { UsageWindow } from "./windows.ts";

/** More than any plan has; claude.ai's answer has no bound of its own. */
const MAX_WINDOWS = 16;

/** Characters of a name or a label that are handed on. */
const MAX_CHARACTERS = 100;

const Words = z.string().check(z.maxLength(MAX_CHARACTERS));

/** The furthest that a date can be from 1970; whoever shows a later one as a time throws. */
const FURTHEST_MS = 8.64e15;
const Time = z.number().check(z.minimum(-FURTHEST_MS), z.maximum(FURTHEST_MS));

export const PlanNumbers = z.object({
  /** The organization's name; null where claude.ai tells none. */
  organization: z.nullable(Words),
  /** As `planName` has it; null where it can't be told. */
  plan: z.nullable(Words),
  /** Empty for a plan without windows. */
  windows: z
    .array(
      z.extend(UsageWindow, {
        label: Words,
        usedPercent: z.number().check(z.minimum(0), z.maximum(100)),
        resetAt: z.nullable(Time),
      }),
    )
    .check(z.maxLength(MAX_WINDOWS)),
  /** How old they were when they were sent, in milliseconds: two machines' clocks need not agree. */
  ageMs: Time.check(z.minimum(0)),
});
export type PlanNumbers = z.infer<typeof PlanNumbers>;

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
