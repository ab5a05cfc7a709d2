/** The door over the browser's own storage, alarms and badge: what a run costs, and what it leaves behind. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { failure } from "../../../src/core/messages/failures.ts";
import type { Request } from "../../../src/core/messages/requests.ts";
import {
  DEFAULT_SETTINGS,
  giveConsent,
  INITIAL_STATE,
  type Records,
} from "../../../src/extension/browser/records.ts";
import { load, save } from "../../../src/extension/browser/storage.ts";
import {
  clearCopied,
  clearHistory,
  companionStatus,
  copyKey,
  exportNow,
  fingerprintOf,
  openSessionNow,
  records,
  syncNow,
  verify,
} from "../../../src/extension/extension.ts";
import { CONFIG, DOTENV, PICKED, statusReply } from "../../helpers/fake-openclaw.ts";
import { fakeDatabases } from "../../helpers/fake-databases.ts";
import { refuse, removeFrom, withdraw } from "../../../src/extension/withdrawal.ts";
import { syncWhenDue } from "../../../src/extension/worker.ts";
import { fakeNative } from "../../helpers/fake-port.ts";
import { useEnglish } from "../../helpers/fake-words.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";

const SALT = "0".repeat(32);
const ON = {
  consent: giveConsent({ grade: "key", autoSync: true }, new Date()),
  settings: { ...DEFAULT_SETTINGS, target: "companion", file: CONFIG },
  salt: SALT,
} satisfies Partial<Records>;

const action = { setBadgeText: vi.fn(), setBadgeBackgroundColor: vi.fn(), setTitle: vi.fn() };
const cookie = vi.fn<() => Promise<object[]>>();
const removed = vi.fn(async () => true);
const requests: string[] = [];
/** What each write may overwrite. */
const replaced: unknown[] = [];

beforeEach(async () => {
  vi.restoreAllMocks();
  fakeBrowser.reset();
  vi.stubGlobal("fetch", async () => Response.json([{ uuid: "robin", name: "Robin" }]));
  useEnglish();
  signIn(KEY_TEXT);
  const permissions = { contains: async () => true, remove: removed };
  Object.assign(browser, { action, cookies: { getAll: cookie }, permissions });
  requests.length = replaced.length = 0;
  fakeNative().replies((request: Request) => {
    requests.push(request.verb);
    if (request.verb === "set") replaced.push(request.replace);
    const { path } = "file" in request && request.file === "dotenv" ? DOTENV : CONFIG;
    if (request.verb === "remove") return { ok: true, path, changed: true, backups: [] };
    return { ok: true, path, changed: true, tightened: false, effect: { effective: true } };
  });
  // Whose key it is was asked before.
  const asked = { key: await sessionKey(KEY_TEXT).fingerprint(SALT), organizations: ["robin"] };
  await save({ ...ON, asked, owner: { ...asked, key: "before" } });
});

function signIn(value: string): void {
  const session = { name: "sessionKey", value, domain: ".claude.ai", secure: true, httpOnly: true };
  cookie.mockReset().mockResolvedValue([session]);
}

/** How often the storage is read and written meanwhile. */
async function costOf(run: () => Promise<unknown>) {
  const [get, set] = [vi.spyOn(browser.storage.local, "get"), vi.spyOn(browser.storage.local, "set")];
  await run();
  const cost = { reads: get.mock.calls.length, writes: set.mock.calls.length };
  vi.restoreAllMocks();
  return cost;
}

it.each([
  ["a click", exportNow, 4],
  ["a sync that writes", syncWhenDue, 4],
])("%s writes the storage twice, and reads it no more than it must", async (_, run, reads) => {
  expect(await costOf(run)).toEqual({ reads, writes: 2 });
  expect(requests).toEqual(["set"]);
  const stored = await load();
  const fingerprint = await sessionKey(KEY_TEXT).fingerprint(SALT);
  expect(stored).toMatchObject({ lastExport: { fingerprint, id: CONFIG.id }, written: [CONFIG] });
  expect(JSON.stringify(stored)).not.toContain("sk-ant-");
});

it("only a click that says so overwrites what is no session key: a sync never asks for it", async () => {
  await syncWhenDue();
  await exportNow();
  await exportNow("reference");
  expect(replaced).toEqual([undefined, undefined, "reference"]);
});

it.each([
  ["gateway", undefined],
  ["command", true],
])("a proof by the %s says whether the gateway is behind any longer: %s", async (seenBy, behind) => {
  const lastExport = { fingerprint: "a", at: new Date().toISOString(), id: CONFIG.id, path: CONFIG.path };
  await save({ lastExport: { ...lastExport, gatewayIsBehind: true } });
  const shown = { ok: true, seenBy, windows: [], version: "2026.8.2", source: "configVars" };
  fakeNative().replies(() => shown);
  expect(await verify(() => {}, new AbortController().signal)).toMatchObject({ ok: true, seenBy });
  expect((await load()).lastExport).toEqual({
    ...lastExport,
    seenAt: expect.any(String),
    ...(behind ? { gatewayIsBehind: true } : {}),
  });
});

