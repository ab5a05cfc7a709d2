import * as z from "zod/mini";
import { CLAUDE_URL, ClaudeCookie } from "./claude-cookie.ts";
import { SessionKey, type SessionKeyProblem } from "./session-key.ts";

/** Which cookie the browser is asked for. `sessionKeyLC` and `sessionKeyV3` beside it are not what OpenClaw sends. */
export const SESSION_COOKIE = { url: CLAUDE_URL, name: "sessionKey" } as const;

const SessionCookie = z.extend(ClaudeCookie, {
  name: z.literal(SESSION_COOKIE.name),
  secure: z.literal(true),
  expirationDate: z.optional(z.number()),
});

/** Whether a change of this cookie may be one of the session; reads nothing but whose it is. */
export function isSessionCookie({ name, domain }: { name: string; domain: string }): boolean {
  return name === SESSION_COOKIE.name && SessionCookie.shape.domain.safeParse(domain).success;
}

export type Session =
  | { state: "signed-in"; key: SessionKey; expiresAt: Date | null }
  | { state: "signed-out" }
  | { state: "unusable"; code: SessionKeyProblem };

/**
 * @param cookie what `cookies.get` answered; `null` or `undefined` where there is none. Firefox answers with one
 * that has ended until some cookie of the site is written; the site itself does not get it any more.
 */
export function sessionFromCookie(cookie: unknown, now: Date): Session {
  const parsed = SessionCookie.safeParse(cookie);
  if (!parsed.success || parsed.data.value === "") return { state: "signed-out" };
  const { value, expirationDate } = parsed.data;
  // The browser counts in seconds; a session cookie (no date) ends with the browser.
  const expiresAt = expirationDate === undefined ? null : new Date(expirationDate * 1000);
  if (expiresAt && expiresAt <= now) return { state: "signed-out" };
  const result = SessionKey.parse(value);
  if (!result.ok) return { state: "unusable", code: result.code };
  return { state: "signed-in", key: result.key, expiresAt };
}
