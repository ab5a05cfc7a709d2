import { expect, it } from "vitest";
import { readAnswer, type AnswerProblem } from "../../../../src/core/claude/answer.ts";

const CLOUDFLARE = "<!doctype html><title>Just a moment...</title>";
const CHALLENGED = { "cf-mitigated": "challenge" };

const read = (status: number, text: string, headers: Record<string, string> = {}) =>
  readAnswer({ status, text, header: (name) => headers[name] ?? null });

const ownError = (type: string) => JSON.stringify({ type: "error", error: { type, message: "…" } });

const redirect = (path: string) => ({ location: `https://claude.ai/${path}` });

it("claude.ai's JSON is handed over", () => {
  expect(read(200, '[{"uuid":"a"}]')).toEqual({ ok: true, value: [{ uuid: "a" }] });
});

it.each<[what: string, code: AnswerProblem, ...answer: Parameters<typeof read>]>([
  ["Cloudflare's page with its header", "claude_challenge", 403, CLOUDFLARE, CHALLENGED],
  ["Cloudflare's header, whatever comes with it", "claude_challenge", 200, "[]", CHALLENGED],
  ["a page in the place of JSON", "claude_challenge", 200, CLOUDFLARE],
  ["a page with a refusal", "claude_challenge", 403, `\n  ${CLOUDFLARE}`],
  ["a page with an error", "claude_challenge", 503, CLOUDFLARE],
  ["a redirect for other countries", "claude_region", 302, "", redirect("app-unavailable-in-region")],
  ["a redirect that the browser keeps to itself", "claude_region", 0, ""],
  ["a refusal by law", "claude_region", 451, ""],
  ["a refusal of the country", "claude_region", 403, ownError("forbidden")],
  ["a limit", "claude_rate_limited", 429, ownError("rate_limit_error")],
  ["a limit without JSON", "claude_rate_limited", 429, "slow down"],
  ["a refusal of the session", "session_refused", 403, ownError("permission_error")],
  ["a session that is not known", "session_refused", 401, ownError("authentication_error")],
  ["a refusal in words of somebody else", "claude_unexpected", 403, '{"detail":"no"}'],
  ["an error of claude.ai's", "claude_unexpected", 500, ownError("api_error")],
  ["an error without words", "claude_unexpected", 502, ""],
  ["a path that is gone", "claude_unexpected", 404, ownError("not_found_error")],
  ["another redirect", "claude_unexpected", 302, "", redirect("login")],
  ["JSON that is cut off", "claude_unexpected", 200, '[{"uuid":'],
  ["nothing", "claude_unexpected", 200, ""],
])("%s means %s, and nothing else", (_, code, ...answer) => {
  expect(read(...answer)).toEqual({ ok: false, code });
});
