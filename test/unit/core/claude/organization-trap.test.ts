import { expect, it } from "vitest";
import { organizationTrap } from "../../../../src/core/claude/organization-trap.ts";
import type { Usage } from "../../../../src/core/claude/usage.ts";

const FIRST = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };
const SECOND = { uuid: "2b222222-2222-4333-8444-555555555555", name: "Second" };
const organizations = [FIRST, SECOND];
const READ: Usage = { ok: true, organizations, windows: [] };
const EMPTY = { ok: false, code: "organization_without_windows", organizations } as const;
const REFUSED = { ok: false, code: "organization_refused", organizations } as const;
const LIMITED: Usage = { ok: false, code: "claude_rate_limited", organizations };
const UNKNOWN: Usage = { ok: false, code: "claude_offline", organizations: [] };

it.each<[what: string, usage: Usage, activeId: string | null, trap: ReturnType<typeof organizationTrap>]>([
  ["the browser is on another", READ, SECOND.uuid, { kind: "other", first: FIRST, active: SECOND }],
  ["its id is in capitals", READ, SECOND.uuid.toUpperCase(), { kind: "other", first: FIRST, active: SECOND }],
  [
    "only the first one's usage is missing",
    LIMITED,
    SECOND.uuid,
    { kind: "other", first: FIRST, active: SECOND },
  ],
  ["the first has no plan", EMPTY, FIRST.uuid, { kind: EMPTY.code, first: FIRST, active: null }],
  [
    "the first has no plan, and another is active",
    EMPTY,
    SECOND.uuid,
    { kind: EMPTY.code, first: FIRST, active: SECOND },
  ],
  ["the first refuses", REFUSED, FIRST.uuid, { kind: REFUSED.code, first: FIRST, active: null }],
  ["the first has no plan, and none is known", EMPTY, null, { kind: EMPTY.code, first: FIRST, active: null }],
])("OpenClaw reads another organization where %s", (_, usage, activeId, trap) => {
  expect(organizationTrap(usage, activeId)).toEqual(trap);
});

it.each<[what: string, usage: Usage, activeId: string | null]>([
  ["the browser is on the first", READ, FIRST.uuid],
  ["the browser does not say", READ, null],
  ["the cookie is an earlier account's", READ, "3c333333-2222-4333-8444-555555555555"],
  ["no organization is known", UNKNOWN, SECOND.uuid],
])("nobody is warned where %s", (_, usage, activeId) => {
  expect(organizationTrap(usage, activeId)).toBeNull();
});
