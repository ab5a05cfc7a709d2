import { beforeEach, describe, expect, it } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import {
  consentItem,
  forgetEverything,
  lastExportItem,
  load,
  loadSalt,
  save,
  settingsItem,
} from "../../../src/browser/storage.ts";
import { giveConsent } from "../../../src/consent/consent.ts";
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts";

beforeEach(() => {
  fakeBrowser.reset();
});

describe("stored items", () => {
  it("come back as they were saved", async () => {
    const consent = giveConsent({ autoSync: true }, new Date(0));
    await save(consentItem, consent);
    await expect(load(consentItem)).resolves.toEqual(consent);
    await expect(browser.storage.local.get()).resolves.toEqual({ consent });
  });

  it.each([
    ["nothing", undefined],
    ["of another version", { version: 0, givenAt: "1970-01-01T00:00:00.000Z", autoSync: false }],
    ["with a field too many", { version: 1, givenAt: "1970-01-01T00:00:00.000Z", autoSync: false, more: 1 }],
    ["without a date", { version: 1, givenAt: "yesterday", autoSync: false }],
    ["a word", "yes"],
  ])("of consent that are %s are no consent", async (_, stored) => {
    await browser.storage.local.set({ consent: stored });
    await expect(load(consentItem)).resolves.toBeNull();
  });

  it("of settings that are broken are the settings of the first day", async () => {
    await browser.storage.local.set({ settings: { target: "the moon" } });
    await expect(load(settingsItem)).resolves.toEqual(DEFAULT_SETTINGS);
  });
});

describe("the salt", () => {
  it("is random, and the same from its first use on", async () => {
    const salt = await loadSalt();
    expect(salt).toMatch(/^[0-9a-f]{32}$/);
    await expect(loadSalt()).resolves.toBe(salt);
    await forgetEverything();
    await expect(loadSalt()).resolves.not.toBe(salt);
  });
});

describe("forgetEverything", () => {
  it("leaves nothing", async () => {
    await save(settingsItem, { ...DEFAULT_SETTINGS, target: "clipboard" });
    await save(lastExportItem, {
      fingerprint: "0".repeat(32),
      at: new Date(0).toISOString(),
      id: "1".repeat(32),
      path: "/x",
    });
    await loadSalt();
    await forgetEverything();
    await expect(browser.storage.local.get()).resolves.toEqual({});
  });
});
