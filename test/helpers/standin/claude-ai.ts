import { FIRST_ACCOUNT, OTHER_ACCOUNT, type Account } from "./account.ts";
import type { Behaviour } from "./behaviour.ts";
import { cloudflarePage, PAGE_HEADERS, signedInPage, signInPage } from "./pages.ts";
import { errorReply, json, type Reply } from "./reply.ts";
import { clearedCookies, sessionCookies, type Session, type Sessions } from "./sessions.ts";

/** The server's side of claude.ai. */
export interface ClaudeAi {
  sessions: Sessions;
  behaviour: Behaviour;
  account: (email: string) => Account;
}

export interface ClaudeAiRequest {
  method: string;
  path: string;
  /** The cookie's value; undefined where none came along. */
  sessionKey: string | undefined;
}

/** What `claude.ai` answers: a page with buttons, and the API that shows a session's usage. */
export function answerClaudeAi(site: ClaudeAi, request: ClaudeAiRequest): Reply {
  if (request.path.startsWith("/api/")) return answerApi(site, request);
  const session = site.sessions.findLatest(request.sessionKey);
  switch (`${request.method} ${request.path}`) {
    case "GET /":
    case "GET /login":
      return showPage(site, session, request.sessionKey);
    case "POST /login":
      return startSession(site, FIRST_ACCOUNT);
    case "POST /switch-account":
      if (session) site.sessions.end(session.key);
      return startSession(site, session?.email === OTHER_ACCOUNT ? FIRST_ACCOUNT : OTHER_ACCOUNT);
    case "POST /rotate":
      // The front page sets the new cookie, as it does after a rotation that the server began.
      if (session) site.sessions.rotate(session.email);
      return toFrontPage([]);
    case "POST /renew":
      return toFrontPage(session ? cookiesFor(site, session) : []);
    case "POST /logout":
      if (session) site.sessions.end(session.key);
      return toFrontPage(clearedCookies());
    default:
      return errorReply(404, "not_found_error", "Not found");
  }
}

function answerApi(site: ClaudeAi, { path, sessionKey }: ClaudeAiRequest): Reply {
  const { sessions, behaviour, account } = site;
  const inTheWay = answerBefore(behaviour);
  if (inTheWay) return inTheWay;
  const session = sessions.find(sessionKey);
  if (!session) {
    const details = { error_code: "account_session_invalid", error_visibility: "user_facing" };
    const error = { type: "permission_error", message: "Invalid authorization", details };
    return json(403, { type: "error", error });
  }
  const { organizations } = account(session.email);
  if (path === "/api/organizations") {
    const withoutUsage = organizations.map(({ usage: _, ...rest }) => rest);
    const reply = json(200, withoutUsage);
    if (!behaviour.handsOutKey) return reply;
    behaviour.handsOutKey = false;
    const { email } = session;
    const cookies = cookiesFor(site, { key: sessions.rotate(email), email });
    return { ...reply, headers: { ...reply.headers, "set-cookie": cookies } };
  }
  const organization = organizations.find(({ uuid }) => path === `/api/organizations/${uuid}/usage`);
  if (!organization) return errorReply(404, "not_found_error", "Not found");
  return json(200, organization.usage);
}

/** What claude.ai's API itself never gets to see. */
function answerBefore({ claudeApi }: Behaviour): Reply | null {
  switch (claudeApi) {
    case "open":
      return null;
    case "cloudflare":
      return {
        status: 403,
        headers: { "content-type": "text/html", "cf-mitigated": "challenge" },
        body: cloudflarePage(),
      };
    case "page":
      return { status: 200, headers: { "content-type": "text/html" }, body: cloudflarePage() };
    case "region":
      return { status: 302, headers: { location: "https://claude.ai/app-unavailable-in-region" } };
    case "refused":
      return errorReply(403, "permission_error", "We are unable to serve your request");
    case "rate-limited":
      return errorReply(429, "rate_limit_error", "Too many requests");
    case "silent":
      return { status: 200, silent: true };
    case "endless":
      return json(200, [{ uuid: "x".repeat(10_000_000), name: "Endless" }]);
  }
}

function showPage(site: ClaudeAi, session: Session | undefined, sessionKey: string | undefined): Reply {
  // The cookie of a session that the server ended stays, as a browser keeps it; only "Sign out" clears it.
  if (!session) return { status: 200, headers: PAGE_HEADERS, body: signInPage() };
  const owner = site.account(session.email);
  const cookies = session.key === sessionKey ? [] : cookiesFor(site, session);
  return {
    status: 200,
    headers: { ...PAGE_HEADERS, "set-cookie": cookies },
    body: signedInPage(owner, session.key),
  };
}

const startSession = (site: ClaudeAi, email: string): Reply =>
  toFrontPage(cookiesFor(site, { key: site.sessions.start(email), email }));

const cookiesFor = ({ account, behaviour }: ClaudeAi, { key, email }: Session): string[] =>
  sessionCookies(key, account(email), behaviour.sessionCookie);

/** 303, so that reloading the page repeats no button. */
const toFrontPage = (cookies: string[]): Reply => ({
  status: 303,
  headers: { location: "/", "set-cookie": cookies },
});
