import { browser } from "wxt/browser";
import { ACTIVE_ORGANIZATION_COOKIE, organizationFromCookie } from "../session/active-organization.ts";
import { SESSION_COOKIE, sessionFromCookie, type Session } from "../session/session-cookie.ts";

/** Reads the session cookie. Callers stand behind the consent gate; without the host permission there is no cookie. */
export async function readSession(): Promise<Session> {
  return sessionFromCookie(await browser.cookies.get(SESSION_COOKIE));
}

/** Reads the other cookie, behind the same gate. */
export async function readActiveOrganization(): Promise<string | null> {
  return organizationFromCookie(await browser.cookies.get(ACTIVE_ORGANIZATION_COOKIE));
}
