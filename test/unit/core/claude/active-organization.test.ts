import { describe, expect, it } from "vitest";
import {
  ACTIVE_ORGANIZATION_COOKIE,
  organizationFromCookie,
} from "../../../../src/core/claude/active-organization.ts";

const ID = "1a111111-2222-4333-8444-555555555555";
const COOKIE = { name: "lastActiveOrg", value: ID, domain: ".claude.ai", path: "/", secure: true };

it("asks the browser for claude.ai's own cookie", () => {
  expect(ACTIVE_ORGANIZATION_COOKIE).toEqual({ url: "https://claude.ai/", name: "lastActiveOrg" });
});

describe("organizationFromCookie", () => {
  it.each([
    ["Chromium returns it", COOKIE],
    ["Firefox returns it", { ...COOKIE, partitionKey: null }],
    ["it belongs to the host alone", { ...COOKIE, domain: "claude.ai" }],
  ])("takes the id out of the cookie as %s", (_, cookie) => {
    expect(organizationFromCookie(cookie)).toBe(ID);
  });

  it.each([
    ["there is none", null],
    ["there is none, in other words", undefined],
    ["it is of a look-alike", { ...COOKIE, domain: ".claude.ai.evil.example" }],
    ["it is of a sub-domain", { ...COOKIE, domain: ".www.claude.ai" }],
    ["it is partitioned", { ...COOKIE, partitionKey: { topLevelSite: "https://evil.example" } }],
    ["it is another cookie", { ...COOKIE, name: "lastActiveOrgs" }],
    ["its value is no id", { ...COOKIE, value: "first" }],
    ["its value is empty", { ...COOKIE, value: "" }],
    ["its value has more than an id", { ...COOKIE, value: `${ID}/usage` }],
  ])("knows none where %s", (_, cookie) => {
    expect(organizationFromCookie(cookie)).toBeNull();
  });
});
