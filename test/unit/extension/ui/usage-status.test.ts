import { beforeAll, expect, it } from "vitest";
import type { Usage, UsageProblem } from "../../../../src/core/claude/usage.ts";
import { notice, type Status } from "../../../../src/extension/ui/status.ts";
import {
  otherOrganizationStatus,
  refusedStatus,
  withOtherOrganization,
} from "../../../../src/extension/ui/usage-status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

const FIRST = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };
const SECOND = { uuid: "2b222222-2222-4333-8444-555555555555", name: "Second" };
const BOTH = [FIRST, SECOND];

const failed = (code: UsageProblem, organizations = BOTH): Usage => ({ ok: false, code, organizations });
const READ: Usage = { ok: true, organizations: BOTH, windows: [] };
const EMPTY = failed("organization_without_windows");
const REFUSING = failed("organization_refused");

beforeAll(useEnglish);

it("a key that claude.ai refuses is warned of, and called no dead one: its cookie has not ended", () => {
  expect(refusedStatus({ usage: failed("session_refused"), activeId: null })).toMatchObject({
    tone: "warning",
    title: { key: "usage.refused" },
    text: [{ key: "usage.refused_text" }],
    actions: ["open_claude"],
  });
});

it.each<[string, Usage]>([
  ["could not be asked", failed("claude_offline")],
  ["asks for a browser", failed("claude_challenge")],
  ["refuses the organization only", REFUSING],
  ["answers", READ],
])("no refusal is warned of where claude.ai %s", (_, usage) => {
  expect(refusedStatus({ usage, activeId: null })).toBeNull();
});

it.each([
  ["another is active", READ, "OpenClaw will read another organization"],
  ["the first has no plan", EMPTY, "The organization that OpenClaw reads has no plan limits"],
  ["the first refuses", REFUSING, "The organization that OpenClaw reads does not show its usage"],
])("both organizations are named where %s", (_, usage, title) => {
  const status = otherOrganizationStatus({ usage, activeId: SECOND.uuid })!;
  expect(status.tone).toBe("warning");
  expect(say(status.title)).toBe(title);
  expect(say(status.text[0]!)).toMatch(/first organization, First\. This browser is on Second\./);
});

it.each([
  [EMPTY, "the first organization only: First."],
  [REFUSING, "refuses it for the first organization: First."],
])("the first organization alone is named where no other is known", (usage, words) => {
  expect(say(otherOrganizationStatus({ usage, activeId: null })!.text[0]!)).toContain(words);
});

it("an organization without a name is told by its id, and no more of a long name than fits", () => {
  const organizations = [
    { ...FIRST, name: null },
    { ...SECOND, name: "x".repeat(1_000) },
  ];
  const status = otherOrganizationStatus({ usage: { ...READ, organizations }, activeId: SECOND.uuid })!;
  expect(say(status.text[0]!)).toContain(`, 1a111111. This browser is on ${"x".repeat(39)}….`);
});

const PROOF: Status = { ...notice("proof.title", "proof.no_window"), tone: "good" };

it("what a click brought becomes a warning, where it was good, of what OpenClaw will show", () => {
  const { tone, title, text } = withOtherOrganization(PROOF, { usage: READ, activeId: SECOND.uuid });
  expect([tone, title]).toEqual(["warning", PROOF.title]);
  expect(text).toEqual([...PROOF.text, expect.objectContaining({ key: "usage.other_organization_text" })]);
});

it.each<[what: string, tone: Status["tone"], activeId: string | null]>([
  ["nothing is known of claude.ai", "good", null],
  ["the first organization is the active one", "good", FIRST.uuid],
  ["it was no success", "neutral", SECOND.uuid],
  ["it was a failure", "bad", SECOND.uuid],
])("what a click brought stays as it is where %s", (_, tone, activeId) => {
  const status = { ...PROOF, tone };
  expect(withOtherOrganization(status, activeId === null ? null : { usage: READ, activeId })).toBe(status);
});
