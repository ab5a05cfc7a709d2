/**
 * OpenClaw reads the first organization of an account and no other. Whoever works in another one sees numbers
 * in OpenClaw that are not his, or none at all, and no error that says why.
 */
import type { Organization, Usage } from "./usage.ts";

export interface OrganizationTrap {
  /** `other`: it has a plan of its own. For the rest OpenClaw shows nothing of it. */
  kind: "other" | "organization_without_windows" | "organization_refused";
  /** The one that OpenClaw reads. */
  first: Organization;
  /** The one that this browser is on; null where that is the first, or not known. */
  active: Organization | null;
}

/** @param activeId as claude.ai's cookie names it; one that the account does not have counts as unknown */
export function organizationTrap(usage: Usage, activeId: string | null): OrganizationTrap | null {
  const [first, ...others] = usage.organizations;
  if (!first) return null;
  const active = others.find(({ uuid }) => uuid.toLowerCase() === activeId?.toLowerCase()) ?? null;
  if (!usage.ok && (usage.code === "organization_without_windows" || usage.code === "organization_refused"))
    return { kind: usage.code, first, active };
  return active && { kind: "other", first, active };
}
