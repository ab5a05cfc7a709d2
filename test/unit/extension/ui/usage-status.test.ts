import { beforeAll, expect, it } from "vitest";
import type { Usage } from "../../../../src/core/claude/usage.ts";
import { notice, type Status } from "../../../../src/extension/ui/status.ts";
import {
  goneOrganizationStatus,
  otherOrganizationStatus,
  refusedStatus,
  withOtherOrganization,
  type UsageFacts,
} from "../../../../src/extension/ui/usage-status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { failedUsage, FIRST, readUsageOf, SECOND, UNSAID } from "../../../helpers/usage.ts";

const READ = readUsageOf();
const EMPTY = failedUsage("organization_without_windows");
const REFUSING = failedUsage("organization_refused");

const facts = (usage: Usage, changes: Partial<UsageFacts> = {}): UsageFacts => ({
  usage,
  wanted: UNSAID,
  ...changes,
});
/** The numbers are the second one's. */
const ofSecond = facts({ ...READ, organization: SECOND });

beforeAll(useEnglish);

it("a key that claude.ai refuses is warned of, and called no dead one: its cookie has not ended", () => {
  expect(refusedStatus(facts(failedUsage("session_refused")))).toMatchObject({
    tone: "warning",
    title: { key: "usage.refused" },
    text: [{ key: "usage.refused_text" }],
    actions: ["open_claude"],
  });
});

it.each<[string, Usage]>([
  ["could not be asked", failedUsage("claude_offline")],
  ["asks for a browser", failedUsage("claude_challenge")],
  ["refuses the organization only", REFUSING],
  ["answers", READ],
])("no refusal is warned of where claude.ai %s", (_, usage) => {
  expect(refusedStatus(facts(usage))).toBeNull();
});

it("both organizations are named where the numbers are not of the one that OpenClaw reads", () => {
  const status = otherOrganizationStatus(ofSecond)!;
  expect(status.tone).toBe("warning");
  expect(say(status.title)).toBe("OpenClaw will read another organization");
  expect(say(status.text[0]!)).toMatch(/first one, First\. The numbers above are of Second\./);
});

it.each([
  [EMPTY, "The organization that OpenClaw reads has no plan limits", "the first organization only: First."],
  [
    REFUSING,
    "The organization that OpenClaw reads does not show",
    "refuses it for the first organization: First.",
  ],
])("of the first organization alone it is told what OpenClaw will not show", (usage, title, words) => {
  const status = otherOrganizationStatus(facts(usage))!;
  expect(say(status.title)).toContain(title);
  expect(say(status.text[0]!)).toContain(words);
});

it("an organization without a name is told by its id, and no more of a long name than fits", () => {
  const shown = { ...SECOND, name: "x".repeat(1_000) };
  const organizations = [{ ...FIRST, name: null }, shown];
  const status = otherOrganizationStatus(facts({ ...READ, organizations, organization: shown }))!;
  expect(say(status.text[0]!)).toContain(`, 1a111111. The numbers above are of ${"x".repeat(39)}….`);
});

it.each<[what: string, usage: Usage, picked: string | null, isTold: boolean]>([
  ["is told of, with the one that is shown instead", READ, "3c333333", true],
  ["is told of though that one has no numbers", EMPTY, "3c333333", true],
  ["is not told of while claude.ai names none", failedUsage("claude_offline", []), "3c333333", false],
  ["is not told of where it is there", READ, SECOND.uuid.toUpperCase(), false],
  ["is not told of where none was picked", READ, null, false],
])("a picked organization that is gone %s", (_, usage, picked, isTold) => {
  const status = goneOrganizationStatus(facts(usage, { wanted: { picked, active: null } }));
  if (!isTold) expect(status).toBeNull();
  else expect(say(status!.text[0]!)).toContain("The numbers above are of First");
});

const PROOF: Status = { ...notice("proof.title", "proof.no_window"), tone: "good" };

it("what a click brought becomes a warning, where it was good, of what OpenClaw will show", () => {
  const { tone, title, text } = withOtherOrganization(PROOF, ofSecond);
  expect([tone, title]).toEqual(["warning", PROOF.title]);
  expect(text).toEqual([...PROOF.text, expect.objectContaining({ key: "usage.other_organization_text" })]);
});

it.each<[what: string, tone: Status["tone"], known: UsageFacts | null]>([
  ["nothing is known of claude.ai", "good", null],
  ["the numbers are the first organization's", "good", facts(READ)],
  ["it was no success", "neutral", ofSecond],
  ["it was a failure", "bad", ofSecond],
])("what a click brought stays as it is where %s", (_, tone, known) => {
  const status = { ...PROOF, tone };
  expect(withOtherOrganization(status, known)).toBe(status);
});
