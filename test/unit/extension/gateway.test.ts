/** The door of the pages about a gateway: what becomes of the key, the secret and the records. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { SESSION_KEY_VARIABLE } from "../../../src/core/config/precedence.ts";
import { failure } from "../../../src/core/messages/failures.ts";
import type { Request } from "../../../src/core/messages/requests.ts";
import { secrets } from "../../../src/extension/browser/secrets.ts";
import { giveConsent } from "../../../src/extension/browser/records.ts";
import { load, save } from "../../../src/extension/browser/storage.ts";
import { exportNow, lookAt, verify } from "../../../src/extension/extension.ts";
import { forgetGateway, gatewayStatus, keepKey, moveToGateway } from "../../../src/extension/gateway.ts";
import { refuse, withdraw } from "../../../src/extension/withdrawal.ts";
import { syncWhenDue } from "../../../src/extension/worker.ts";
import { CONFIG, DOTENV, PICKED } from "../../helpers/fake-openclaw.ts";
import { fakeNative } from "../../helpers/fake-port.ts";
import { useEnglish } from "../../helpers/fake-words.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { pairBrowser } from "../../helpers/gateway-client.ts";
import { paired, pairedBrowser, SALT } from "../../helpers/paired-browser.ts";

let scene: Awaited<ReturnType<typeof pairedBrowser>>;
const cookie = vi.fn<() => Promise<object[]>>();
/** What the companion answers to a removal. */
let removal: object;

beforeEach(async () => {
  scene = await pairedBrowser();
  useEnglish();
  signIn(KEY_TEXT);
  const action = { setBadgeText: vi.fn(), setBadgeBackgroundColor: vi.fn(), setTitle: vi.fn() };
  const permissions = { contains: async () => true, remove: async () => true };
  Object.assign(browser, { action, cookies: { getAll: cookie }, permissions });
  removal = { ok: true, path: CONFIG.path, changed: true, backups: [] };
  fakeNative().replies((request: Request) => (request.verb === "remove" ? removal : failure("disk_full")));
  const asked = { key: await sessionKey(KEY_TEXT).fingerprint(SALT), organizations: ["robin"] };
  await save({ asked });
});

function signIn(value: string): void {
  const session = { name: "sessionKey", value, domain: ".claude.ai", secure: true, httpOnly: true };
  cookie.mockReset().mockResolvedValue([session]);
}

const inUse = (): string | undefined => scene.gateway.host.environment[SESSION_KEY_VARIABLE];

it.each([
  ["a click", () => exportNow()],
  ["auto-sync, from the worker", () => syncWhenDue()],
])("%s puts the key into the gateway, and notes no more of it than its fingerprint", async (_, run) => {
  await run();
  expect(inUse()).toBe(KEY_TEXT);
  const stored = await load();
  const fingerprint = await sessionKey(KEY_TEXT).fingerprint(SALT);
  expect(stored.lastExport).toMatchObject({ fingerprint, id: scene.place.id, path: scene.gateway.url });
  expect(stored.written).toEqual([stored.settings.gateway]);
  expect(JSON.stringify(stored)).not.toContain("sk-ant-");
});

it("a rotation arrives by auto-sync, and a look says that OpenClaw has it", async () => {
  await exportNow();
  signIn(OTHER_KEY_TEXT);
  const key = await sessionKey(OTHER_KEY_TEXT).fingerprint(SALT);
  await save({ asked: { key, organizations: ["robin"] } });
  await syncWhenDue();
  expect(inUse()).toBe(OTHER_KEY_TEXT);
  expect(await lookAt(scene.place)).toMatchObject({
    there: key,
    effective: { fingerprint: key },
    problem: null,
  });
});

it("what the user set in the gateway's environment is replaced after a word of the user's own", async () => {
  await scene.gateway.restart({ [SESSION_KEY_VARIABLE]: OTHER_KEY_TEXT });
  expect(await exportNow()).toEqual(failure("environment_taken"));
  expect(await exportNow("environment")).toMatchObject({ ok: true });
  expect(inUse()).toBe(KEY_TEXT);
});

it("a proof is the gateway's own word, and noted", async () => {
  await exportNow();
  const proof = await verify(() => {}, new AbortController().signal);
  expect(proof).toMatchObject({ ok: true, seenBy: "gateway" });
  expect((await load()).lastExport).toHaveProperty("seenAt");
});

it("windows that a browser has sent prove nothing of the key", async () => {
  await exportNow();
  scene.gateway.host.show = async () => ({ ok: true, windows: [], version: "2026.9.6", from: "numbers" });
  const proof = await verify(() => {}, new AbortController().signal);
  expect(proof).toEqual(failure("key_missing", { step: "key" }));
  expect((await load()).lastExport?.seenAt).toBeUndefined();
});

it("a key that went out under an earlier pairing is taken out by the withdrawal, too", async () => {
  await exportNow();
  await save({ consent: giveConsent({ grade: "key", autoSync: false }, new Date()) });
  await paired(scene.gateway);
  expect(await withdraw({ removeKey: true })).toMatchObject({ removed: { paths: [scene.gateway.url] } });
  expect(inUse()).toBeUndefined();
});

