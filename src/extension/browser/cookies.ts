import { browser } from "wxt/browser";
import {
  ACTIVE_ORGANIZATION_COOKIE,
  FIRST_PARTY,
  organizationFromCookie,
  SESSION_COOKIE,
  sessionFromCookie,
  type Session,
} from "../../core/claude/cookies.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";

/**
 * Reads the session cookie. Callers stand behind the consent gate; without the host permission there is no cookie.
 * @param container whose cookie is meant; null for the one outside of all containers, and then no other is seen
 */
export async function readSession(container: string | null): Promise<Session> {
  return sessionFromCookie(await getCookie(SESSION_COOKIE, container), new Date());
}

/** Reads the other cookie, behind the same gate. */
export async function readActiveOrganization(container: string | null): Promise<string | null> {
  return organizationFromCookie(await getCookie(ACTIVE_ORGANIZATION_COOKIE, container));
}

/**
 * Whether the browser sends this session along when a page of ours asks claude.ai: there it knows no container and
 * no first party, so one of those would be answered as another's, or as nobody's.
 */
export async function isSentAlong(key: SessionKey): Promise<boolean> {
  const cookie: unknown = await browser.cookies.get(SESSION_COOKIE).catch(() => null);
  const session = sessionFromCookie(cookie, new Date());
  const salt = "";
  return session.ok && (await session.key.fingerprint(salt)) === (await key.fingerprint(salt));
}

/**
 * Under first-party isolation Firefox refuses to answer where no first party is named; without it, naming one
 * finds nothing. Which of the two holds is told by the refusal alone. `getAll` would search both, and may bring
 * what was left behind when isolation was switched on.
 */
async function getCookie(cookie: { url: string; name: string }, container: string | null): Promise<unknown> {
  const wanted = container === null ? cookie : { ...cookie, storeId: container };
  try {
    return await browser.cookies.get(wanted);
  } catch (error) {
    if (import.meta.env.BROWSER !== "firefox") throw error;
    const isolated = { ...wanted, firstPartyDomain: FIRST_PARTY };
    return browser.cookies.get(isolated);
  }
}
