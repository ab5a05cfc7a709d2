import type { Account } from "./account.ts";
import type { Behaviour } from "./behaviour.ts";
import { errorReply, json, type Reply } from "./reply.ts";

/**
 * What `api.anthropic.com` answers: usage by OAuth token is all there is.
 * @param owner of every token; the stand-in does not tell tokens apart
 */
export function answerAnthropicApi(
  request: { method: string; path: string },
  { oauthUsage }: Behaviour,
  owner: Account,
): Reply {
  if (request.method !== "GET" || request.path !== "/api/oauth/usage")
    return errorReply(404, "not_found_error", "Not found");
  switch (oauthUsage) {
    case "scope-missing":
      return errorReply(403, "permission_error", "OAuth token does not meet scope requirement user:profile");
    case "rate-limited":
      return errorReply(429, "rate_limit_error", "Too many requests");
    case "refused":
      return errorReply(401, "authentication_error", "Invalid bearer token");
    case "allowed":
      return json(200, owner.organizations[0]?.usage ?? null);
  }
}
