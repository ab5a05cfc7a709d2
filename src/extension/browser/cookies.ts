import { browser } from "wxt/browser";
import * as z from "zod/mini";
import {
  ACTIVE_ORGANIZATION_COOKIE,
  FIRST_PARTY,
  isOneSession,
  organizationFromCookies,
  SESSION_COOKIE,
  sessionFromCookies,
  type Session,
} from "../../core/claude/cookies.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";

/**
 * Reads the session cookie. Callers stand behind the consent gate; without the host permission there is no cookie.
 * @param container whose cookie is meant; null for the one outside of all containers, and then no other is seen
 */
export async function readSession(container: string | null): Promise<Session> {
  return sessionFromCookies(await getCookies(SESSION_COOKIE, container), new Date());
}

/** Reads the other cookie, behind the same gate. */
export async function readActiveOrganization(container: string | null): Promise<string | null> {
  return organizationFromCookies(await getCookies(ACTIVE_ORGANIZATION_COOKIE, container), new Date());
}

/**
 * Whether the browser sends this session along, and no other, when a page of ours asks claude.ai: there it knows no
 * container, no partition and no first party, so one of those would be answered as another's, or as nobody's.
 */
export async function isSentAlong(key: SessionKey): Promise<boolean> {
  const cookies = (await browser.cookies.getAll(SESSION_COOKIE).catch(() => [])).filter(isOfFirstParty(""));
  const now = new Date();
  const session = sessionFromCookies(cookies, now);
  return session.ok && isOneSession(cookies, now) && session.key.equals(key);
}

/**
 * All cookies of the name: `get` would pick the oldest of several, and see none that claude.ai has partitioned.
 *
 * Under first-party isolation Firefox refuses to answer where no first party is named; whether it is on is told by
 * the refusal alone. What was left behind when it was switched is there still, and is not the site's any more.
 */
async function getCookies(
  cookie: { url: string; name: string },
  container: string | null,
): Promise<unknown[]> {
  const wanted = { ...cookie, partitionKey: {}, ...(container === null ? {} : { storeId: container }) };
  try {
    return (await browser.cookies.getAll(wanted)).filter(isOfFirstParty(""));
  } catch (error) {
    if (import.meta.env.BROWSER !== "firefox") throw error;
    const isolated = { ...wanted, firstPartyDomain: FIRST_PARTY };
    return (await browser.cookies.getAll(isolated)).filter(isOfFirstParty(FIRST_PARTY));
  }
}

const Isolated = z.object({ firstPartyDomain: z.string() });

const isOfFirstParty = (site: string) => (cookie: unknown) =>
  (Isolated.safeParse(cookie).data?.firstPartyDomain ?? "") === site;
