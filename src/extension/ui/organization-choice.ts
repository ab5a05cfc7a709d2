/** Which organizations there are to choose from, for a native select. */
import { isGone, isSameId, meant } from "../../core/claude/organizations.ts";
import { nameOf, type UsageFacts } from "./usage-status.ts";
import { message, type Message } from "./words.ts";

export interface OrganizationChoice {
  options: { value: string; words: string | Message }[];
  value: string;
}

/** Nothing picked: the one that the user is on. */
const FOLLOWS = "";

/** A picked one that is there no longer. It leads nowhere, and stands there until another is picked. */
const GONE = "gone";

/** Null where there is none to make: one organization, and nothing else picked. */
export function organizationChoice({ usage, wanted }: UsageFacts): OrganizationChoice | null {
  const { organizations } = usage;
  const gone = isGone(wanted, organizations);
  if (organizations.length < 2 && !gone) return null;
  const followed = meant({ ...wanted, picked: null })(organizations);
  const picked = organizations.find(({ uuid }) => wanted.picked !== null && isSameId(uuid, wanted.picked));
  return {
    options: [
      ...(gone ? [{ value: GONE, words: message("usage.gone") }] : []),
      ...(followed ? [{ value: FOLLOWS, words: message("usage.follows", { name: nameOf(followed) }) }] : []),
      ...organizations.map((organization) => ({ value: organization.uuid, words: nameOf(organization) })),
    ],
    value: gone ? GONE : (picked?.uuid ?? FOLLOWS),
  };
}

/** What a chosen value means for the settings. */
export const pickedBy = (value: string): string | null =>
  value === FOLLOWS || value === GONE ? null : value;
