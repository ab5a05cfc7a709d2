/** What claude.ai's answer means for an export that is still to come. */
import { isGone, type Organization, type Wanted } from "../../core/claude/organizations.ts";
import { otherOrganization, type OtherOrganization, type Usage } from "../../core/claude/usage.ts";
import { foreignWords, NAME_LENGTH } from "../../core/messages/text.ts";
import type { UsageAnswer } from "../browser/records.ts";
import type { PlanUsage } from "../usage/plan-usage.ts";
import { notice, type Status } from "./status.ts";
import { message } from "./words.ts";

export interface UsageFacts {
  usage: Usage;
  wanted: Wanted;
}

/** What claude.ai said of the account last; null where it has said nothing. */
export function answeredUsage(usage: PlanUsage | null): UsageFacts | null {
  if (usage === null || usage === "elsewhere") return null;
  const told: UsageAnswer | null = usage.answer ?? usage.numbers;
  return told && { usage: told.usage, wanted: usage.wanted };
}

/**
 * claude.ai refuses the session, and its cookie has not ended: a look at claude.ai itself decides between the two.
 * Null where it accepts it, or could not be asked.
 */
export function refusedStatus({ usage }: UsageFacts): Status | null {
  if (usage.ok || usage.code !== "session_refused") return null;
  return { ...notice("usage.refused", "usage.refused_text"), tone: "warning", actions: ["open_claude"] };
}

/** Whose the key is: the name of the organization that OpenClaw will read. Null where claude.ai has not said so. */
export function ownerOf({ organizations }: Usage): string | null {
  const [first] = organizations;
  return first ? nameOf(first) : null;
}

/** The user has left the organization that he picked, or is signed in to another account. */
export function goneOrganizationStatus({ usage, wanted }: UsageFacts): Status | null {
  const { organizations, organization } = usage;
  if (!organization || !isGone(wanted, organizations)) return null;
  const text = message("usage.picked_gone_text", { shown: nameOf(organization) });
  return { ...notice("usage.picked_gone", text), tone: "warning" };
}

/** OpenClaw would show other numbers than this browser's, or none. */
export function otherOrganizationStatus({ usage }: UsageFacts): Status | null {
  const other = otherOrganization(usage);
  return other && { ...noticeOf(other), tone: "warning" };
}

/** Beside what a click brought, where all of that was good: OpenClaw's numbers will be another organization's. */
export function withOtherOrganization(status: Status, usage: UsageFacts | null): Status {
  const other = status.tone === "good" ? usage && otherOrganizationStatus(usage) : null;
  return other ? { ...status, tone: "warning", text: [...status.text, ...other.text] } : status;
}

function noticeOf(other: OtherOrganization): Status {
  const first = nameOf(other.first);
  if (other.kind === "other") {
    const names = { first, shown: nameOf(other.shown) };
    return notice("usage.other_organization", message("usage.other_organization_text", names));
  }
  const { kind } = other;
  return notice(message(`failure.${kind}.title`), message(`failure.${kind}.next`, { name: first }));
}

/** One without a name is told by the beginning of its id. */
export const nameOf = ({ name, uuid }: Organization): string =>
  foreignWords(name ?? "", NAME_LENGTH) || uuid.slice(0, 8);
