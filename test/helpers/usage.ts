/** What claude.ai has said of an account, as it is kept. */
import type { Organization } from "../../src/core/claude/organizations.ts";
import type { Usage, UsageProblem } from "../../src/core/claude/usage.ts";
import type { UsageWindow } from "../../src/core/claude/windows.ts";

export const organization = (
  uuid: string,
  name: string | null,
  more: Partial<Organization> = {},
): Organization => ({ uuid, name, plan: null, isShared: false, ...more });

export const FIRST = organization("1a111111-2222-4333-8444-555555555555", "First");
export const SECOND = organization("2b222222-2222-4333-8444-555555555555", "Second");
export const BOTH = [FIRST, SECOND];

/** Of the first organization, where nothing else is said. */
export const readUsageOf = (
  windows: UsageWindow[] = [],
  organizations: Organization[] = BOTH,
  more: Partial<Usage> = {},
): Usage =>
  ({
    ok: true,
    windows,
    organizations,
    organization: organizations[0] ?? null,
    spend: null,
    ...more,
  }) as Usage;

export const failedUsage = (
  code: UsageProblem,
  organizations: Organization[] = BOTH,
  more: Partial<Usage> = {},
): Usage =>
  ({ ok: false, code, organizations, organization: organizations[0] ?? null, spend: null, ...more }) as Usage;

/** Nobody has picked one, and claude.ai does not say which one the user is on. */
export const UNSAID = { picked: null, active: null };
