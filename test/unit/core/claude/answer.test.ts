import { describe, expect, it } from "vitest";
import { readAnswer, type AnswerProblem, type ClaudeAnswer } from "../../../../src/core/claude/answer.ts";

const CLOUDFLARE = "<!doctype html><title>Just a moment...</title>";

const answer = (status: number, text: string, headers: Record<string, string> = {}): ClaudeAnswer => ({
  status,
  text,
  header: (name) => headers[name] ?? null,
});

const ownError = (type: string) => JSON.stringify({ type: "error", error: { type, message: "…" } });

describe("readAnswer", () => {
  it("hands over what JSON says", () => {
    expect(readAnswer(answer(200, '[{"uuid":"a"}]'))).toEqual({ ok: true, value: [{ uuid: "a" }] });
  });

  it.each<[what: string, given: ClaudeAnswer, code: AnswerProblem]>([
    [
      "Cloudflare's page with its header",
      answer(403, CLOUDFLARE, { "cf-mitigated": "challenge" }),
      "claude_challenge",
    ],
    [
      "Cloudflare's header, whatever comes with it",
      answer(200, "[]", { "cf-mitigated": "challenge" }),
      "claude_challenge",
    ],
    ["a page in the place of JSON", answer(200, CLOUDFLARE), "claude_challenge"],
    ["a page with a refusal", answer(403, `\n  ${CLOUDFLARE}`), "claude_challenge"],
    ["a page with an error", answer(503, CLOUDFLARE), "claude_challenge"],
    [
      "the way to the page for other countries",
      answer(302, "", { location: "https://claude.ai/app-unavailable-in-region" }),
      "claude_region",
    ],
    ["a way to go that the browser keeps to itself", answer(0, ""), "claude_region"],
    ["a refusal by law", answer(451, ""), "claude_region"],
    ["a refusal of the place", answer(403, ownError("forbidden")), "claude_region"],
    ["a limit", answer(429, ownError("rate_limit_error")), "claude_rate_limited"],
    ["a limit without JSON", answer(429, "slow down"), "claude_rate_limited"],
    ["a refusal of the session", answer(403, ownError("permission_error")), "session_refused"],
    ["a session that is not known", answer(401, ownError("authentication_error")), "session_refused"],
    ["a refusal in words of somebody else", answer(403, '{"detail":"no"}'), "claude_unexpected"],
    ["an error of claude.ai's", answer(500, ownError("api_error")), "claude_unexpected"],
    ["an error without words", answer(502, ""), "claude_unexpected"],
    ["a path that is gone", answer(404, ownError("not_found_error")), "claude_unexpected"],
    ["another way to go", answer(302, "", { location: "https://claude.ai/login" }), "claude_unexpected"],
    ["JSON that is cut off", answer(200, '[{"uuid":'), "claude_unexpected"],
    ["nothing", answer(200, ""), "claude_unexpected"],
  ])("does not mistake %s for anything else", (_, given, code) => {
    expect(readAnswer(given)).toEqual({ ok: false, code });
  });
});
