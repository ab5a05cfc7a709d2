/** From claude.ai's answers to what may leave the browser. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { AskClaude } from "../../../../src/core/claude/usage.ts";
import { meant } from "../../../../src/core/claude/organizations.ts";
import { PlanNumbers } from "../../../../src/core/claude/plan-numbers.ts";
import { readUsage } from "../../../../src/core/claude/usage.ts";
import { UsageAnswer } from "../../../../src/extension/browser/records.ts";
import { numbersOf } from "../../../../src/core/claude/numbers.ts";
import { windowsByOpenClaw } from "../../../helpers/openclaw-usage.ts";
import { failedUsage, FIRST, organization, readUsageOf } from "../../../helpers/usage.ts";
import { usageAnswers } from "../../../helpers/usage-answers.ts";

const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 10_000);

const AT = "2026-07-01T12:00:00.000Z";
const WINDOW = { label: "5h", usedPercent: 41, resetAt: null };

it("numbers carry the names, the windows and their age, and nothing else", () => {
  const max = organization(FIRST.uuid, "First", { plan: "Max (5x)", isShared: true });
  const { ok, ...sent } = numbersOf(readUsageOf([WINDOW], [max]), 5_000);
  expect({ ok, sent }).toEqual({
    ok: true,
    sent: {
      numbers: { organization: "First", plan: "Max (5x)", windows: [WINDOW], ageMs: 5_000 },
      organizationId: FIRST.uuid,
    },
  });
});

it("no address of an account goes along that claude.ai has made a name of", () => {
  const own = organization(FIRST.uuid, "robin@example.com's Organization", { plan: "Pro" });
  expect(numbersOf(readUsageOf([WINDOW], [own]), 0)).toMatchObject({
    numbers: { organization: null, plan: "Pro" },
  });
});

it("a plan without windows has numbers: none", () => {
  const numbers = { organization: "First", plan: null, windows: [], ageMs: 0 };
  expect(numbersOf(failedUsage("organization_without_windows"), -7)).toMatchObject({ ok: true, numbers });
});

it("what claude.ai did not tell is a failure, and never an empty plan", () => {
  for (const code of ["claude_offline", "session_refused", "organization_refused"] as const)
    expect(numbersOf(failedUsage(code), 0)).toEqual({ ok: false, code });
});

it("names and lists without end are cut to what a gateway takes", () => {
  const long = organization(FIRST.uuid, "x".repeat(5_000));
  const windows = Array.from({ length: 40 }, (_, at) => ({ ...WINDOW, label: `${at} ${"y".repeat(5_000)}` }));
  const result = numbersOf(readUsageOf(windows, [long]), 0);
  expect(result.ok && PlanNumbers.safeParse(result.numbers).success).toBe(true);
  expect(result.ok && result.numbers.windows).toHaveLength(16);
  expect(numbersOf(readUsageOf([WINDOW], [{ ...long, name: "" }]), 0)).toMatchObject({
    numbers: { organization: null },
  });
});

it("whatever claude.ai answers for the picked organization arrives as OpenClaw itself would read it", async () => {
  let withWindows = 0;
  const place = fc.record({ count: fc.integer({ min: 1, max: 4 }), picked: fc.nat(4), active: fc.nat(4) });
  await fc.assert(
    fc.asyncProperty(usageAnswers, place, async (answer, { count, picked, active }) => {
      const list = Array.from({ length: count }, (_, at) => ({ uuid: `of-${at}`, name: `Name ${at}` }));
      const ids = {
        picked: picked === 4 ? null : `OF-${picked}`,
        active: active === 4 ? null : `of-${active}`,
      };
      const expected = list[picked] ?? list[active] ?? list[0]!;
      // JSON has no NaN, and no end of numbers: what goes over the wire is compared.
      const text = JSON.stringify(answer) ?? "null";
      const ask: AskClaude = async (path) => ({
        status: 200,
        header: () => null,
        text:
          path === "/api/organizations"
            ? JSON.stringify(list)
            : path === `/api/organizations/${expected.uuid}/usage`
              ? text
              : JSON.stringify({ five_hour: { utilization: 99 } }),
      });
      const usage = await readUsage(ask, meant(ids));
      const kept = UsageAnswer.parse(JSON.parse(JSON.stringify({ at: AT, usage })));
      const result = numbersOf(kept.usage, 0);
      const numbers = PlanNumbers.parse(JSON.parse(JSON.stringify(result.ok && result.numbers)));
      const windows = windowsByOpenClaw(JSON.parse(text));
      if (windows.length > 1) withWindows++;
      expect(numbers.windows).toEqual(
        windows.map(({ label, usedPercent, resetAt }) => ({
          label: label.slice(0, 100),
          usedPercent,
          resetAt,
        })),
      );
      expect(numbers).toMatchObject({ organization: expected.name, plan: null, ageMs: 0 });
      expect(result).toMatchObject({ organizationId: expected.uuid });
    }),
    { numRuns: RUNS },
  );
  expect(withWindows, "the answers made up were of use").toBeGreaterThan(RUNS / 4);
}, 60_000);
