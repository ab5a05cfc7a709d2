import { expect, it } from "vitest";
import { claudeIn, UsageReport } from "../../../../src/openclaw/verify/answers.ts";
import { SCOPE_MISSING, WINDOWS } from "../../../helpers/reporting-openclaw.ts";

const reported = (...providers: object[]) => claudeIn(UsageReport.parse({ updatedAt: 1, providers }));
const claude = (members: object) => reported({ provider: "anthropic", ...members });
const WINDOW = { label: "5h", usedPercent: 1 };

it.each([
  [SCOPE_MISSING, "scope-missing"],
  ["HTTP 403: OAuth token is revoked", "refused"],
  ["HTTP 403", "refused"],
  ["HTTP 401: invalid x-api-key", "refused"],
  ["Token expired", "refused"],
  ["HTTP 429", "rate-limited"],
  ["HTTP 429: Too many requests", "rate-limited"],
  ["HTTP 529: Overloaded", "unreachable"],
  ["Timeout", "unreachable"],
  ["TypeError: fetch failed", "unreachable"],
  ["HTTP 4290", "failed"],
  ["HTTP 404", "failed"],
  ["Timeouts are set", "failed"],
  ["Note: HTTP 429 is a rate limit", "failed"],
  ["", "failed"],
  [undefined, "failed"],
  ["scope requirement user:profile", "failed"],
])("OpenClaw's words %j for a failure mean %s", (error, state) => {
  expect(claude({ windows: [], error })).toEqual({ state });
});

it("A report says nothing where it asks for no Claude plan, whatever it knows of others", () => {
  const others = [
    { provider: "zai", windows: WINDOWS },
    { provider: "minimax", error: "HTTP 429" },
  ];
  expect(reported(...others)).toEqual({ state: "nothing" });
  expect(reported()).toEqual({ state: "nothing" });
});

it.each([
  ["windows", { windows: WINDOWS }, { state: "windows", windows: WINDOWS }],
  [
    "windows before an error",
    { windows: WINDOWS, error: "HTTP 429" },
    { state: "windows", windows: WINDOWS },
  ],
  [
    "a window without a reset",
    { windows: [WINDOW] },
    { state: "windows", windows: [{ ...WINDOW, resetAt: null }] },
  ],
  [
    "a reset in words",
    { windows: [{ ...WINDOW, resetAt: "soon" }] },
    { state: "windows", windows: [{ ...WINDOW, resetAt: null }] },
  ],
  ["a window of another shape", { windows: [{ label: "5h" }] }, { state: "failed" }],
  ["no list of windows", { windows: "many", error: SCOPE_MISSING }, { state: "scope-missing" }],
  ["neither windows nor an error", {}, { state: "failed" }],
])("A report with %s is read as it is", (_, members, usage) => {
  expect(claude(members)).toEqual(usage);
});

it("A report is as old as can be where it does not say when it was made", () => {
  expect(UsageReport.parse({ providers: [] }).updatedAt).toBe(0);
  expect(UsageReport.parse({ updatedAt: "now", providers: [] }).updatedAt).toBe(0);
});
