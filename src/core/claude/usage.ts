/** A plan's usage, read from claude.ai in the two steps that OpenClaw takes: the organizations, the usage of one. */
import { readAnswer, type AnswerProblem, type ClaudeAnswer, type NoAnswer } from "./answer.ts";
import { first as firstOf, organizationsIn, type Choose, type Organization } from "./organizations.ts";
import { spendIn, type Spend } from "./spend.ts";
import { usageWindows, type UsageWindow } from "./windows.ts";

/** Asks claude.ai for a path below `/api/`, with the session's cookie. */
export type AskClaude = (path: string) => Promise<ClaudeAnswer | NoAnswer>;

export type UsageProblem =
  | AnswerProblem
  /** The account has none, or its first one has no id: OpenClaw gives up there. */
  | "organization_missing"
  | "organization_without_windows"
  /** The session is known, and may not see the usage of this organization. */
  | "organization_refused";

interface UsageOf {
  organizations: Organization[];
  /** Whose usage was asked for; null where it did not come to that. */
  organization: Organization | null;
  /** Extra usage, which a plan without windows may have too. */
  spend: Spend | null;
}

export type Usage = UsageOf & ({ ok: true; windows: UsageWindow[] } | { ok: false; code: UsageProblem });

/** What OpenClaw reads where that is not what the user sees here, or nothing. */
export type OtherOrganization =
  | { kind: "other"; first: Organization; shown: Organization }
  /** These are the first one's, of which OpenClaw shows nothing. */
  | { kind: "organization_without_windows" | "organization_refused"; first: Organization };

/** @param choose whose usage it shall be; OpenClaw's choice where nothing is said */
export async function readUsage(ask: AskClaude, choose: Choose = firstOf): Promise<Usage> {
  const list = await askJson(ask, "/api/organizations");
  if (!list.ok) return { ...list, organizations: [], organization: null, spend: null };
  const organizations = organizationsIn(list.value);
  const organization = choose(organizations);
  if (!organization)
    return { ok: false, code: "organization_missing", organizations, organization: null, spend: null };
  const usage = await askJson(ask, `/api/organizations/${organization.uuid}/usage`);
  const known = { organizations, organization, spend: usage.ok ? spendIn(usage.value) : null };
  if (!usage.ok) return { ok: false, code: ofOrganization(usage.code), ...known };
  const windows = usageWindows(usage.value);
  if (windows.length === 0) return { ok: false, code: "organization_without_windows", ...known };
  return { ok: true, windows, ...known };
}

/**
 * OpenClaw reads the first organization of an account and no other. Whoever works in another one sees numbers
 * in OpenClaw that are not his, or none at all, and no error that says why.
 */
export function otherOrganization(usage: Usage): OtherOrganization | null {
  const [first] = usage.organizations;
  const { organization } = usage;
  if (!first || !organization) return null;
  if (organization.uuid !== first.uuid) return { kind: "other", first, shown: organization };
  if (!usage.ok && (usage.code === "organization_without_windows" || usage.code === "organization_refused"))
    return { kind: usage.code, first };
  return null;
}

/** claude.ai has named the organizations to this very session a moment before. */
const ofOrganization = (code: AnswerProblem): UsageProblem =>
  code === "session_refused" || code === "claude_refused" ? "organization_refused" : code;

async function askJson(ask: AskClaude, path: string) {
  const answer = await ask(path);
  return typeof answer === "string" ? { ok: false as const, code: answer } : readAnswer(answer);
}
