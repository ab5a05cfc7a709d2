import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { failure } from "../../../../src/core/messages/failures.ts";
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
  forgetEverything,
  load,
  loadCachedUsages,
  saltOf,
  save,
  saveCachedUsages,
  update,
  whenConsentEnds,
} from "../../../../src/extension/browser/storage.ts";
import { CONFIG, DOTENV, GATEWAY } from "../../../helpers/fake-openclaw.ts";
import { FIRST, readUsageOf, SECOND } from "../../../helpers/usage.ts";

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
  numbers: { sent: null, trouble: null, waiting: null },
  informed: [],
  owner: null,
  asked: null,
  notices: { organization: null, windows: [], shown: null },
  salt: "",
};
const { path } = CONFIG;
const TROUBLE = { code: "write_failed", detail: { errno: "EIO" }, failures: 2, fingerprint: null } as const;
const SAVED = { ok: true, file: "config", path, changed: true, tightened: false } as const;
/** One of each, with every field filled in. */
const FULL = {
  consent: giveConsent({ grade: "key", autoSync: true }, new Date(AT)),
  settings: {
    target: "companion",
    file: CONFIG,
    picked: { kind: "dotenv", id: "3".repeat(32), path: ".env", isPicked: true },
    gateway: GATEWAY,
    format: "ssh",
    paused: true,
    onSignOut: "remove",
    container: "firefox-container-2",
    organization: FIRST.uuid,
    pace: false,
    notices: true,
  },
  lastExport: { fingerprint: "own", at: AT, id: CONFIG.id, path, gatewayIsBehind: true },
  state: {
    trouble: { ...TROUBLE, nextAt: LATER },
    writes: [AT, LATER],
    heldUntil: LATER,
    seen: { key: "own", container: "firefox-container-2", since: AT, askedAt: LATER },
    expiresAt: LATER,
    goneSince: AT,
    afterSignOut: true,
    question: "key_gone",
    lookedAt: AT,
  },
  history: [{ at: AT, by: "sync", result: "failed", code: "file_busy", detail: { path }, times: 2 }],
  written: [CONFIG, DOTENV, GATEWAY],
  put: {
    id: "run",
    fingerprint: "own",
    destination: CONFIG.id,
    result: { ...SAVED, effect: { effective: true } },
  },
  numbers: {
    sent: { id: GATEWAY.id, at: AT, fingerprint: "own", organizations: ["robin"] },
    waiting: "other",
    trouble: { ...TROUBLE, nextAt: LATER },
  },
  informed: [GATEWAY],
  owner: { key: "own", organizations: ["robin", "team"] },
  asked: { key: "other", organizations: null },
  notices: {
    organization: FIRST.uuid,
    windows: [{ label: "5h", usedPercent: 96, resetAt: 1, told: 95 }],
    shown: { kind: "used", label: "5h", usedPercent: 96 },
  },
  salt: "0".repeat(32),
} satisfies Records;

const store = (changes: object) => browser.storage.local.set(changes);

beforeEach(() => {
  fakeBrowser.reset();
});

