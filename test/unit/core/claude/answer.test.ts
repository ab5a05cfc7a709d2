import { expect, it } from "vitest";
import { readAnswer, type AnswerProblem } from "../../../../src/core/claude/answer.ts";

const CLOUDFLARE = "<!doctype html><title>Just a moment...</title>";
const CHALLENGED = { "cf-mitigated": "challenge" };

const read = (status: number, text: string, headers: Record<string, string> = {}) =>
  readAnswer({ status, text, header: (name) => headers[name] ?? null });

const ownError = (type: string, message = "…", code?: string) =>
  JSON.stringify({
    type: "error",
    error: { type, message, ...(code ? { details: { error_code: code } } : {}) },
  });
const refusal = (message: string, code?: string) => ownError("permission_error", message, code);

const redirect = (path: string) => ({ location: `https://claude.ai/${path}` });

it("claude.ai's JSON is handed over", () => {
  expect(read(200, '[{"uuid":"a"}]')).toEqual({ ok: true, value: [{ uuid: "a" }] });
});

type Row = [what: string, ...answer: Parameters<typeof read>];

/** What claude.ai is seen to answer, or something in its place, and what it means for the key. */
const ANSWERS: Record<AnswerProblem, Row[]> = {
  session_refused: [
    ["a session that is not known", 401, ownError("authentication_error")],
    ["an ended session, by code", 403, refusal("Invalid authorization", "account_session_invalid")],
    ["an ended session, by code alone", 403, refusal("Please sign in again", "account_session_invalid")],
    ["an ended session, by code before words", 403, refusal("Not in this region", "account_session_invalid")],
    ["an ended session, by words alone", 403, refusal("Invalid authorization")],
    ["an ended session, in small letters", 403, refusal("invalid authorization.")],
    ["a session that is not known, as a refusal", 403, ownError("authentication_error")],
    ["a key of another shape", 400, ownError("authentication_error", "Invalid session key")],
    ["an unknown type with the status for it", 401, ownError("unauthorized")],
    ["an error that says nothing, with the status for it", 401, '{"error":{"type":"x"}}'],
  ],
  claude_region: [
    ["a redirect for other countries", 302, "", redirect("app-unavailable-in-region")],
    ["such a redirect, for good", 308, "", redirect("app-unavailable-in-region?from=api")],
    ["a redirect that the browser keeps to itself", 0, ""],
    ["a refusal by law", 451, ""],
    ["a refusal by law with a page", 451, CLOUDFLARE],
    ["a refusal of the address", 403, ownError("forbidden", "Request not allowed")],
    ["a refusal of a VPN or a server", 403, refusal("We are unable to serve your request")],
    ["the same, as a wrong request", 400, ownError("invalid_request_error", "We are unable to serve you.")],
    ["the same with the session's status", 401, ownError("x", "We are unable to serve your request")],
    ["a refusal of the region", 403, refusal("Claude is unavailable in your region.")],
    ["a refusal of the country", 403, refusal("Claude.ai is not available in your country yet")],
    ["an unsupported place", 403, refusal("Unsupported location")],
  ],
  claude_refused: [
    ["a refusal without words", 403, ownError("permission_error")],
    ["a refusal of the organization", 403, refusal("This organization has been disabled.")],
    ["a refusal of the account", 403, refusal("Your account does not have access to this feature")],
    [
      "a refusal by a rule of the organization",
      403,
      refusal("IP address is not on the allowlist", "ip_blocked"),
    ],
    ["a refusal by an unknown type", 403, ownError("access_denied")],
    ["a refusal by a type of its own", 403, ownError("account_restricted", "Verify your phone number")],
    ["words that only hold those of a session", 403, refusal("No invalid authorization was found")],
    [
      "a refusal whose words are no text",
      403,
      '{"error":{"type":"permission_error","message":7,"details":7}}',
    ],
  ],
  claude_challenge: [
    ["Cloudflare's page with its header", 403, CLOUDFLARE, CHALLENGED],
    ["Cloudflare's header, whatever comes with it", 200, "[]", CHALLENGED],
    ["Cloudflare's header with the session's status", 401, ownError("authentication_error"), CHALLENGED],
    ["a page in the place of JSON", 200, CLOUDFLARE],
    ["a page with a refusal", 403, `\n  ${CLOUDFLARE}`],
    ["a page with the session's status", 401, CLOUDFLARE],
    ["a page of the check for robots", 503, CLOUDFLARE],
  ],
  claude_rate_limited: [
    ["a limit", 429, ownError("rate_limit_error")],
    ["a limit without JSON", 429, "slow down"],
    ["a limit with a page", 429, CLOUDFLARE],
  ],
  claude_offline: [
    ["a proxy that wants a sign-in", 407, "Proxy Authentication Required"],
    ["a network that wants a sign-in", 511, "<html>Welcome to our hotel</html>"],
  ],
  claude_unexpected: [
    ["a refusal in words of somebody else", 403, '{"detail":"no"}'],
    ["a refusal in somebody else's words for a session", 401, '{"message":"Invalid authorization"}'],
    ["a refusal without words", 403, ""],
    ["an error of claude.ai's", 500, ownError("api_error")],
    ["an error of claude.ai's about sessions", 500, ownError("authentication_error")],
    ["too much to do", 529, ownError("overloaded_error")],
    ["an error without words", 502, ""],
    ["a page that says that claude.ai is down", 521, "<html>Web server is down</html>"],
    ["a path that is gone", 404, ownError("not_found_error")],
    ["a wrong request", 400, ownError("invalid_request_error")],
    ["another redirect", 302, "", redirect("login")],
    ["JSON that is cut off", 200, '[{"uuid":'],
    ["nothing", 200, ""],
  ],
  // No answer at all: src/openclaw/verify/ask-claude.ts, src/extension/usage/ask-claude.ts.
  claude_timeout: [],
  claude_too_large: [],
};

for (const [code, rows] of Object.entries(ANSWERS))
  it.each(rows)(`%s means ${code}, and nothing else`, (_, ...answer) => {
    expect(read(...answer)).toEqual({ ok: false, code });
  });
