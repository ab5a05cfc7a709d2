import { randomBytes } from "node:crypto";
import type { Account } from "./account.ts";

const FOUR_WEEKS_IN_SECONDS = 28 * 24 * 60 * 60;

const HTTP_ONLY = "HttpOnly; ";
const READABLE = "";

/** The cookies that a sign-in at claude.ai leaves, as `Set-Cookie` lines. Only `sessionKey` opens the API. */
export function sessionCookies(key: string, { organizations }: Account): string[] {
  return [
    cookie("sessionKey", key, HTTP_ONLY),
    // A sibling with a value of its own: whoever takes it for the key gets nowhere.
    cookie("sessionKeyV3", randomBytes(60).toString("base64url"), HTTP_ONLY),
    cookie("sessionKeyLC", String(Date.now()), READABLE),
    cookie("lastActiveOrg", organizations[0]?.uuid ?? "", READABLE),
  ];
}

/** What signing out does to them. */
export function clearedCookies(): string[] {
  return [
    cookie("sessionKey", "", HTTP_ONLY, 0),
    cookie("sessionKeyV3", "", HTTP_ONLY, 0),
    cookie("sessionKeyLC", "", READABLE, 0),
    cookie("lastActiveOrg", "", READABLE, 0),
  ];
}

function cookie(name: string, value: string, httpOnly: string, maxAge = FOUR_WEEKS_IN_SECONDS): string {
  return `${name}=${value}; Domain=.claude.ai; Path=/; Max-Age=${maxAge}; ${httpOnly}Secure; SameSite=Lax`;
}
