import { describe, expect, it } from "vitest";
import {
  ACTIVE_ORGANIZATION_COOKIE,
  isOneSession,
  isSessionCookie,
  organizationFromCookies,
  SESSION_COOKIE,
  sessionFromCookies,
} from "../../../../src/core/claude/cookies.ts";
import { KEY_TEXT, keyText, OTHER_KEY_TEXT, WRONG_SECRETS } from "../../../helpers/keys.ts";

/** What Chromium returns for the cookies that claude.ai sets. */
const BASE = {
  domain: ".claude.ai",
  hostOnly: false,
  path: "/",
  secure: true,
  httpOnly: true,
  storeId: "0",
  session: false,
};
const SESSION = { ...BASE, name: "sessionKey", value: KEY_TEXT, expirationDate: 1_800_000_000.5 };
const ORGANIZATION = {
  ...BASE,
  httpOnly: false,
  name: "lastActiveOrg",
  value: "1a111111-2222-4333-8444-555555555555",
};

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
const UNCLEAR = { ok: false, code: "session_unclear" };

const SOON = SESSION.expirationDate - 86_400;
const HOST_ONLY = { domain: "claude.ai", hostOnly: true };
const PARTITIONED = { partitionKey: { topLevelSite: "https://claude.ai" } };
const OTHER_SITES = { partitionKey: { topLevelSite: "https://evil.example" } };
/** Another session, which ends a day sooner. */
const older = (change: object = {}) => ({
  ...SESSION,
  value: OTHER_KEY_TEXT,
  expirationDate: SOON,
  ...change,
});

/** The value that is read; null where nobody is signed in, or no organization is named. */
function sessionValue(cookie: unknown): string | null {
  const session = sessionFromCookies([cookie], NOW);
  if (session.ok) return session.key.reveal();
  return session.code === "signed_out" ? null : session.code;
}

const organizationValue = (cookie: unknown) => organizationFromCookies([cookie], NOW);

describe.each([
  ["session", SESSION, sessionValue],
  ["active organization", ORGANIZATION, organizationValue],
] as const)("The cookie of the %s", (_, cookie, valueOf) => {
  it.each([
    ["Chromium returns it", {}],
    ["Firefox returns it", { partitionKey: null, firstPartyDomain: "" }],
    ["Firefox returns it with first-party isolation", { firstPartyDomain: "claude.ai" }],
    ["it stands in a container", { storeId: "firefox-container-2" }],
    ["it belongs to the host alone", { domain: "claude.ai", hostOnly: true }],
    ["claude.ai has partitioned it", { partitionKey: { topLevelSite: "https://claude.ai" } }],
    [
      "Chromium returns a partitioned one",
      { partitionKey: { topLevelSite: "https://claude.ai", hasCrossSiteAncestor: false } },
    ],
  ])("is read as %s", (__, change) => {
    expect(valueOf({ ...cookie, ...change })).toBe(cookie.value);
  });

  it.each(OTHER_DOMAINS)("is not the user's own where its domain is %j", (domain) => {
    expect(valueOf({ ...cookie, domain })).toBeNull();
  });

  it.each([
    ["the browser returns nothing", null],
    ["it is empty", { ...cookie, value: "" }],
    ["it has another name", { ...cookie, name: `${cookie.name}LC` }],
    ["it is another site's partition", { ...cookie, partitionKey: { topLevelSite: "https://evil.example" } }],
    [
      "claude.ai is framed by another site in itself",
      { ...cookie, partitionKey: { topLevelSite: "https://claude.ai", hasCrossSiteAncestor: true } },
    ],
    ["it is another first party's", { ...cookie, firstPartyDomain: "evil.example" }],
    ["the browser returns something else", { ...cookie, value: 5 }],
    ["the browser returns a list", [cookie]],
  ])("says nothing where %s", (__, answer) => {
    expect(valueOf(answer)).toBeNull();
  });
});

