import { browser } from "wxt/browser";
import { FIRST_PARTY, SESSION_COOKIE, sessionFromCookie, type Session } from "../session/session-cookie.ts";

/**
 * Reads the one cookie. Callers stand behind the consent gate; without the host permission there is no cookie.
 * @param container whose cookie is meant; null for the one outside of all containers, and then no other is seen
 */
export async function readSession(container: string | null): Promise<Session> {
  const wanted = container === null ? SESSION_COOKIE : { ...SESSION_COOKIE, storeId: container };
  return sessionFromCookie(await getCookie(wanted), new Date());
}

/**
 * Under first-party isolation Firefox refuses to answer where no first party is named; without it, naming one
 * finds nothing. Which of the two holds is told by the refusal alone. `getAll` would search both, and may bring
 * what was left behind when isolation was switched on.
 */
async function getCookie(wanted: typeof SESSION_COOKIE): Promise<unknown> {
  try {
    return await browser.cookies.get(wanted);
  } catch (error) {
    if (import.meta.env.BROWSER !== "firefox") throw error;
    const isolated = { ...wanted, firstPartyDomain: FIRST_PARTY };
    return browser.cookies.get(isolated);
  }
}
