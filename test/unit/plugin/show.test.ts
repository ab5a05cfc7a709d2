/** The steps that `show` names, with OpenClaw's own function as it is: test/real-openclaw/plugin.test.ts has the real one. */
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { UsageWindow } from "../../../src/core/claude/windows.ts";
import type { Send } from "../../../src/plugin/sdk.ts";
import { notLimited } from "../../../src/plugin/rate-limit.ts";
import { show } from "../../../src/plugin/show.ts";
import { KEY_TEXT } from "../../helpers/keys.ts";
import { openClawModules, SETUP_TOKEN } from "../../helpers/openclaw-sdk.ts";

const ORGANIZATION = "0a0b0c0d-0000-4000-8000-000000000001";
const USAGE = { five_hour: { utilization: 12, resets_at: null } };
const SCOPE_MISSING = { error: { message: "OAuth token does not meet scope requirement user:profile" } };

interface World {
  own?: [status: number, body: unknown, headers?: Record<string, string>] | Error;
  claude?: (path: string) => Response | Promise<Response>;
  auth?: unknown;
  key?: string;
  numbers?: UsageWindow[];
}

const json = (body: unknown, status = 200, headers = {}) => Response.json(body, { status, headers });

const claudeAnswers = (path: string) =>
  json(path.endsWith("/usage") ? USAGE : [{ uuid: ORGANIZATION, name: "Home" }]);

beforeEach(notLimited);

function showIn({
  own = [403, SCOPE_MISSING],
  claude = claudeAnswers,
  auth,
  key = KEY_TEXT,
  numbers,
}: World) {
  const send: Send = async (input) => {
    const { host, pathname } = new URL(input as string);
    if (host === "claude.ai") return claude(pathname);
    if (own instanceof Error) throw own;
    return json(own[1], own[0], own[2]);
  };
  const openclaw = openClawModules({
    auth: auth ?? SETUP_TOKEN,
    send,
    fetchClaudeUsage: openClawsOwn,
  });
  const environment = { CLAUDE_AI_SESSION_KEY: key };
  const { signal } = new AbortController();
  return show(
    { environment, version: "2026.9.6", config: {}, numbers: async () => numbers ?? null },
    signal,
    openclaw,
  );
}

/** In its own order and words, all failures of the key alike. */
async function openClawsOwn(_token: string, _timeoutMs: number, send: Send) {
  const own = await send("https://api.anthropic.com/api/oauth/usage");
  const body = (await own.json()) as { error?: { message: string } };
  const windows = [{ label: "5h", usedPercent: 12 }];
  if (own.ok) return { provider: "anthropic", windows };
  const failed = {
    provider: "anthropic",
    windows: [],
    error: `HTTP ${own.status}: ${body.error?.message ?? ""}`,
  };
  if (own.status !== 403) return failed;
  try {
    const list = await send("https://claude.ai/api/organizations");
    const [first] = (await list.json()) as { uuid: string }[];
    const usage = await send(`https://claude.ai/api/organizations/${first!.uuid}/usage`);
    return usage.ok ? { provider: "anthropic", windows } : failed;
  } catch {
    return failed;
  }
}

it("shows windows that came by the key", async () => {
  expect(await showIn({})).toEqual({
    ok: true,
    version: "2026.9.6",
    windows: [{ label: "5h", usedPercent: 12, resetAt: null }],
  });
});

it("shows without a key what a browser has read, and never in the place of what is wrong with one", async () => {
  const numbers = [{ label: "Week", usedPercent: 66, resetAt: null }];
  expect(await showIn({ key: " ", numbers })).toEqual({
    ok: true,
    version: "2026.9.6",
    windows: numbers,
    from: "numbers",
  });
  expect(await showIn({ own: [429, {}], numbers })).toMatchObject({ code: "token_rate_limited" });
});

const refusal = {
  type: "error",
  error: {
    type: "permission_error",
    message: "Invalid authorization",
    details: { error_code: "account_session_invalid" },
  },
};

it.each<[string, World, string, string]>([
  ["no key", { key: "" }, "key", "key_missing"],
  ["a value that is none", { key: "${VAULT}" }, "key", "key_unusable"],
  ["no token", { auth: {} }, "token", "token_missing"],
  [
    "a key for the API, which has no plan",
    { auth: { apiKey: "sk-ant-api03-x", mode: "api-key" } },
    "token",
    "token_missing",
  ],
  ["a token with the scope", { own: [200, USAGE] }, "token", "token_has_scope"],
  ["a token that is refused", { own: [401, {}] }, "token", "token_refused"],
  ["a rate limit", { own: [429, {}, { "retry-after": "60" }] }, "token", "token_rate_limited"],
  ["no answer of Anthropic's", { own: new Error("fetch failed") }, "token", "token_unreachable"],
  ["a session that has ended", { claude: () => json(refusal, 403) }, "claude", "session_refused"],
  [
    "Cloudflare",
    { claude: () => new Response("<html>", { status: 403, headers: { "cf-mitigated": "challenge" } }) },
    "claude",
    "claude_challenge",
  ],
  [
    "no way to claude.ai",
    { claude: () => Promise.reject(new Error("fetch failed")) },
    "claude",
    "claude_offline",
  ],
  [
    "a time-out at claude.ai",
    { claude: () => Promise.reject(new DOMException("", "AbortError")) },
    "claude",
    "claude_timeout",
  ],
])("names the step for %s", async (_, world, step, code) => {
  expect(await showIn(world)).toMatchObject({ ok: false, code, detail: { step } });
});

it("tells of a rate limit that stays, once it has been the same for long enough", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const codes = [];
  for (let round = 0; round < 3; round++) {
    const shown = await showIn({ own: [429, {}] });
    codes.push(shown.ok ? null : shown.code);
    vi.setSystemTime(Date.now() + 60_000);
  }
  expect(codes).toEqual(["token_rate_limited", "token_rate_limited", "token_limited_for_good"]);
});

it("no answer is no other answer: a limit that stays is known all the same", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const told: (string | undefined)[] = [];
  for (const own of [[429, {}], [429, {}], new Error("offline"), [429, {}]] as const) {
    const shown = await showIn({ own: own instanceof Error ? own : [own[0], own[1]] });
    told.push(shown.ok ? undefined : shown.code);
    vi.setSystemTime(Date.now() + 120_000);
  }
  expect(told).toEqual([
    "token_rate_limited",
    "token_rate_limited",
    "token_unreachable",
    "token_limited_for_good",
  ]);
});
