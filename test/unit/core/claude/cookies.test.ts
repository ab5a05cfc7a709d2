import { describe, expect, it } from "vitest";
import {
  ACTIVE_ORGANIZATION_COOKIE,
  isSessionCookie,
  organizationFromCookie,
  SESSION_COOKIE,
  sessionFromCookie,
} from "../../../../src/core/claude/cookies.ts";
import { KEY_TEXT, WRONG_SECRETS } from "../../../helpers/keys.ts";

/** What Chromium returns for the cookies that claude.ai sets. */
const BASE = { domain: ".claude.ai", hostOnly: false, path: "/", secure: true, storeId: "0", session: false };
const SESSION = { ...BASE, name: "sessionKey", value: KEY_TEXT, expirationDate: 1_800_000_000.5 };
const ORGANIZATION = { ...BASE, name: "lastActiveOrg", value: "1a111111-2222-4333-8444-555555555555" };

const LOOK_ALIKES = ["claude.ai.evil.example", ".claude.ai.evil.example", "notclaude.ai", "cl\u0430ude.ai"];
const OTHER_DOMAINS = [
  ...LOOK_ALIKES,
  ".www.claude.ai",
  "www.claude.ai",
  "claude.ai.",
  "claude.com",
  ".ai",
  "",
];

/** The session's end is two weeks away. */
const NOW = new Date("2027-01-01T08:00:00.000Z");
const END = new Date("2027-01-15T08:00:00.500Z");

it("The browser is asked for claude.ai's two cookies and no other", () => {
  expect(SESSION_COOKIE).toEqual({ url: "https://claude.ai/", name: "sessionKey" });
  expect(ACTIVE_ORGANIZATION_COOKIE).toEqual({ url: "https://claude.ai/", name: "lastActiveOrg" });
});

const SIGNED_OUT = { ok: false, code: "signed_out" };

/** The value that is read; null where nobody is signed in, or no organization is named. */
function sessionValue(cookie: unknown): string | null {
  const session = sessionFromCookie(cookie, NOW);
  if (session.ok) return session.key.reveal();
  return session.code === "signed_out" ? null : session.code;
}

describe.each([
  ["session", SESSION, sessionValue],
  ["active organization", ORGANIZATION, organizationFromCookie],
] as const)("The cookie of the %s", (_, cookie, valueOf) => {
  it.each([
    ["Chromium returns it", {}],
    ["Firefox returns it", { partitionKey: null, firstPartyDomain: "" }],
    ["Firefox returns it with first-party isolation", { firstPartyDomain: "claude.ai" }],
    ["it stands in a container", { storeId: "firefox-container-2" }],
    ["it belongs to the host alone", { domain: "claude.ai", hostOnly: true }],
  ])("is read as %s", (__, change) => {
    expect(valueOf({ ...cookie, ...change })).toBe(cookie.value);
  });

  it.each(OTHER_DOMAINS)("is not the user's own where its domain is %j", (domain) => {
    expect(valueOf({ ...cookie, domain })).toBeNull();
  });

  it.each([
    ["there is none (Chromium)", null],
    ["there is none (Firefox)", undefined],
    ["it is empty", { ...cookie, value: "" }],
    ["it has another name", { ...cookie, name: `${cookie.name}LC` }],
    ["it is partitioned", { ...cookie, partitionKey: { topLevelSite: "https://evil.example" } }],
    ["it is another first party's", { ...cookie, firstPartyDomain: "evil.example" }],
    ["the browser returns something else", { ...cookie, value: 5 }],
    ["the browser returns a list", [cookie]],
  ])("says nothing where %s", (__, answer) => {
    expect(valueOf(answer)).toBeNull();
  });
});

describe("The session's cookie", () => {
  it("says nothing where it could have come over plain HTTP", () => {
    expect(sessionFromCookie({ ...SESSION, secure: false }, NOW)).toEqual(SIGNED_OUT);
  });

  it.each(WRONG_SECRETS)("is of no use where it holds %s", (_, value, code) => {
    expect(sessionFromCookie({ ...SESSION, value }, NOW)).toEqual({ ok: false, code });
  });

  it("has its end in the browser's unit, which is seconds, or none where it ends with the browser", () => {
    expect(sessionFromCookie(SESSION, NOW)).toMatchObject({ expiresAt: END });
    const { expirationDate: _, ...cookie } = SESSION;
    expect(sessionFromCookie({ ...cookie, session: true }, NOW)).toMatchObject({ expiresAt: null });
  });

  it("counts until its end, and not after, though Firefox still hands it out", () => {
    expect(sessionFromCookie(SESSION, new Date(END.getTime() - 1))).toMatchObject({ ok: true });
    expect(sessionFromCookie(SESSION, END)).toEqual(SIGNED_OUT);
  });

  it.each([
    [true, "sessionKey", "claude.ai"],
    [false, "sessionKeyV3", "claude.ai"],
    [false, "sessionKey", "claude.ai.evil.example"],
  ])("is known by name and domain when it changes: %s for %s of %s", (known, name, domain) => {
    expect(isSessionCookie({ name, domain })).toBe(known);
  });
});

it.each(["first", `${ORGANIZATION.value}/usage`])("No organization has the id %j", (value) => {
  expect(organizationFromCookie({ ...ORGANIZATION, value })).toBeNull();
});
