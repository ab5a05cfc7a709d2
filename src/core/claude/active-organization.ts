/** Which of the account's organizations this browser is on: claude.ai keeps it in a cookie of its own. */
import * as z from "zod/mini";
import { CLAUDE_URL, ClaudeCookie } from "./claude-cookie.ts";

export const ACTIVE_ORGANIZATION_COOKIE = { url: CLAUDE_URL, name: "lastActiveOrg" } as const;

const ActiveOrganizationCookie = z.extend(ClaudeCookie, {
  name: z.literal(ACTIVE_ORGANIZATION_COOKIE.name),
  value: z.guid(),
});

/** @param cookie what `cookies.get` answered. @returns the organization's id; null where there is none to rely on */
export function organizationFromCookie(cookie: unknown): string | null {
  const parsed = ActiveOrganizationCookie.safeParse(cookie);
  return parsed.success ? parsed.data.value : null;
}
