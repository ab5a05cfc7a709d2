import { beforeAll, describe, expect, it } from "vitest";
import type { Usage, UsageProblem } from "../../../../src/core/claude/usage.ts";
import { notice } from "../../../../src/extension/ui/status.ts";
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

describe("Of claude.ai's answers, the popup warns of", () => {
  it("a key that claude.ai refuses", () => {
    expect(refusedStatus({ usage: failed("session_refused"), activeId: null })).toMatchObject({
      tone: "warning",
      title: { key: "failure.session_refused.title" },
      actions: ["open_claude"],
    });
  });

  it.each<[string, Usage]>([
    ["could not be asked", failed("claude_offline")],
    ["asks for a browser", failed("claude_challenge")],
    ["refuses the organization only", REFUSING],
    ["answers", READ],
  ])("no refusal where claude.ai %s", (_, usage) => {
    expect(refusedStatus({ usage, activeId: null })).toBeNull();
  });

  it.each([
    ["another is active", READ, "OpenClaw will read another organization"],
    ["the first has no plan", EMPTY, "The organization that OpenClaw reads has no plan limits"],
    ["the first refuses", REFUSING, "The organization that OpenClaw reads does not show its usage"],
  ])("the organization that OpenClaw reads, with both names, where %s", (_, usage, title) => {
    const status = otherOrganizationStatus({ usage, activeId: SECOND.uuid })!;
    expect(status.tone).toBe("warning");
    expect(say(status.title)).toBe(title);
    expect(say(status.text[0]!)).toMatch(/first organization, First\. This browser is on Second\./);
  });

  it.each([
    [EMPTY, "the first organization only: First."],
    [REFUSING, "refuses it for the first organization: First."],
  ])("the first alone where no other is known", (usage, words) => {
    expect(say(otherOrganizationStatus({ usage, activeId: null })!.text[0]!)).toContain(words);
  });

  it("no organization where the first is the active one", () => {
    expect(otherOrganizationStatus({ usage: READ, activeId: FIRST.uuid })).toBeNull();
  });

  it("an organization without a name by its id, and no more of a long name than fits", () => {
    const organizations = [
      { ...FIRST, name: null },
      { ...SECOND, name: "x".repeat(1_000) },
    ];
    const status = otherOrganizationStatus({ usage: { ...READ, organizations }, activeId: SECOND.uuid })!;
    expect(say(status.text[0]!)).toContain(`, 1a111111. This browser is on ${"x".repeat(39)}….`);
  });
});

describe("What a click brought", () => {
  const other = { usage: READ, activeId: SECOND.uuid };
  const proof = { ...notice("proof.title", "proof.no_window"), tone: "good" } as const;

  it("becomes a warning, where it was good, of what OpenClaw will show", () => {
    const { tone, title, text } = withOtherOrganization(proof, other);
    expect([tone, say(title)]).toEqual(["warning", "Seen by OpenClaw"]);
    expect(text.map(say)).toEqual([
      "It shows no limits.",
      expect.stringContaining("OpenClaw reads your first organization, First."),
    ]);
  });

  it.each([
    ["nothing is known of claude.ai", null],
    ["the first organization is the active one", { usage: READ, activeId: FIRST.uuid }],
  ])("stays as it is where %s", (_, facts) => {
    expect(withOtherOrganization(proof, facts)).toBe(proof);
  });

  it.each(["busy", "neutral", "warning", "bad"] as const)("stays as it is where it is %s", (tone) => {
    const status = { ...proof, tone };
    expect(withOtherOrganization(status, other)).toBe(status);
  });
});