it("another browser's key stays at a withdrawal, and none is said to be taken out", async () => {
  await exportNow();
  const other = await pairBrowser(scene.gateway.url, await scene.gateway.newCode());
  await other.ask({ op: "put", key: OTHER_KEY_TEXT, keep: true });
  expect(await withdraw({ removeKey: true })).toMatchObject({ removed: { paths: [], left: [] } });
  expect(inUse()).toBe(OTHER_KEY_TEXT);
});

it("the choice to keep the key is told to a gateway that has it", async () => {
  expect(await keepKey(false)).toBeNull();
  await exportNow();
  expect(await gatewayStatus()).toMatchObject({ key: { isYours: true, isKept: false } });
  expect((await load()).lastExport).toHaveProperty("process");
  expect(await keepKey(true)).toMatchObject({ ok: true, changed: true });
  expect(await gatewayStatus()).toMatchObject({ key: { isYours: true, isKept: true } });
  expect((await load()).lastExport?.process).toBeUndefined();
});

describe("Who comes from the companion", () => {
  it("has the key in the gateway, and then in no file that the companion reaches", async () => {
    await save({ written: [CONFIG, PICKED] });
    const { saved, removed } = await moveToGateway();
    expect(saved).toMatchObject({ ok: true });
    expect(removed).toMatchObject([{ paths: [CONFIG.path], left: [] }]);
    expect((await load()).written.map(({ id }) => id)).toEqual([PICKED.id, scene.place.id]);
    expect((await load()).lastExport).toMatchObject({ id: scene.place.id });
  });

  it("is told of what could not be taken out", async () => {
    await save({ written: [CONFIG] });
    removal = failure("file_read_only");
    const { removed } = await moveToGateway();
    expect(removed).toMatchObject([
      { paths: [], left: [{ place: CONFIG, why: { code: "file_read_only" } }] },
    ]);
    expect((await load()).written).toContainEqual(CONFIG);
  });

  it("keeps the old key where the gateway does not take the new one", async () => {
    await save({ written: [CONFIG, DOTENV] });
    await scene.gateway.restart({ [SESSION_KEY_VARIABLE]: OTHER_KEY_TEXT });
    expect(await moveToGateway()).toEqual({ saved: failure("environment_taken"), removed: [] });
    expect((await load()).written).toEqual(
      [CONFIG, DOTENV, scene.place].map((one) => expect.objectContaining({ id: one.id })),
    );
  });
});

describe("A gateway that is let go", () => {
  it("loses the key and this browser its secret", async () => {
    await exportNow();
    expect(await forgetGateway()).toMatchObject({ paths: [scene.gateway.url], left: [] });
    expect(inUse()).toBeUndefined();
    expect(await secrets.kept(scene.place.id)).toBeUndefined();
    expect(await load()).toMatchObject({
      settings: { target: null, gateway: null },
      written: [],
      lastExport: null,
    });
  });

  it("gets no key any more whose turn comes after", async () => {
    await exportNow();
    signIn(OTHER_KEY_TEXT);
    const key = await sessionKey(OTHER_KEY_TEXT).fingerprint(SALT);
    await save({ asked: { key, organizations: ["robin"] } });
    const pending = async (name: string) =>
      (await navigator.locks.query()).pending?.filter((lock) => lock.name === name).length;
    const { ends } = await navigator.locks.request("clawkey.destination", async () => {
      const forgetting = forgetGateway();
      await vi.waitFor(async () => expect(await pending("clawkey.destination")).toBe(1));
      const syncing = syncWhenDue();
      await Promise.race([
        syncing,
        vi.waitFor(async () => expect(await pending("clawkey.destination")).toBe(2)),
      ]);
      return { ends: [forgetting, syncing] };
    });
    await Promise.all(ends);
    expect(inUse()).toBeUndefined();
  });

  it("is let go where it can't be reached any more, and the key that may be left is told of", async () => {
    await exportNow();
    await scene.gateway.stop("disable");
    const why = { code: "gateway_starting" };
    expect(await forgetGateway()).toMatchObject({ paths: [], left: [{ why }] });
    expect(await secrets.kept(scene.place.id)).toBeUndefined();
    expect(await load()).toMatchObject({ settings: { target: null, gateway: null }, written: [] });
  });

  it("is no longer the chosen place, where another one is", async () => {
    await save({ settings: { ...(await load()).settings, target: "companion", file: CONFIG } });
    expect(await forgetGateway()).toBeNull();
    expect((await load()).settings).toMatchObject({ target: "companion", file: CONFIG, gateway: null });
  });
});

it.each<[what: string, run: () => Promise<unknown>, left: string | undefined]>([
  ["a withdrawal takes the key out if that is wanted", () => withdraw({ removeKey: true }), undefined],
  ["a withdrawal leaves it if not", () => withdraw({ removeKey: false }), KEY_TEXT],
  ["a refusal leaves it", refuse, KEY_TEXT],
])("%s; the secret is deleted in any case", async (_, run, left) => {
  await exportNow();
  await run();
  expect(inUse()).toBe(left);
  expect(await secrets.kept(scene.place.id)).toBeUndefined();
  await expect(browser.storage.local.get()).resolves.toEqual({});
});
