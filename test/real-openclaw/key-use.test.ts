import { expect } from "vitest";
import { newAccount } from "../helpers/standin/account.ts";
import { keyFingerprint } from "../helpers/standin/recorded-request.ts";
import type { Standin } from "../helpers/standin/standin.ts";
import { runClawkey } from "./clawkey.ts";
import { SCOPE_MISSING, test as base, windowsOf } from "./fixture.ts";
import { usageWindows } from "./openclaw.ts";

/** The key is where it belongs, and works; each test then changes something else. */
const test = base.extend("openclawWithKey", async ({ files, openclawWithToken, standin }) => {
  await files.put("config", "{ gateway: { mode: 'local' } }\n");
  await runClawkey(openclawWithToken.home, ["set"], standin.signIn());
  return openclawWithToken;
});

function requestsToClaudeAi({ requests }: Standin): string[] {
  return requests.filter(({ host }) => host === "claude.ai").map(({ path }) => path);
}

test.for<{ when: string; change: (standin: Standin) => void }>([
  { when: "the key was rotated", change: (standin) => standin.rotate() },
  { when: "Cloudflare answers", change: ({ behaviour }) => (behaviour.claudeApi = "cloudflare") },
  { when: "the first organization has no plan", change: putOrganizationWithoutPlanFirst },
])("OpenClaw blames the token's scope when $when", async ({ change }, { openclawWithKey, standin }) => {
  change(standin);
  expect(await usageWindows(openclawWithKey)).toMatchObject(SCOPE_MISSING);
  expect(requestsToClaudeAi(standin)).not.toEqual([]);
});

function putOrganizationWithoutPlanFirst({ account }: Standin): void {
  const [organization] = newAccount("team@example.com").organizations;
  const usage = { ...organization!.usage, five_hour: null, seven_day: null, limits: [] };
  account().organizations.unshift({ ...organization!, usage });
}

test("OpenClaw passes on a rate limit of the token's own usage call and does not try the key", async ({
  openclawWithKey,
  standin,
}) => {
  standin.behaviour.oauthUsage = "rate-limited";
  expect(await usageWindows(openclawWithKey)).toMatchObject({
    windows: [],
    error: "HTTP 429: Too many requests",
  });
  expect(requestsToClaudeAi(standin)).toEqual([]);
});

test("OpenClaw shows the windows by a token that has the scope and does not try the key", async ({
  openclawWithKey,
  standin,
}) => {
  standin.behaviour.oauthUsage = "allowed";
  expect(await usageWindows(openclawWithKey)).toMatchObject(windowsOf(standin.account()));
  expect(requestsToClaudeAi(standin)).toEqual([]);
});

test("OpenClaw sends claude.ai the written key and no other cookie", async ({
  openclawWithKey: openclaw,
  files,
  standin,
}) => {
  const [key] = /sk-ant-[\w-]+/.exec(await files.read("config"))!;
  const before = standin.requests.length;
  await usageWindows(openclaw);

  const { uuid } = standin.account().organizations[0]!;
  const request = { cookieNames: ["sessionKey"], sessionKeyFingerprint: keyFingerprint(key) };
  expect(standin.requests.slice(before).filter(({ host }) => host === "claude.ai")).toMatchObject([
    { ...request, path: "/api/organizations" },
    { ...request, path: `/api/organizations/${uuid}/usage` },
  ]);
});
