import { browser } from "wxt/browser";
import { SESSION_COOKIE, sessionFromCookie, type Session } from "../session/session-cookie.ts";

/** Reads the one cookie. Callers stand behind the consent gate; without the host permission there is no cookie. */
export async function readSession(): Promise<Session> {
  return sessionFromCookie(await browser.cookies.get(SESSION_COOKIE));
}
