import fc from "fast-check";
import { expect, it } from "vitest";
import type { ClaudeAnswer, NoAnswer } from "../../../../src/core/claude/answer.ts";
import { meant, type Organization } from "../../../../src/core/claude/organizations.ts";
import {
  otherOrganization,
  readUsage,
  type AskClaude,
  type Usage,
} from "../../../../src/core/claude/usage.ts";
import { BOTH, failedUsage, FIRST, organization, readUsageOf, SECOND } from "../../../helpers/usage.ts";

const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 10_000);

/** As claude.ai lists them. */
const listed = ({ uuid, name }: Organization) => ({ uuid, name });
const LIST = BOTH.map(listed);
const EMPTY = failedUsage("organization_without_windows");
const REFUSED = failedUsage("organization_refused");
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
  const { ask, asked } = claude(saying(LIST), saying(USAGE));
  expect(await readUsage(ask)).toEqual(readUsageOf(WINDOWS));
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
  expect(await readUsage(ask)).toEqual(failedUsage("organization_missing", []));
  expect(asked).toHaveLength(1);
});

it("A name may be missing, and behind the first organization stand some that are none", async () => {
  const { ask } = claude(saying([{ uuid: FIRST.uuid, name: 7 }, null, "x", listed(SECOND)]), saying(USAGE));
  const organizations = [{ ...FIRST, name: null }, SECOND];
  expect(await readUsage(ask)).toMatchObject({ organizations });
});

it("Where the first organization has no windows no other is tried", async () => {
  const { ask, asked } = claude(saying(LIST), saying({ five_hour: null }));
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
    expect(await readUsage(claude(saying(LIST), refusal(error)).ask)).toEqual(REFUSED);
  },
);

it("A place that is refused is no organization's fault", async () => {
  const place = refusal({ type: "permission_error", message: "We are unable to serve your request" });
  expect(await readUsage(claude(saying(LIST), place).ask)).toMatchObject({ code: "claude_region" });
});

it.each(NO_ANSWERS)(
  "What went wrong is handed on, with the organizations that are known by then: %s",
  async (code) => {
    expect(await readUsage(claude(code).ask)).toEqual(failedUsage(code, []));
    expect(await readUsage(claude(saying(LIST), code).ask)).toEqual(failedUsage(code));
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

const LIMITED = failedUsage("claude_rate_limited");
const UNKNOWN = failedUsage("claude_offline", []);
const READ = readUsageOf();
const ofSecond = (usage: Usage): Usage => ({ ...usage, organization: SECOND });
const ANOTHER = { kind: "other", first: FIRST, shown: SECOND } as const;

it.each<[string, Usage, ReturnType<typeof otherOrganization>]>([
  ["warns where the numbers are another's", ofSecond(READ), ANOTHER],
  ["warns though that one's usage is missing for now", ofSecond(LIMITED), ANOTHER],
  ["warns where that one has no plan, whatever the first has", ofSecond(EMPTY), ANOTHER],
  ["says that the first has no plan", EMPTY, { kind: "organization_without_windows", first: FIRST }],
  ["says that the first refuses", REFUSED, { kind: "organization_refused", first: FIRST }],
  ["is silent where the numbers are the first one's", READ, null],
  ["is silent where the first can't be asked", LIMITED, null],
  ["is silent where no organization is known", UNKNOWN, null],
])("otherOrganization %s", (_, usage, other) => {
  expect(otherOrganization(usage)).toEqual(other);
});

const ELSEWHERE = "3c333333-2222-4333-8444-555555555555";

it.each<[what: string, wanted: Parameters<typeof meant>[0], asked: Organization]>([
  ["the picked one before the active one", { picked: SECOND.uuid, active: FIRST.uuid }, SECOND],
  ["the picked one in capitals", { picked: SECOND.uuid.toUpperCase(), active: null }, SECOND],
  ["the active one where none is picked", { picked: null, active: SECOND.uuid }, SECOND],
  ["the active one where the picked one is gone", { picked: ELSEWHERE, active: SECOND.uuid }, SECOND],
  ["the first where neither is there", { picked: ELSEWHERE, active: ELSEWHERE }, FIRST],
  ["the first where nothing is said", { picked: null, active: null }, FIRST],
])("The usage is asked for of %s", async (_, wanted, chosen) => {
  const { ask, asked } = claude(saying(LIST), saying(USAGE));
  expect(await readUsage(ask, meant(wanted))).toEqual({ ...readUsageOf(WINDOWS), organization: chosen });
  expect(asked[1]).toBe(`/api/organizations/${chosen.uuid}/usage`);
});

it("An organization comes with its plan, and with whether it has members", async () => {
  const team = { ...listed(FIRST), capabilities: ["chat", "raven"], raven_type: "team" };
  const own = { ...listed(SECOND), capabilities: ["claude_pro"], rate_limit_tier: null };
  const { ask } = claude(saying([team, own]), saying(USAGE));
  expect((await readUsage(ask)).organizations).toEqual([
    organization(FIRST.uuid, "First", { plan: "Team", isShared: true }),
    organization(SECOND.uuid, "Second", { plan: "Pro" }),
  ]);
});
