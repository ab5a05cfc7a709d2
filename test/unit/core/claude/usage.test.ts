import fc from "fast-check";
import { expect, it } from "vitest";
import type { ClaudeAnswer, NoAnswer } from "../../../../src/core/claude/answer.ts";
import {
  otherOrganization,
  readUsage,
  type AskClaude,
  type Usage,
} from "../../../../src/core/claude/usage.ts";

const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 10_000);

const FIRST = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };
const SECOND = { uuid: "6b666666-7777-4888-8999-000000000000", name: "Second" };
const BOTH = [FIRST, SECOND];
const EMPTY = { ok: false, code: "organization_without_windows", organizations: BOTH } as const;
const REFUSED = { ok: false, code: "organization_refused", organizations: BOTH } as const;
const USAGE = { five_hour: { utilization: 41, resets_at: null } };
const WINDOWS = [{ label: "5h", usedPercent: 41, resetAt: null }];

const NO_ANSWERS: readonly NoAnswer[] = ["claude_offline", "claude_timeout", "claude_too_large"];

const saying = (value: unknown): ClaudeAnswer => ({
  status: 200,
  header: () => null,
  text: JSON.stringify(value),
});
const refusal = (error: object, status = 403): ClaudeAnswer => ({ ...saying({ error }), status });

/** A claude.ai that answers in turn, and what it was asked. */
function claude(...answers: (ClaudeAnswer | NoAnswer)[]): { ask: AskClaude; asked: string[] } {
  const asked: string[] = [];
  const ask: AskClaude = (path) => {
    asked.push(path);
    const answer = answers[asked.length - 1];
    return answer ? Promise.resolve(answer) : Promise.reject(new Error("asked too often"));
  };
  return { ask, asked };
}

it("The organizations are asked for, then the first one's usage, and nothing else", async () => {
  const { ask, asked } = claude(saying(BOTH), saying(USAGE));
  expect(await readUsage(ask)).toEqual({ ok: true, organizations: BOTH, windows: WINDOWS });
  expect(asked).toEqual(["/api/organizations", `/api/organizations/${FIRST.uuid}/usage`]);
});

it.each([
  ["none", []],
  ["no list", { 0: FIRST }],
  ["a first one without an id", [{ name: "First" }, SECOND]],
  ["a first one with an empty id", [{ ...FIRST, uuid: "" }, SECOND]],
  ["a first one that would lead elsewhere", [{ ...FIRST, uuid: "../../login" }, SECOND]],
  ["a first one whose id is half a character", [{ ...FIRST, uuid: "\ud800" }]],
  ["a first one that is null", [null, SECOND]],
])("No usage is asked for where the account has %s", async (_, list) => {
  const { ask, asked } = claude(saying(list));
  expect(await readUsage(ask)).toEqual({ ok: false, code: "organization_missing", organizations: [] });
  expect(asked).toHaveLength(1);
});

it("A name may be missing, and behind the first organization stand some that are none", async () => {
  const { ask } = claude(saying([{ uuid: FIRST.uuid, name: 7 }, null, "x", SECOND]), saying(USAGE));
  const organizations = [{ uuid: FIRST.uuid, name: null }, SECOND];
  expect(await readUsage(ask)).toMatchObject({ organizations });
});

it("Where the first organization has no windows no other is tried", async () => {
  const { ask, asked } = claude(saying(BOTH), saying({ five_hour: null }));
  expect(await readUsage(ask)).toEqual(EMPTY);
  expect(asked).toHaveLength(2);
});

it.each([
  ["session_refused", { type: "authentication_error" }],
  ["session_refused", { type: "permission_error", message: "Invalid authorization" }],
  ["claude_refused", { type: "permission_error", message: "No access" }],
])(
  "A refusal is %s before the organization is named, and that organization's behind it: %j",
  async (code, error) => {
    expect(await readUsage(claude(refusal(error)).ask)).toMatchObject({ code });
    expect(await readUsage(claude(saying(BOTH), refusal(error)).ask)).toEqual(REFUSED);
  },
);

