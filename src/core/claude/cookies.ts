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

/** Of the cookies that claude.ai sets. Others for the host alone count as well. */
const USUAL_DOMAIN = ".claude.ai";

/**
 * What the browser's cookie API returns, as far as we rely on it. Domains are compared exactly: look-alikes
 * exist. A partitioned or isolated cookie counts where claude.ai itself is the site in the address bar: elsewhere it
 * belongs to claude.ai framed in some other site, and is not the user's own.
 */
const ClaudeCookie = z.object({
  name: z.string(),
  value: z.string().check(z.minLength(1)),
  domain: z.enum([USUAL_DOMAIN, "claude.ai"]),
  secure: z.boolean(),
  httpOnly: z.boolean(),
  /** In seconds. */
  expirationDate: z.optional(z.number()),
  partitionKey: z.optional(
    z.nullable(
      z.object({
        topLevelSite: z.literal("https://claude.ai"),
        hasCrossSiteAncestor: z.optional(z.literal(false)),
      }),
    ),
  ),
  firstPartyDomain: z.optional(z.enum(["", FIRST_PARTY])),
});
type ClaudeCookie = z.infer<typeof ClaudeCookie>;

/**
 * `expiresAt`: null for a cookie that ends with the browser. Fails with `signed_out` where there is no cookie, with
 * `session_unclear` where there are some and it can't be told which counts, or as `SessionKey.parse` does.
 */
export type Session = Result<{ key: SessionKey; expiresAt: Date | null }>;

/** Whether a change of this cookie may be one of the session; reads nothing but whose it is. */
export function isSessionCookie({ name, domain }: { name: string; domain: string }): boolean {
  return name === SESSION_COOKIE.name && ClaudeCookie.shape.domain.safeParse(domain).success;
}

/**
 * @param cookies all that the browser has under the name. Firefox keeps one that has ended until some cookie of the
 * site is written; the site itself does not get it any more.
 */
export function sessionFromCookies(cookies: readonly unknown[], now: Date): Session {
  const present = presentAmong(cookies, SESSION_COOKIE.name, now);
  if (present.length === 0) return failure("signed_out");
  // claude.ai's own is out of reach of scripts and of plain HTTP; what is not may be a subdomain's.
  const trusted = present.filter(({ secure, httpOnly }) => secure && httpOnly);
  const keys = trusted.filter(({ value }) => SessionKey.parse(value).ok);
  const cookie = cookieInUse(keys.length > 0 ? keys : trusted);
  if (cookie === null) return failure("session_unclear");
  const result = SessionKey.parse(cookie.value);
  return result.ok ? { ...result, expiresAt: endOf(cookie) } : result;
}

const ActiveOrganization = z.guid();

/** @param cookies as above. @returns the organization's id; null where there is none to rely on */
export function organizationFromCookies(cookies: readonly unknown[], now: Date): string | null {
  const cookie = cookieInUse(presentAmong(cookies, ACTIVE_ORGANIZATION_COOKIE.name, now));
  return ActiveOrganization.safeParse(cookie?.value).data ?? null;
}

/** Whether a request that carries these cookies has one session alone, be it sent twice. */
export const isOneSession = (cookies: readonly unknown[], now: Date): boolean =>
  new Set(presentAmong(cookies, SESSION_COOKIE.name, now).map(({ value }) => value)).size === 1;

function presentAmong(cookies: readonly unknown[], name: string, now: Date): ClaudeCookie[] {
  const own = cookies.flatMap((cookie) => ClaudeCookie.safeParse(cookie).data ?? []);
  return own.filter((cookie) => cookie.name === name && (endOf(cookie) ?? Infinity) > now);
}

const endOf = ({ expirationDate }: ClaudeCookie): Date | null =>
  expirationDate === undefined ? null : new Date(expirationDate * 1000);

/**
 * All of them are sent to claude.ai. It gives each the same four weeks and the domain `.claude.ai`, so that the one in
 * use ends last: one that was left behind, for the host alone say, ends before it.
 * @returns null where there is none, or where the two don't agree
 */
function cookieInUse(cookies: readonly ClaudeCookie[]): ClaudeCookie | null {
  const [last] = cookies.toSorted((a, b) => secondsOf(b) - secondsOf(a));
  if (!last) return null;
  const isUsual = ({ domain }: ClaudeCookie) => domain === USUAL_DOMAIN;
  const rivals = cookies.filter(
    (other) => secondsOf(other) === secondsOf(last) || (isUsual(other) && !isUsual(last)),
  );
  return rivals.every(({ value }) => value === last.value) ? last : null;
}

/** One that ends with the browser, which claude.ai's own do not, counts as the oldest. */
const secondsOf = ({ expirationDate = 0 }: ClaudeCookie): number => expirationDate;
