import { describe, expect, it } from "vitest";
import { sessionFromCookie, SESSION_COOKIE } from "../../../../src/core/claude/cookies.ts";
import { KEY_TEXT, WRONG_SECRETS } from "../../../helpers/keys.ts";

/** What Chromium returns for the cookie that claude.ai sets at sign-in. */
const COOKIE = {
  name: "sessionKey",
  value: KEY_TEXT,
  domain: ".claude.ai",
  hostOnly: false,
  path: "/",
  secure: true,
  httpOnly: true,
  sameSite: "lax",
  session: false,
  expirationDate: 1_800_000_000.5,
  storeId: "0",
};

/** The cookie's end is two weeks away. */
const NOW = new Date("2027-01-01T08:00:00.000Z");

const SIGNED_OUT = { state: "signed-out" };

it("asks the browser for claude.ai's session cookie and no other", () => {
  expect(SESSION_COOKIE).toEqual({ url: "https://claude.ai/", name: "sessionKey" });
});

describe("sessionFromCookie", () => {
  it.each([
    ["Chromium returns it", COOKIE],
    ["Firefox returns it", { ...COOKIE, partitionKey: null, firstPartyDomain: "" }],
    ["Firefox returns it with first-party isolation", { ...COOKIE, firstPartyDomain: "claude.ai" }],
    ["it stands in a container", { ...COOKIE, storeId: "firefox-container-2" }],
    ["it belongs to the host alone", { ...COOKIE, domain: "claude.ai", hostOnly: true }],
  ])("takes the key out of the cookie as %s", (_, cookie) => {
    const session = sessionFromCookie(cookie, NOW);
    expect(session).toMatchObject({ state: "signed-in" });
    expect(session.state === "signed-in" && session.key.reveal()).toBe(KEY_TEXT);
  });

  it("reads the expiry in the browser's unit, which is seconds", () => {
    expect(sessionFromCookie(COOKIE, NOW)).toMatchObject({ expiresAt: new Date("2027-01-15T08:00:00.500Z") });
  });

  it.each([
    ["a moment before its end", "2027-01-15T08:00:00.499Z", "signed-in"],
    ["at its end, while Firefox still hands it out", "2027-01-15T08:00:00.500Z", "signed-out"],
  ])("takes the cookie %s for what it is", (_, now, state) => {
    expect(sessionFromCookie(COOKIE, new Date(now))).toMatchObject({ state });
  });

  it("has no expiry where the cookie ends with the browser", () => {
    const { expirationDate: _, ...cookie } = COOKIE;
    expect(sessionFromCookie({ ...cookie, session: true }, NOW)).toMatchObject({ expiresAt: null });
  });

  it.each([
    ["claude.ai.evil.example"],
    [".claude.ai.evil.example"],
    ["notclaude.ai"],
    [".www.claude.ai"],
    ["www.claude.ai"],
    ["claude.ai."],
    ["claude.com"],
    [".ai"],
    ["cl\u0430ude.ai"],
    [""],
  ])("takes no cookie of %j for the user's sign-in", (domain) => {
    expect(sessionFromCookie({ ...COOKIE, domain }, NOW)).toEqual(SIGNED_OUT);
  });

  it.each([
    ["there is none (Chromium)", null],
    ["there is none (Firefox)", undefined],
    ["it is empty", { ...COOKIE, value: "" }],
    ["it is sessionKeyLC", { ...COOKIE, name: "sessionKeyLC" }],
    ["it is sessionKeyV3", { ...COOKIE, name: "sessionKeyV3" }],
    ["it is partitioned", { ...COOKIE, partitionKey: { topLevelSite: "https://evil.example" } }],
    ["it is another first party's", { ...COOKIE, firstPartyDomain: "evil.example" }],
    ["it could have come over plain HTTP", { ...COOKIE, secure: false }],
    ["the browser returns something else", { ...COOKIE, value: 5 }],
    ["the browser returns a list", [COOKIE]],
  ])("sees nobody signed in where %s", (_, cookie) => {
    expect(sessionFromCookie(cookie, NOW)).toEqual(SIGNED_OUT);
  });

  it.each(WRONG_SECRETS)("says so where the cookie holds %s", (_, value, code) => {
    expect(sessionFromCookie({ ...COOKIE, value }, NOW)).toEqual({ state: "unusable", code });
  });
});