describe("The session's cookie", () => {
  it.each([
    ["over plain HTTP", { secure: false }],
    ["from a script", { httpOnly: false }],
  ])("is not trusted where it could have come %s, and is no sign-out either", (_, change) => {
    expect(sessionFromCookies([{ ...SESSION, ...change }], NOW)).toEqual(UNCLEAR);
    const own = { ...SESSION, value: OTHER_KEY_TEXT, expirationDate: SOON };
    expect(sessionFromCookies([{ ...SESSION, ...change }, own], NOW)).toMatchObject({ ok: true });
  });

  it.each(WRONG_SECRETS)("is of no use where it holds %s", (_, value, code) => {
    expect(sessionFromCookies([{ ...SESSION, value }], NOW)).toEqual({ ok: false, code });
  });

  it("has its end in the browser's unit, which is seconds, or none where it ends with the browser", () => {
    expect(sessionFromCookies([SESSION], NOW)).toMatchObject({ expiresAt: END });
    const { expirationDate: _, ...cookie } = SESSION;
    expect(sessionFromCookies([{ ...cookie, session: true }], NOW)).toMatchObject({ expiresAt: null });
  });

  it("counts until its end, and not after, though Firefox still hands it out", () => {
    expect(sessionFromCookies([SESSION], new Date(END.getTime() - 1))).toMatchObject({ ok: true });
    expect(sessionFromCookies([SESSION], END)).toEqual(SIGNED_OUT);
  });

  it.each([
    [true, "sessionKey", "claude.ai"],
    [false, "sessionKeyV3", "claude.ai"],
    [false, "sessionKey", "claude.ai.evil.example"],
  ])("is known by name and domain when it changes: %s for %s of %s", (known, name, domain) => {
    expect(isSessionCookie({ name, domain })).toBe(known);
  });
});

describe("Of several cookies of the session,", () => {
  it.each<[what: string, cookies: object[]]>([
    ["an older twin of the host alone", [older(HOST_ONLY), SESSION]],
    ["an older one with a partition", [older(PARTITIONED), SESSION]],
    ["an older one without a partition", [older(), { ...SESSION, ...PARTITIONED }]],
    ["an older one by another path", [older({ path: "/chat" }), SESSION]],
    ["one that has ended", [{ ...SESSION, value: OTHER_KEY_TEXT, expirationDate: 1 }, SESSION]],
    ["one that ends with the browser", [older({ expirationDate: undefined, session: true }), SESSION]],
    ["one of another site's partition", [older({ ...OTHER_SITES, expirationDate: 2e9 }), SESSION]],
    ["one that holds no key", [older({ value: "gone", expirationDate: 2e9 }), SESSION]],
    ["an empty one", [older({ value: "", expirationDate: 2e9 }), SESSION]],
    ["the same key twice", [{ ...SESSION, ...HOST_ONLY, expirationDate: 2e9 }, SESSION]],
    ["two for the host alone", [older(HOST_ONLY), { ...SESSION, ...HOST_ONLY }]],
  ])("beside %s, the one in use is taken, in whatever order", (_, cookies) => {
    for (const all of [cookies, cookies.toReversed()]) {
      const session = sessionFromCookies(all, NOW);
      expect(session.ok && session.key.reveal()).toBe(KEY_TEXT);
    }
  });

  it.each<[what: string, cookies: object[]]>([
    ["the host's own one ends later than claude.ai's", [{ ...SESSION, ...HOST_ONLY }, older()]],
    ["two end together", [older({ ...PARTITIONED, expirationDate: SESSION.expirationDate }), SESSION]],
    [
      "three keys are there, two of which end last",
      [SESSION, older(), { ...SESSION, ...PARTITIONED, value: keyText(3) }],
    ],
  ])("none is taken, and nobody is signed out, where %s", (_, cookies) => {
    for (const all of [cookies, cookies.toReversed()]) expect(sessionFromCookies(all, NOW)).toEqual(UNCLEAR);
  });

  it("claude.ai would be asked as one session alone only where no other is sent along", () => {
    expect(isOneSession([SESSION, { ...SESSION, ...HOST_ONLY }], NOW)).toBe(true);
    expect(isOneSession([SESSION, older(HOST_ONLY)], NOW)).toBe(false);
    expect(isOneSession([SESSION, older({ expirationDate: 1 })], NOW)).toBe(true);
    expect(isOneSession([], NOW)).toBe(false);
  });
});

it.each(["first", `${ORGANIZATION.value}/usage`])("No organization has the id %j", (value) => {
  expect(organizationValue({ ...ORGANIZATION, value })).toBeNull();
});
