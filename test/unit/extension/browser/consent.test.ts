import { describe, expect, it } from "vitest";
import { Consent, CONSENT_VERSION, giveConsent } from "../../../../src/extension/browser/consent.ts";

const NOW = new Date("2026-07-01T12:00:00.000Z");

describe("giveConsent", () => {
  it.each([[true], [false]])("records what was agreed to, and when: sync %s", (autoSync) => {
    const given = giveConsent({ autoSync }, NOW);
    expect(given).toEqual({ version: CONSENT_VERSION, givenAt: "2026-07-01T12:00:00.000Z", autoSync });
    expect(Consent.parse(JSON.parse(JSON.stringify(given)))).toEqual(given);
  });
});

describe("A stored record counts as consent", () => {
  const given = giveConsent({ autoSync: false }, NOW);

  it.each([
    ["it is missing", undefined],
    ["it was given to an older text", { ...given, version: CONSENT_VERSION - 1 }],
    ["it was given to a text still to come", { ...given, version: CONSENT_VERSION + 1 }],
    ["it has no time", { version: CONSENT_VERSION, autoSync: false }],
    ["its time is no time", { ...given, givenAt: "yesterday" }],
    ["its time is not in UTC", { ...given, givenAt: "2026-07-01T12:00:00+02:00" }],
    ["the choice about sync is missing", { version: CONSENT_VERSION, givenAt: given.givenAt }],
    ["the choice about sync is no choice", { ...given, autoSync: "yes" }],
    ["it holds what we never wrote", { ...given, extra: 1 }],
  ])("but not where %s", (_, stored) => {
    expect(Consent.safeParse(stored).success).toBe(false);
  });
});
