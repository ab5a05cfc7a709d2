import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import {
  CONSENT_VERSION,
  DEFAULT_SETTINGS,
  giveConsent,
  HistoryEntry,
  INITIAL_STATE,
  type CachedUsage,
  type Records,
} from "../../../../src/extension/browser/records.ts";
import {
  forget,
  forgetEverything,
  load,
  loadCachedUsage,
  saltOf,
  save,
  saveCachedUsage,
  update,
  whenConsentEnds,
} from "../../../../src/extension/browser/storage.ts";
import { CONFIG, DOTENV } from "../../../helpers/fake-openclaw.ts";

const AT = "2027-01-01T08:00:00.000Z";
const LATER = "2027-01-01T09:00:00.000Z";
const EMPTY: Records = {
  consent: null,
  settings: DEFAULT_SETTINGS,
  lastExport: null,
  state: INITIAL_STATE,
  history: [],
  written: [],
  put: null,
  salt: "",
};
/** One of each, with every field filled in. */
const FULL = {
  consent: giveConsent({ autoSync: true }, new Date(AT)),
  settings: {
    target: "companion",
    file: CONFIG,
    format: "ssh",
    paused: true,
    onSignOut: "remove",
    container: "firefox-container-2",
  },
  lastExport: { fingerprint: "own", at: AT, id: CONFIG.id, path: CONFIG.path, gatewayIsBehind: true },
  state: {
    trouble: {
      code: "write_failed",
      detail: { errno: "EIO" },
      failures: 2,
      fingerprint: null,
      nextAt: LATER,
    },
    writes: [AT, LATER],
    heldUntil: LATER,
    expiresAt: LATER,
    goneSince: AT,
  },
  history: [{ at: AT, by: "sync", result: "failed", code: "file_busy", detail: { path: "/x" }, times: 2 }],
  written: [CONFIG, DOTENV],
  put: {
    id: "run",
    fingerprint: "own",
    destination: CONFIG.id,
    result: {
      ok: true,
      file: "config",
      path: CONFIG.path,
      changed: true,
      tightened: false,
      effect: { effective: true },
    },
  },
  salt: "0".repeat(32),
} satisfies Records;

beforeEach(() => {
  fakeBrowser.reset();
});

describe("What is stored", () => {
  it("comes back as it was", async () => {
    await save(FULL);
    await expect(load()).resolves.toEqual(FULL);
    const refused = { ok: false, code: "disk_full", detail: { path: "/x" } } as const;
    await save({ put: { ...FULL.put, result: refused } });
    await expect(load()).resolves.toEqual({ ...FULL, put: { ...FULL.put, result: refused } });
  });

  it("is nothing on the first day, and after everything was forgotten", async () => {
    await expect(load()).resolves.toEqual(EMPTY);
    await save(FULL);
    await saveCachedUsage(CACHED);
    await forgetEverything();
    await expect(load()).resolves.toEqual(EMPTY);
    await expect(browser.storage.local.get()).resolves.toEqual({});
    await expect(browser.storage.session.get()).resolves.toEqual({});
  });

  it.each(Object.keys(EMPTY) as (keyof Records)[])("can lose %s, and keeps the rest", async (name) => {
    await save(FULL);
    await forget(name);
    await expect(load()).resolves.toEqual({ ...FULL, [name]: EMPTY[name] });
    await browser.storage.local.set({ [name]: 7 });
    await expect(load()).resolves.toEqual({ ...FULL, [name]: EMPTY[name] });
  });

  const fields = (["settings", "state"] as const).flatMap((record) =>
    Object.keys(FULL[record]).map((field) => [record, field] as const),
  );

  it.each(fields)("can lose the field %s.%s, and keeps the rest", async (record, field) => {
    const absent = (EMPTY[record] as Record<string, unknown>)[field];
    for (const broken of [undefined, { any: "thing" }]) {
      const stored = { ...FULL[record], [field]: broken, ofALaterVersion: 1 };
      await browser.storage.local.set({ ...FULL, [record]: JSON.parse(JSON.stringify(stored)) });
      await expect(load()).resolves.toEqual({ ...FULL, [record]: { ...FULL[record], [field]: absent } });
    }
  });

  it.each([
    ["history", { ...FULL.history[0], at: "yesterday" }],
    ["history", { ...FULL.history[0], code: "of_a_later_version" }],
    ["written", { kind: "config", path: "/x" }],
  ])("loses a broken entry of %s, and keeps the others", async (name, broken) => {
    const entries = FULL[name as "history" | "written"];
    await browser.storage.local.set({ ...FULL, [name]: [broken, ...entries, null] });
    await expect(load()).resolves.toEqual(FULL);
  });

  it.each<[name: "lastExport" | "put", broken: object]>([
    ["lastExport", { id: undefined }],
    ["lastExport", { at: "yesterday" }],
    ["put", { fingerprint: 1 }],
    ["put", { result: { ok: true } }],
  ])("forgets a broken %s as a whole: %j", async (name, broken) => {
    await browser.storage.local.set({ ...FULL, [name]: { ...FULL[name], ...broken } });
    await expect(load()).resolves.toEqual({ ...FULL, [name]: null });
  });

  it.each([
    ["given to an older text", { version: CONSENT_VERSION - 1 }],
    ["given to a text still to come", { version: CONSENT_VERSION + 1 }],
    ["without a version", { version: undefined }],
    ["without a time", { givenAt: undefined }],
    ["of no time", { givenAt: "yesterday" }],
    ["of a time that is not in UTC", { givenAt: "2026-07-01T12:00:00+02:00" }],
    ["without the choice about sync", { autoSync: undefined }],
    ["with a choice about sync that is none", { autoSync: "yes" }],
    ["with what we never wrote", { extra: 1 }],
  ])("counts as no consent where it is one %s", async (_, broken) => {
    await browser.storage.local.set({ consent: { ...FULL.consent, ...broken } });
    await expect(load()).resolves.toEqual(EMPTY);
  });

  it("has no room for a key or a fingerprint in the history", () => {
    const all = ["at", "by", "result", "code", "detail", "path", "times"];
    expect(Object.keys(HistoryEntry.shape)).toEqual(all);
  });
});

