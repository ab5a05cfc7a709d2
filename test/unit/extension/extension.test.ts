import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import {
  consentItem,
  historyItem,
  lastExportItem,
  load,
  save,
  settingsItem,
  syncStateItem,
} from "../../../src/extension/browser/storage.ts";
import { giveConsent } from "../../../src/extension/browser/consent.ts";
import { DEFAULT_SETTINGS } from "../../../src/extension/browser/records.ts";
import { failed, held, INITIAL_STATE, type LastExport } from "../../../src/extension/sync/state.ts";
import { syncContext } from "../../../src/extension/extension.ts";
import { useEnglish } from "../../helpers/fake-words.ts";

const FILE = { kind: "config", id: "1".repeat(32), path: "/home/you/.openclaw/openclaw.json" } as const;
const NOW = new Date();
const EXPORTED: LastExport = {
  fingerprint: "a".repeat(32),
  at: NOW.toISOString(),
  id: FILE.id,
  path: FILE.path,
};
const HELD = held(INITIAL_STATE, NOW);
const entry = { by: "sync", result: "held" } as const;
const action = { setBadgeText: vi.fn(), setBadgeBackgroundColor: vi.fn(), setTitle: vi.fn() };

beforeEach(() => {
  vi.restoreAllMocks();
  fakeBrowser.reset();
  Object.assign(browser, { action });
  useEnglish();
});

describe("A note", () => {
  it("stores state, history and what is forgotten in one go: no stop can part them", async () => {
    await save(lastExportItem, EXPORTED);
    const set = vi.spyOn(browser.storage.local, "set");
    await syncContext.note({ state: HELD, lastExport: null, entry });
    expect(set).toHaveBeenCalledTimes(1);
    await expect(load(syncStateItem)).resolves.toEqual(HELD);
    await expect(load(lastExportItem)).resolves.toBeNull();
    await expect(load(historyItem)).resolves.toMatchObject([{ ...entry, times: 1 }]);
  });

  it("keeps the last export where nothing is said of it", async () => {
    await save(lastExportItem, EXPORTED);
    await syncContext.note({ state: HELD, entry });
    await expect(load(lastExportItem)).resolves.toEqual(EXPORTED);
  });

  it("puts the newest line of the history first", async () => {
    await syncContext.note({ state: INITIAL_STATE, entry: { by: "sync", result: "saved", path: FILE.path } });
    await syncContext.note({
      state: INITIAL_STATE,
      entry: { by: "sync", result: "failed", code: "disk_full" },
    });
    const history = await load(historyItem);
    expect(history.map(({ result }) => result)).toEqual(["failed", "saved"]);
  });

  it("that says nothing new stores nothing", async () => {
    await syncContext.note({ state: HELD });
    const set = vi.spyOn(browser.storage.local, "set");
    await syncContext.note({ state: structuredClone(HELD) });
    expect(set).not.toHaveBeenCalled();
  });
});

describe("The badge", () => {
  it("tells what is stored", async () => {
    await save(consentItem, giveConsent({ autoSync: true }, NOW));
    await save(settingsItem, { ...DEFAULT_SETTINGS, target: "companion", file: FILE });
    await save(
      syncStateItem,
      failed(INITIAL_STATE, { code: "companion_missing" }, { fingerprint: null, now: NOW, watched: false }),
    );
    await syncContext.show();
    expect(action.setBadgeText).toHaveBeenLastCalledWith({ text: "!" });
  });

  it("is gone without consent, whatever is stored besides", async () => {
    await save(
      syncStateItem,
      failed(INITIAL_STATE, { code: "companion_missing" }, { fingerprint: null, now: NOW, watched: false }),
    );
    await syncContext.show();
    expect(action.setBadgeText).toHaveBeenLastCalledWith({ text: "" });
    expect(action.setTitle).toHaveBeenLastCalledWith({ title: "Clawkey" });
  });
});

describe("What is stored of another version", () => {
  it.each([
    ["sync", { trouble: "some" }, syncStateItem, INITIAL_STATE],
    ["history", [{ at: "yesterday" }], historyItem, []],
    ["lastExport", { fingerprint: "a", at: NOW.toISOString(), path: "/x" }, lastExportItem, null],
  ] as const)("counts as absent, and breaks nothing: %s", async (key, stored, item, fallback) => {
    await browser.storage.local.set({ [key]: stored });
    await expect(load<unknown>(item)).resolves.toEqual(fallback);
    await expect(syncContext.records()).resolves.toBeDefined();
  });
});