it("a proof says nothing of an export that came after its question", async () => {
  const lastExport = { fingerprint: "a", at: new Date(0).toISOString(), id: CONFIG.id, path: CONFIG.path };
  const later = { ...lastExport, at: new Date(1).toISOString() };
  await save({ lastExport });
  fakeNative().replies(() => ({
    ok: true,
    seenBy: "gateway",
    windows: [],
    version: "1",
    source: "configVars",
  }));
  const verified = verify(() => {}, new AbortController().signal);
  await save({ lastExport: later });
  await verified;
  expect((await load()).lastExport).toEqual(later);
});

it("a wake without a change reads the storage once for the key and once for the numbers, and writes nothing", async () => {
  await syncWhenDue();
  expect(await costOf(syncWhenDue)).toEqual({ reads: 2, writes: 0 });
  expect(requests).toEqual(["set"]);
  await expect(browser.alarms.get("next")).resolves.toBeDefined();
});

it("result, state and history are stored in one write: no stop can part them", async () => {
  await save({ state: { ...INITIAL_STATE, heldUntil: new Date().toISOString() } });
  const set = vi.spyOn(browser.storage.local, "set");
  await exportNow();
  expect(set.mock.calls.map(([changes]) => Object.keys(changes).toSorted())).toEqual([
    ["put", "state", "written"],
    ["history", "lastExport", "owner", "put", "state"],
  ]);
});

it("a click, a copy and a look at the session come by the same gate", async () => {
  await save({ consent: null });
  for (const run of [exportNow, () => copyKey("raw"), async () => (await openSessionNow()).session]) {
    await expect(run()).resolves.toEqual({ ok: false, code: "consent_missing" });
  }
  expect(cookie).not.toHaveBeenCalled();
  expect(requests).toEqual([]);
});

it("a key is copied, and nothing of that is stored", async () => {
  const writeText = vi.fn(async (_: string) => {});
  vi.stubGlobal("navigator", { locks: navigator.locks, clipboard: { writeText } });
  const before = await records();
  await expect(copyKey("raw")).resolves.toEqual({ ok: true });
  await expect(clearCopied()).resolves.toBe(true);
  expect(writeText.mock.calls).toEqual([[KEY_TEXT], [""]]);
  await expect(records()).resolves.toEqual(before);
  vi.unstubAllGlobals();
});

it("OpenClaw's status comes with the fingerprint of the key, salted alike", async () => {
  const status = statusReply();
  const native = fakeNative();
  native.replies(() => status);
  const key = sessionKey(OTHER_KEY_TEXT);
  const fingerprint = await key.fingerprint(SALT);
  await expect(companionStatus()).resolves.toEqual(status);
  await expect(fingerprintOf(key, await records())).resolves.toBe(fingerprint);
  expect(native.port.postMessage.mock.calls).toEqual([[{ protocol: 1, verb: "status", salt: SALT }]]);
});

describe("After an export,", () => {
  beforeEach(() => exportNow());

  it.each([
    ["a withdrawal takes the key out", () => withdraw({ removeKey: true }), ["set", "remove"]],
    ["a refusal names the file in which it is left", refuse, ["set"]],
  ])("%s, and leaves no record, no permission, no alarm and no badge", async (what, run, verbs) => {
    const databases = fakeDatabases();
    const result = await run();
    if (what.startsWith("a refusal")) expect(result).toEqual([{ place: CONFIG, why: null }]);
    expect(databases).toEqual(["picked", "pairing"]);
    expect(requests).toEqual(verbs);
    await expect(browser.storage.local.get()).resolves.toEqual({});
    await expect(browser.alarms.getAll()).resolves.toEqual([]);
    expect(removed).toHaveBeenCalled();
    expect(action.setBadgeText).toHaveBeenLastCalledWith({ text: "" });
    expect(action.setTitle).toHaveBeenLastCalledWith({ title: "Clawkey is off" });
  });

  it("an old file is cleared and forgotten, and nothing besides", async () => {
    await save({ settings: { ...ON.settings, file: DOTENV }, written: [CONFIG, DOTENV] });
    await expect(removeFrom(CONFIG)).resolves.toMatchObject({ paths: [CONFIG.path], left: [] });
    await expect(load()).resolves.toMatchObject({ written: [DOTENV], lastExport: null });
    await exportNow();
    const { lastExport } = await load();
    await removeFrom(CONFIG);
    await expect(load()).resolves.toMatchObject({ lastExport });
  });

  it("a picked file is out of reach: only the page on which a click opens it takes a key out of it", async () => {
    await save({ written: [CONFIG, PICKED] });
    const why = failure("picked_not_allowed", { path: PICKED.path });
    const removal = await removeFrom(PICKED);
    expect(removal).toMatchObject({ paths: [], left: [{ place: PICKED, why }] });
    await expect(load()).resolves.toMatchObject({ written: [CONFIG, PICKED] });
  });

  it("the history can be cleared", async () => {
    await clearHistory();
    await expect(load()).resolves.toMatchObject({ history: [], lastExport: { id: CONFIG.id } });
  });
});

it("the badge tells what is stored", async () => {
  fakeNative().replies(() => ({ ok: false, code: "write_denied" }));
  await syncNow();
  expect(action.setBadgeText).toHaveBeenLastCalledWith({ text: "!" });
});