it("consent is recorded with its choice, its time and the version of its text", () => {
  const given = { version: CONSENT_VERSION, givenAt: AT, autoSync: true };
  expect(giveConsent({ autoSync: true }, new Date(AT))).toEqual(given);
  expect(giveConsent({ autoSync: false }, new Date(AT))).toEqual({ ...given, autoSync: false });
});

it("of two changes of a record at once none is lost", async () => {
  await Promise.all([
    update("settings", (current) => ({ ...current, format: "ssh" })),
    update("settings", (current) => ({ ...current, target: "clipboard" })),
  ]);
  await expect(load()).resolves.toMatchObject({ settings: { format: "ssh", target: "clipboard" } });
});

it("a page hears of the end of consent, and of no other change", async () => {
  const ended = vi.fn();
  await save(FULL);
  whenConsentEnds(ended);
  await save({ consent: { ...FULL.consent, autoSync: false }, salt: "1" });
  expect(ended).not.toHaveBeenCalled();
  await forgetEverything();
  expect(ended).toHaveBeenCalledTimes(1);
});

describe("The salt", () => {
  it("is random, and the same from its first use on, even where two ask for it first", async () => {
    const [one, other] = await Promise.all([saltOf(EMPTY), saltOf(EMPTY)]);
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(other).toBe(one);
    await expect(saltOf(await load())).resolves.toBe(one);
    await forgetEverything();
    await expect(saltOf(await load())).resolves.not.toBe(one);
  });
});

const CACHED: CachedUsage = {
  fingerprint: "own",
  askedAt: AT,
  answer: {
    at: LATER,
    usage: {
      ok: true,
      organizations: [{ uuid: "first", name: "First" }],
      windows: [{ label: "5h", usedPercent: 41, resetAt: null }],
    },
  },
};
const answered = (usage: object) => ({ ...CACHED, answer: { at: AT, usage } });
const WITHOUT = { ...CACHED, answer: null };

describe("claude.ai's last answer", () => {
  it("is kept in memory, and nothing of it on the disk", async () => {
    await saveCachedUsage(CACHED);
    await expect(loadCachedUsage()).resolves.toEqual(CACHED);
    await expect(browser.storage.local.get()).resolves.toEqual({});
  });

  it.each<[what: string, stored: unknown, read: CachedUsage | null]>([
    ["nothing", undefined, null],
    ["without a time", { ...CACHED, askedAt: "yesterday" }, null],
    ["with a failure that is none", answered({ ok: false, code: "moon", organizations: [] }), WITHOUT],
    [
      "with a window that is none",
      answered({ ok: true, organizations: [], windows: [{ label: "5h" }] }),
      WITHOUT,
    ],
  ])("of a shape that is not ours is forgotten: %s", async (_, usage, read) => {
    await browser.storage.session.set({ usage });
    await expect(loadCachedUsage()).resolves.toEqual(read);
  });
});
