/** A plan's usage, read from claude.ai in the two steps that OpenClaw takes: the first organization, its usage. */
import * as z from "zod/mini";
import { readAnswer, type AnswerProblem, type ClaudeAnswer, type NoAnswer } from "./answer.ts";
import { usageWindows, type UsageWindow } from "./windows.ts";

export const Organization = z.object({
  /** It becomes part of a path: no dot, slash or half a character may come along. */
  uuid: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  // oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
  name: z.catch(z.nullable(z.string()), null),
});
export type Organization = z.infer<typeof Organization>;

/** Asks claude.ai for a path below `/api/`, with the session's cookie. */
export type AskClaude = (path: string) => Promise<ClaudeAnswer | NoAnswer>;

export type UsageProblem =
  | AnswerProblem
  /** The account has none, or its first one has no id: OpenClaw gives up there. */
  | "organization_missing"
  /** OpenClaw tries no other organization than the first. */
  | "organization_without_windows"
  /** The session is known, and may not see the usage of this organization. */
  | "organization_refused";

export type Usage =
  | { ok: true; organizations: Organization[]; windows: UsageWindow[] }
  /** `organizations`: as far as they are known by then. */
  | { ok: false; code: UsageProblem; organizations: Organization[] };

/** What OpenClaw reads in the place of the organization that the user works in. */
export interface OtherOrganization {
  /** `other`: it has a plan of its own. For the rest OpenClaw shows nothing of it. */
  kind: "other" | "organization_without_windows" | "organization_refused";
  /** The one that OpenClaw reads. */
  first: Organization;
  /** The one that this browser is on; null where that is the first, or not known. */
  active: Organization | null;
}

export async function readUsage(ask: AskClaude): Promise<Usage> {
  const list = await askJson(ask, "/api/organizations");
  if (!list.ok) return { ...list, organizations: [] };
  const organizations = organizationsIn(list.value);
  const [first] = organizations;
  if (!first) return { ok: false, code: "organization_missing", organizations };
  const usage = await askJson(ask, `/api/organizations/${first.uuid}/usage`);
  if (!usage.ok) return { ok: false, code: ofFirst(usage.code), organizations };
  const windows = usageWindows(usage.value);
  if (windows.length === 0) return { ok: false, code: "organization_without_windows", organizations };
  return { ok: true, organizations, windows };
}

/**
 * OpenClaw reads the first organization of an account and no other. Whoever works in another one sees numbers
 * in OpenClaw that are not his, or none at all, and no error that says why.
 * @param activeId as claude.ai's cookie names it; one that the account does not have counts as unknown
 */
export function otherOrganization(usage: Usage, activeId: string | null): OtherOrganization | null {
  const [first, ...others] = usage.organizations;
  if (!first) return null;
  const active = others.find(({ uuid }) => uuid.toLowerCase() === activeId?.toLowerCase()) ?? null;
  if (!usage.ok && (usage.code === "organization_without_windows" || usage.code === "organization_refused"))
    return { kind: usage.code, first, active };
  return active && { kind: "other", first, active };
}

/** claude.ai has named the organizations to this very session a moment before. */
const ofFirst = (code: AnswerProblem): UsageProblem =>
  code === "session_refused" || code === "claude_refused" ? "organization_refused" : code;

/** None where the first is not usable: the others don't matter to OpenClaw then. */
function organizationsIn(answer: unknown): Organization[] {
  const entries: unknown[] = Array.isArray(answer) ? answer : [];
  const parsed = entries.map((entry) => Organization.safeParse(entry));
  if (!parsed[0]?.success) return [];
  return parsed.flatMap((entry) => (entry.success ? [entry.data] : []));
}

async function askJson(ask: AskClaude, path: string) {
  const answer = await ask(path);
  return typeof answer === "string" ? { ok: false as const, code: answer } : readAnswer(answer);
}
