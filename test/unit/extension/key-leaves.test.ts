/** Every way on which a key can leave the browser, and what keeps it in: the second gate. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { SESSION_KEY_VARIABLE } from "../../../src/core/config/precedence.ts";
import { failure } from "../../../src/core/messages/failures.ts";
import type { Request } from "../../../src/core/messages/requests.ts";
import {
  CopyFormat,
  giveConsent,
  type Consent,
  type Grade,
  type Place,
} from "../../../src/extension/browser/records.ts";
import { load, save } from "../../../src/extension/browser/storage.ts";
import { copyKey, exportNow, syncNow } from "../../../src/extension/extension.ts";
import { keepKey, moveToGateway } from "../../../src/extension/gateway.ts";
import { exportTo } from "../../../src/extension/picked.ts";
import { changeToNumbers } from "../../../src/extension/withdrawal.ts";
import { syncWhenDue } from "../../../src/extension/worker.ts";
import { CONFIG, PICKED } from "../../helpers/fake-openclaw.ts";
import { fakePicked, type FakePicked } from "../../helpers/fake-picked.ts";
import { fakeNative } from "../../helpers/fake-port.ts";
import { useEnglish } from "../../helpers/fake-words.ts";
import { KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { pairedBrowser, SALT } from "../../helpers/paired-browser.ts";

let scene: Awaited<ReturnType<typeof pairedBrowser>>;
let file: FakePicked;
let companion: ReturnType<typeof fakeNative>;
const cookie = vi.fn(async () => [
  { name: "sessionKey", value: KEY_TEXT, domain: ".claude.ai", secure: true, httpOnly: true },
]);
const clipboard = vi.fn(async (_: string) => {});

beforeEach(async () => {
  scene = await pairedBrowser();
  useEnglish();
  file = fakePicked("openclaw.json", "{}");
  companion = fakeNative();
  companion.replies(({ verb }: Request) =>
    verb === "set"
      ? { ok: true, path: CONFIG.path, changed: true, tightened: false, effect: { effective: true } }
      : failure("file_busy"),
  );
  cookie.mockClear();
  clipboard.mockClear();
  vi.stubGlobal("navigator", { locks: navigator.locks, clipboard: { writeText: clipboard } });
  const action = { setBadgeText: vi.fn(), setBadgeBackgroundColor: vi.fn(), setTitle: vi.fn() };
  const permissions = { contains: async () => true, remove: async () => true };
  Object.assign(browser, { action, cookies: { getAll: cookie }, permissions });
  const asked = { key: await sessionKey(KEY_TEXT).fingerprint(SALT), organizations: ["robin"] };
  await save({ asked });
});

/** Whoever has it now. */
function holders(): string[] {
  const sent = JSON.stringify(companion.port.postMessage.mock.calls);
  return [
    ["companion", sent],
    ["gateway", scene.gateway.host.environment[SESSION_KEY_VARIABLE]],
    ["file", new TextDecoder().decode(file.bytes)],
    ["clipboard", JSON.stringify(clipboard.mock.calls)],
  ].flatMap(([name, text]) => (text?.includes(KEY_TEXT) ? [name!] : []));
}

async function choose(grade: Grade | null, place: Place): Promise<void> {
  const consent: Consent | null = grade && giveConsent({ grade, autoSync: true }, new Date());
  const { settings } = await load();
  const target = place.kind === "gateway" ? "gateway" : place === PICKED ? "picked" : "companion";
  const here = { companion: { file: CONFIG }, picked: { picked: PICKED }, gateway: {} }[target];
  await save({ consent, settings: { ...settings, target, ...here } });
}

const GATEWAY = () => scene.place;
const WAYS: [what: string, holder: string, place: () => Place, go: () => Promise<unknown>][] = [
  ["an export by click to a file", "companion", () => CONFIG, () => exportNow()],
  ["an export by click to the gateway", "gateway", GATEWAY, () => exportNow()],
  ["an export that replaces something", "gateway", GATEWAY, () => exportNow("environment")],
  ["an export to a picked file", "file", () => PICKED, () => exportTo({ file: PICKED, handle: file.handle })],
  ["auto-sync, from a page", "companion", () => CONFIG, syncNow],
  ["auto-sync, from the worker", "gateway", GATEWAY, syncWhenDue],
  ["the move to the gateway", "gateway", GATEWAY, () => moveToGateway()],
  ["another choice of what the gateway keeps", "gateway", GATEWAY, keepAfterExport],
  ...CopyFormat.options.map((format): (typeof WAYS)[number] => [
    `a copy as ${format}`,
    "clipboard",
    GATEWAY,
    () => copyKey(format),
  ]),
];

/** As if it had been exported there one day. */
async function keepAfterExport(): Promise<void> {
  const at = new Date().toISOString();
  await save({ lastExport: { fingerprint: "old", at, id: scene.place.id, path: scene.place.path } });
  await keepKey(false);
}

describe.each(WAYS)("By %s", (_, holder, place, go) => {
  it("the key leaves where the user has agreed to that, and reaches nobody else", async () => {
    await choose("key", place());
    await go();
    expect(holders()).toEqual([holder]);
  });

  it("nothing leaves without consent, nor with that for the numbers alone", async () => {
    for (const grade of [null, "numbers"] as const) {
      await choose(grade, place());
      await go();
      expect(holders()).toEqual([]);
      expect((await load()).written).toEqual([]);
      expect((await load()).put).toBeNull();
    }
  });

  it("nothing leaves where an administrator keeps the key in, or allows another place alone", async () => {
    const elsewhere = holder === "clipboard" ? "companion" : "clipboard";
    const policies: Record<string, unknown>[] = [{ allowKey: false }, { target: elsewhere }];
    for (const policy of policies) {
      await browser.storage.managed.set(policy);
      await choose("key", place());
      await go();
      expect(holders()).toEqual([]);
      await browser.storage.managed.clear();
    }
  });
});

it("whoever agreed to the key is asked anew once an administrator keeps it in, and agreeing to the numbers takes it out", async () => {
  await choose("key", scene.place);
  await exportNow();
  expect(holders()).toEqual(["gateway"]);
  await browser.storage.managed.set({ allowKey: false });
  expect((await load()).consent).toBeNull();
  await changeToNumbers(giveConsent({ grade: "numbers", autoSync: false }, new Date()));
  expect(holders()).toEqual([]);
  expect(await load()).toMatchObject({ consent: { grade: "numbers" }, written: [], lastExport: null });
});

it.each(["click", "copy"])("a %s says why not, and reads no cookie for it", async (by) => {
  await choose("numbers", scene.place);
  const refused = await (by === "click" ? exportNow() : copyKey("raw"));
  expect(refused).toEqual(failure("numbers_only"));
  expect(cookie).not.toHaveBeenCalled();
});

it("a put that waits for its turn while the consent changes is not made", async () => {
  await choose("key", scene.place);
  const { promise, resolve } = Promise.withResolvers<void>();
  const before = navigator.locks.request("clawkey.destination", () => promise);
  const waiting = exportNow();
  await vi.waitFor(async () => expect((await load()).put).toMatchObject({ result: null }));
  await choose("numbers", scene.place);
  resolve();
  await before;
  expect(await waiting).toEqual(failure("numbers_only"));
  expect(holders()).toEqual([]);
});