it("A place that is refused is no organization's fault", async () => {
  const place = refusal({ type: "permission_error", message: "We are unable to serve your request" });
  expect(await readUsage(claude(saying(BOTH), place).ask)).toMatchObject({ code: "claude_region" });
});

it.each(NO_ANSWERS)(
  "What went wrong is handed on, with the organizations that are known by then: %s",
  async (code) => {
    expect(await readUsage(claude(code).ask)).toEqual({ ok: false, code, organizations: [] });
    const late = await readUsage(claude(saying(BOTH), code).ask);
    expect(late).toEqual({ ok: false, code, organizations: BOTH });
  },
);

it("Nothing is thrown, whatever is answered, and only what stands below /api/organizations is asked for", async () => {
  const ids = fc.array(fc.record({ uuid: fc.string({ unit: "binary" }) }), { maxLength: 3 });
  const text = fc.oneof(
    fc.json(),
    fc.string(),
    fc.constantFrom("", "<html>", "[]", '[{"uuid":"a"}]', '{"__proto__":[]}', "1e999", "[".repeat(100_000)),
    ids.map((list) => JSON.stringify(list)),
  );
  const header = fc.constantFrom<(name: string) => string | null>(
    () => null,
    () => "challenge",
    (name) => (name === "location" ? "/login" : null),
  );
  const status = fc.constantFrom(0, 200, 200, 200, 302, 401, 403, 404, 429, 451, 500, 503);
  const answer = fc.oneof(fc.constantFrom(...NO_ANSWERS), fc.record({ status, header, text }));
  await fc.assert(
    fc.asyncProperty(answer, answer, async (list, usage) => {
      const { ask, asked } = claude(list, usage);
      await readUsage(ask);
      expect(asked.length).toBeLessThanOrEqual(2);
      expect(asked[1] ?? "").toMatch(/^(\/api\/organizations\/[\w-]+\/usage)?$/);
    }),
    { numRuns: RUNS },
  );
});

const READ: Usage = { ok: true, organizations: BOTH, windows: [] };
const LIMITED: Usage = { ok: false, code: "claude_rate_limited", organizations: BOTH };
const UNKNOWN: Usage = { ok: false, code: "claude_offline", organizations: [] };
const ANOTHER = { kind: "other", first: FIRST, active: SECOND } as const;
const ALONE = { ...ANOTHER, active: null };
const ELSEWHERE = "3c333333-2222-4333-8444-555555555555";

it.each<[string, Usage, activeId: string | null, ReturnType<typeof otherOrganization>]>([
  ["warns where the browser is on another", READ, SECOND.uuid, ANOTHER],
  ["warns where its id is in capitals", READ, SECOND.uuid.toUpperCase(), ANOTHER],
  ["warns though the first one's usage is missing for now", LIMITED, SECOND.uuid, ANOTHER],
  ["says that the first has no plan", EMPTY, FIRST.uuid, { ...ALONE, kind: EMPTY.code }],
  ["says so where another is active", EMPTY, SECOND.uuid, { ...ANOTHER, kind: EMPTY.code }],
  ["says so where none is known to be active", EMPTY, null, { ...ALONE, kind: EMPTY.code }],
  ["says that the first refuses", REFUSED, FIRST.uuid, { ...ALONE, kind: REFUSED.code }],
  ["is silent where the browser is on the first", READ, FIRST.uuid, null],
  ["is silent where the browser does not say", READ, null, null],
  ["is silent where the cookie is an earlier account's", READ, ELSEWHERE, null],
  ["is silent where no organization is known", UNKNOWN, SECOND.uuid, null],
])("otherOrganization %s", (_, usage, activeId, other) => {
  expect(otherOrganization(usage, activeId)).toEqual(other);
});
