import { describe, expect, it } from "vitest";
import { claudeIn, UsageReport } from "../../../../src/openclaw/verify/answers.ts";
import { SCOPE_MISSING, WINDOWS } from "../../../helpers/reporting-openclaw.ts";

const reported = (...providers: object[]) => claudeIn(UsageReport.parse({ updatedAt: 1, providers }));
const claude = (members: object) => reported({ provider: "anthropic", ...members });

describe("OpenClaw's words for a failure", () => {
  it.each([
    [SCOPE_MISSING, "scope-missing"],
    ["HTTP 403: OAuth token is revoked", "refused"],
    ["HTTP 403", "refused"],
    ["HTTP 401: invalid x-api-key", "refused"],
    ["HTTP 401", "refused"],
    ["Token expired", "refused"],
    ["HTTP 429", "rate-limited"],
    ["HTTP 429: Too many requests", "rate-limited"],
    ["HTTP 500", "unreachable"],
    ["HTTP 529: Overloaded", "unreachable"],
    ["Timeout", "unreachable"],
    ["TypeError: fetch failed", "unreachable"],
    ["fetch failed", "unreachable"],
    ["HTTP 4290", "failed"],
    ["HTTP 404", "failed"],
    ["Timeouts are set", "failed"],
    ["Note: HTTP 429 is a rate limit", "failed"],
    ["", "failed"],
    ["scope requirement user:profile", "failed"],
  ])("%j means %s", (error, state) => {
    expect(claude({ windows: [], error })).toEqual({ state });
  });

  it("may be missing", () => {
    expect(claude({ windows: [] })).toEqual({ state: "failed" });
    expect(claude({})).toEqual({ state: "failed" });
  });
});

describe("OpenClaw's report", () => {
  it("says nothing where it asks for no Claude plan, whatever it knows of others", () => {
    const others = [
      { provider: "zai", windows: WINDOWS },
      { provider: "minimax", error: "HTTP 429" },
    ];
    expect(reported(...others)).toEqual({ state: "nothing" });
    expect(reported()).toEqual({ state: "nothing" });
  });

  it("shows its windows, and these before an error", () => {
    expect(claude({ windows: WINDOWS })).toEqual({ state: "windows", windows: WINDOWS });
    expect(claude({ windows: WINDOWS, error: "HTTP 429" })).toEqual({ state: "windows", windows: WINDOWS });
  });

  it.each([{}, { resetAt: "soon" }])("keeps a window whose reset is %j", (reset) => {
    const window = { label: "5h", usedPercent: 1 };
    const windows = [{ ...window, resetAt: null }];
    expect(claude({ windows: [{ ...window, ...reset }] })).toEqual({ state: "windows", windows });
  });

  it("has no windows where they are of another shape", () => {
    expect(claude({ windows: [{ label: "5h" }] })).toEqual({ state: "failed" });
    expect(claude({ windows: "many", error: SCOPE_MISSING })).toEqual({ state: "scope-missing" });
  });

  it("is as old as can be where it does not say when it was made", () => {
    expect(UsageReport.parse({ providers: [] }).updatedAt).toBe(0);
    expect(UsageReport.parse({ updatedAt: "now", providers: [] }).updatedAt).toBe(0);
  });
});
