/** The organizations of an account, and which of them is meant. */
import * as z from "zod/mini";
import { PlanFields, planName } from "./plan.ts";

// oxlint-disable promise/valid-params -- these catches are zod's, of no promise
const Name = z.catch(z.nullable(z.string()), null);

/** It becomes part of a path: no dot, slash or half a character may come along. */
export const OrganizationId = z.string().check(z.regex(/^[\w-]{1,64}$/));

export const Organization = z.object({
  uuid: OrganizationId,
  name: Name,
  /** See `planName`. */
  plan: Name,
  /** It has members: its totals are not one person's. */
  isShared: z.catch(z.boolean(), false),
});
// oxlint-enable promise/valid-params
export type Organization = z.infer<typeof Organization>;

const Listed = z.pipe(
  z.extend(PlanFields, { uuid: OrganizationId, name: Name }),
  z.transform(({ uuid, name, ...fields }): Organization => ({
    uuid,
    name,
    plan: planName(fields),
    isShared: fields.capabilities.includes("raven"),
  })),
);

/**
 * @param answer of `/api/organizations`. None where the first is not usable: OpenClaw gives up there, and nobody else
 * knows such a list either
 */
export function organizationsIn(answer: unknown): Organization[] {
  const entries: unknown[] = Array.isArray(answer) ? answer : [];
  const parsed = entries.map((entry) => Listed.safeParse(entry));
  if (!parsed[0]?.success) return [];
  return parsed.flatMap((entry) => (entry.success ? [entry.data] : []));
}

/** Which one the user means: ids in any case, or null. */
export interface Wanted {
  /** In the popup or the options. */
  picked: string | null;
  /** On claude.ai, as its cookie names it. */
  active: string | null;
}

export type Choose = (organizations: readonly Organization[]) => Organization | undefined;

/** OpenClaw tries no other. */
export const first: Choose = ([organization]) => organization;

/** The picked one; where it is gone, or none was picked, the one that the user is on; else the first. */
export const meant =
  ({ picked, active }: Wanted): Choose =>
  (organizations) =>
    withId(organizations, picked) ?? withId(organizations, active) ?? first(organizations);

/** Whether the user has left the picked one, was taken out of it, or is signed in to another account. */
export const isGone = ({ picked }: Wanted, organizations: readonly Organization[]): boolean =>
  picked !== null && organizations.length > 0 && withId(organizations, picked) === undefined;

const withId = (organizations: readonly Organization[], id: string | null): Organization | undefined =>
  id === null ? undefined : organizations.find(({ uuid }) => isSameId(uuid, id));

export const isSameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
