import { beforeEach, describe, expect, it } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import {
  consentItem,
  forgetEverything,
  keep,
  lastExportItem,
  load,
  loadKept,
  loadSalt,
  save,
  settingsItem,
  usageItem,
} from "../../../../src/extension/browser/storage.ts";
import type { KeptUsage } from "../../../../src/extension/usage/kept-usage.ts";
import { giveConsent } from "../../../../src/extension/browser/consent.ts";
import { DEFAULT_SETTINGS } from "../../../../src/extension/browser/records.ts";

const KEPT: KeptUsage = {
  fingerprint: "0".repeat(32),
  askedAt: new Date(0).toISOString(),
  answer: {
    at: new Date(0).toISOString(),
    usage: {
      ok: true,
      organizations: [{ uuid: "first", name: "First" }],
      windows: [{ label: "5h", usedPercent: 41, resetAt: null }],
    },
  },
};

const answered = (usage: object) => ({ ...KEPT, answer: { ...KEPT.answer, usage } });

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
    ["of another version", { ...giveConsent({ autoSync: false }, new Date(0)), version: 1 }],
    ["with a field too many", { ...giveConsent({ autoSync: false }, new Date(0)), more: 1 }],
    ["without a date", { ...giveConsent({ autoSync: false }, new Date(0)), givenAt: "yesterday" }],
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

describe("claude.ai's last answer", () => {
  it("is kept in memory, and nothing of it on the disk", async () => {
    await keep(usageItem, KEPT);
    await expect(loadKept(usageItem)).resolves.toEqual(KEPT);
    await expect(browser.storage.local.get()).resolves.toEqual({});
  });

  it.each([
    ["nothing", undefined],
    ["without a time", { ...KEPT, askedAt: "yesterday" }],
    ["with a field too many", { ...KEPT, key: "more" }],
    ["with a window that is none", answered({ ok: true, organizations: [], windows: [{ label: "5h" }] })],
  ])("of a shape that is not ours is forgotten: %s", async (_, usage) => {
    await browser.storage.session.set({ usage });
    await expect(loadKept(usageItem)).resolves.toBeNull();
  });
});

describe("the salt", () => {
  it("is one, even where two ask for it first", async () => {
    const [one, other] = await Promise.all([loadSalt(), loadSalt()]);
    expect(one).toBe(other);
  });

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
    await keep(usageItem, KEPT);
    await forgetEverything();
    await expect(browser.storage.local.get()).resolves.toEqual({});
    await expect(browser.storage.session.get()).resolves.toEqual({});
  });
});
