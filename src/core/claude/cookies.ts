/** claude.ai's two cookies that matter here: the one with the session key, and the one that names an organization. */
import * as z from "zod/mini";
import { failure, type Result } from "../messages/failures.ts";
import { SessionKey } from "./session-key.ts";

const CLAUDE_URL = "https://claude.ai/";

/** Which cookie the browser is asked for. `sessionKeyLC` and `sessionKeyV3` beside it are not what OpenClaw sends. */
export const SESSION_COOKIE = { url: CLAUDE_URL, name: "sessionKey" } as const;

/** Where claude.ai keeps which of the account's organizations this browser is on. */
export const ACTIVE_ORGANIZATION_COOKIE = { url: CLAUDE_URL, name: "lastActiveOrg" } as const;

/** Whose cookie it is under Firefox's first-party isolation: that of the site in the address bar. */
export const FIRST_PARTY = "claude.ai";

/**
 * What the browser's cookie API returns, as far as we rely on it. Domains are compared exactly: look-alikes
 * exist. A partitioned or isolated cookie belongs to claude.ai framed in some other site, and is not the user's own.
 */
const ClaudeCookie = z.object({
  value: z.string(),
  domain: z.enum([".claude.ai", "claude.ai"]),
  partitionKey: z.optional(z.null()),
  firstPartyDomain: z.optional(z.enum(["", FIRST_PARTY])),
});

const SessionCookie = z.extend(ClaudeCookie, {
  name: z.literal(SESSION_COOKIE.name),
  secure: z.literal(true),
  expirationDate: z.optional(z.number()),
});

const ActiveOrganizationCookie = z.extend(ClaudeCookie, {
  name: z.literal(ACTIVE_ORGANIZATION_COOKIE.name),
  value: z.guid(),
});

/** `expiresAt`: null for a cookie that ends with the browser. Fails with `signed_out`, or as `SessionKey.parse` does. */
export type Session = Result<{ key: SessionKey; expiresAt: Date | null }>;

/** Whether a change of this cookie may be one of the session; reads nothing but whose it is. */
export function isSessionCookie({ name, domain }: { name: string; domain: string }): boolean {
  return name === SESSION_COOKIE.name && SessionCookie.shape.domain.safeParse(domain).success;
}

/**
 * @param cookie what `cookies.get` answered; `null` or `undefined` where there is none. Firefox answers with one
 * that has ended until some cookie of the site is written; the site itself does not get it any more.
 */
export function sessionFromCookie(cookie: unknown, now: Date): Session {
  const parsed = SessionCookie.safeParse(cookie);
  if (!parsed.success || parsed.data.value === "") return failure("signed_out");
  const { value, expirationDate } = parsed.data;
  // The browser counts in seconds; a session cookie (no date) ends with the browser.
  const expiresAt = expirationDate === undefined ? null : new Date(expirationDate * 1000);
  if (expiresAt && expiresAt <= now) return failure("signed_out");
  const result = SessionKey.parse(value);
  return result.ok ? { ...result, expiresAt } : result;
}

/** @param cookie as above. @returns the organization's id; null where there is none to rely on */
export function organizationFromCookie(cookie: unknown): string | null {
  const parsed = ActiveOrganizationCookie.safeParse(cookie);
  return parsed.success ? parsed.data.value : null;
}