describe("What is stored", () => {
  it("comes back as it was", async () => {
    await save(FULL);
    await expect(load()).resolves.toEqual(FULL);
    const refused = { ...FULL, put: { ...FULL.put, result: failure("disk_full", { path }) } };
    await save(refused);
    await expect(load()).resolves.toEqual(refused);
  });

  it("is nothing on the first day, and after everything was forgotten", async () => {
    await expect(load()).resolves.toEqual(EMPTY);
    await save(FULL);
    await saveCachedUsages([CACHED]);
    await forgetEverything();
    await expect(load()).resolves.toEqual(EMPTY);
    await expect(browser.storage.local.get()).resolves.toEqual({});
    await expect(browser.storage.session.get()).resolves.toEqual({});
  });

  it("of a version that knew neither picked file nor gateway is read as it is", async () => {
    const { picked: _, gateway: __, ...settings } = FULL.settings;
    const written = [CONFIG, DOTENV];
    await store({ ...FULL, settings, written });
    const added = { picked: null, gateway: null };
    await expect(load()).resolves.toEqual({ ...FULL, settings: { ...FULL.settings, ...added }, written });
  });

  it.each(Object.keys(EMPTY) as (keyof Records)[])("can lose %s, and keeps the rest", async (name) => {
    await save(FULL);
    await browser.storage.local.remove(name);
    await expect(load()).resolves.toEqual({ ...FULL, [name]: EMPTY[name] });
    await store({ [name]: 7 });
    await expect(load()).resolves.toEqual({ ...FULL, [name]: EMPTY[name] });
  });

  const fields = (["settings", "state", "numbers", "notices"] as const).flatMap((record) =>
    Object.keys(FULL[record]).map((field) => [record, field] as const),
  );

  it.each(fields)("can lose the field %s.%s, and keeps the rest", async (record, field) => {
    const absent = (EMPTY[record] as Record<string, unknown>)[field];
    for (const broken of [{ any: "thing" }, undefined]) {
      const stored = { ...FULL[record], [field]: broken, ofALaterVersion: 1 };
      await store({ ...FULL, [record]: JSON.parse(JSON.stringify(stored)) });
      await expect(load()).resolves.toEqual({ ...FULL, [record]: { ...FULL[record], [field]: absent } });
    }
  });

  it.each([
    ["history", { ...FULL.history[0], at: "yesterday" }],
    ["history", { ...FULL.history[0], code: "of_a_later_version" }],
    ["written", { kind: "config", path }],
  ] as const)("loses a broken entry of %s, and keeps the others", async (name, broken) => {
    await store({ ...FULL, [name]: [broken, ...FULL[name], null] });
    await expect(load()).resolves.toEqual(FULL);
  });

  it.each([
    ["lastExport", { id: undefined }],
    ["lastExport", { at: "yesterday" }],
    ["put", { fingerprint: 1 }],
    ["put", { result: { ok: true } }],
    ["consent", { version: CONSENT_VERSION - 1 }],
    ["consent", { version: CONSENT_VERSION + 1 }],
    ["consent", { version: undefined }],
    ["consent", { givenAt: undefined }],
    ["consent", { givenAt: "yesterday" }],
    ["consent", { givenAt: "2026-07-01T12:00:00+02:00" }],
    ["consent", { grade: undefined }],
    ["consent", { grade: "all" }],
    ["consent", { autoSync: undefined }],
    ["consent", { autoSync: "yes" }],
    ["consent", { neverWrittenByUs: 1 }],
  ] as const)("forgets a broken %s as a whole: %j", async (name, broken) => {
    await store({ ...FULL, [name]: { ...FULL[name], ...broken } });
    await expect(load()).resolves.toEqual({ ...FULL, [name]: null });
  });

  it("has no room for a key or a fingerprint in the history", () => {
    const all = ["at", "by", "result", "code", "detail", "path", "times"];
    expect(Object.keys(HistoryEntry.shape)).toEqual(all);
  });
});

it.each([true, false])(
  "consent is recorded with the choice (%s), the time and the text's version",
  (autoSync) => {
    const given = { version: CONSENT_VERSION, givenAt: AT, grade: "key", autoSync };
    expect(giveConsent({ grade: "key", autoSync }, new Date(AT))).toEqual(given);
  },
);

it("a page that is still open after a withdrawal stores nothing", async () => {
  await save(FULL);
  await forgetEverything();
  await update("settings", (current) => ({ ...current, format: "ssh" }));
  await expect(saltOf(await load())).resolves.toMatch(/^[0-9a-f]{32}$/);
  await expect(load()).resolves.toEqual(EMPTY);
});

it("a change of a record waits for the lock of the records, and finds no consent once it was withdrawn", async () => {
  await save(FULL);
  let changed = Promise.resolve();
  await navigator.locks.request("clawkey.records", async () => {
    changed = update("consent", (current) => current && { ...current, autoSync: false });
    await forgetEverything();
  });
  await changed;
  await expect(load()).resolves.toEqual(EMPTY);
});

it("of two changes of a record at once none is lost", async () => {
  await save({ consent: FULL.consent });
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

it("the salt is random, and the same from its first use on, even where two ask for it first", async () => {
  await save({ consent: FULL.consent });
  const [one, other] = await Promise.all([saltOf(EMPTY), saltOf(EMPTY)]);
  expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(other).toBe(one);
  await expect(saltOf(await load())).resolves.toBe(one);
  await forgetEverything();
  await expect(saltOf(await load())).resolves.not.toBe(one);
});

const WINDOW = { label: "5h", usedPercent: 41, resetAt: null };
const USAGE = readUsageOf([WINDOW]);
const answered = (usage: object, wanted: string | null = null) => ({
  fingerprint: "own",
  wanted,
  askedAt: AT,
  answer: { at: LATER, usage },
  numbers: null,
});
const CACHED = answered(USAGE) as CachedUsage;

it("claude.ai's last answers are kept in memory, and nothing of them on the disk", async () => {
  const answers = [CACHED, answered(USAGE, SECOND.uuid) as CachedUsage];
  await saveCachedUsages(answers);
  await expect(loadCachedUsages()).resolves.toEqual(answers);
  await expect(browser.storage.local.get()).resolves.toEqual({});
});

it.each<[what: string, stored: unknown, read: CachedUsage[]]>([
  ["nothing", undefined, []],
  ["one alone, as an earlier version kept it", CACHED, []],
  ["without a time", [{ ...CACHED, askedAt: "yesterday" }], []],
  ["an unknown failure", [answered({ ...USAGE, ok: false, code: "moon" })], [{ ...CACHED, answer: null }]],
  ["a window without a number", [answered({ ...USAGE, windows: [{}] })], [{ ...CACHED, answer: null }]],
])("what is no last answer of claude.ai's is forgotten: %s", async (_, usage, read) => {
  await browser.storage.session.set({ usage });
  await expect(loadCachedUsages()).resolves.toEqual(read);
});
