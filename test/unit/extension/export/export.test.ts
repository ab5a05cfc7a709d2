import type { GatewayEffect } from "../../../../src/core/messages/messages.ts";
/** The one way of a key: what a click, a sync and a withdrawal do to each other. */
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { giveConsent, Records, type ConfirmedFile } from "../../../../src/extension/browser/records.ts";
import { CONFIG, DOTENV, fingerprintOf, keepBusy, keysOf } from "../../../helpers/fake-openclaw.ts";
import { FIRST, home, SECOND, settled, signedIn, type FakeBrowser } from "../../../helpers/sync-world.ts";

type By = "click" | "sync";

const EMPTY = Records.parse({});
const CONSENT_MISSING = { ok: false, code: "consent_missing" };

const put = (browser: FakeBrowser, by: By) => (by === "click" ? browser.click() : browser.wake());

/** A companion that is at work on a put, until it is let go on. */
async function during(by: By) {
  const { openClaw, browser } = home();
  const letGoOn = keepBusy(openClaw, "set");
  browser.setCookie(FIRST);
  const first = put(browser, by);
  await settled();
  const end = async () => {
    await settled();
    letGoOn();
    await first;
  };
  return { openClaw, browser, first, end };
}

describe.each<By>(["click", "sync"])("While a put by %s is under way,", (by) => {
  it("what is being written is noted already, and other runs read on", async () => {
    const { openClaw, browser, end } = await during(by);
    expect(browser.stored).toMatchObject({
      written: [CONFIG],
      put: { fingerprint: fingerprintOf("A", FIRST), destination: CONFIG.id, result: null },
      state: { writes: by === "sync" ? [expect.any(String)] : [] },
      lastExport: null,
    });
    await browser.choose({ paused: true });
    expect(browser.shown).toEqual({ phase: "paused" });
    await end();
    expect(openClaw.asked).toHaveLength(1);
    expect(browser.stored).toMatchObject({ settings: { paused: true }, put: { result: { changed: true } } });
  });

  it("a click and a sync for the same key join it", async () => {
    const { openClaw, browser, first, end } = await during(by);
    const [clicked, synced] = [browser.click(), browser.wake()];
    await end();
    const saved = { ok: true, changed: true, path: CONFIG.path, file: "config" };
    await expect(clicked).resolves.toMatchObject(saved);
    if (by === "click") await expect(first).resolves.toMatchObject(saved);
    await synced;
    expect(openClaw.asked).toMatchObject([{ by, verb: "set" }]);
    expect(browser.stored.history).toMatchObject([{ by, result: "saved" }]);
  });

  it("clicks for another key wait for their turn as one, and its key stands there in the end", async () => {
    const { openClaw, browser, end } = await during(by);
    browser.setCookie(SECOND);
    const clicks = [browser.click(), browser.click()];
    await settled();
    let letGoOn = () => {};
    browser.lives.onCall = (name) => {
      if (name !== "wakeAt") return;
      browser.lives.onCall = null;
      letGoOn = keepBusy(openClaw, "set");
    };
    const ending = end();
    await settled();
    await settled();
    clicks.push(browser.click());
    await settled();
    letGoOn();
    await ending;
    await expect(Promise.all(clicks)).resolves.toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
    const fingerprint = fingerprintOf("A", SECOND);
    expect(browser.stored).toMatchObject({
      lastExport: { fingerprint },
      put: { fingerprint, result: { ok: true, changed: true } },
    });
    await browser.wake();
    expect(openClaw.asked).toHaveLength(2);
  });

  it("a click for another file does not join it", async () => {
    const { openClaw, browser, end } = await during(by);
    browser.stored.settings.file = DOTENV;
    const clicked = browser.click();
    await end();
    await expect(clicked).resolves.toMatchObject({ path: DOTENV.path });
    expect(openClaw.changes.map(({ path }) => path)).toEqual([CONFIG.path, DOTENV.path]);
  });

  it("a withdrawal waits for its end, and leaves no key and no note behind", async () => {
    const { openClaw, browser, end } = await during(by);
    const withdrawn = browser.withdraw(true);
    const late = browser.click();
    await settled();
    expect(browser.stored.consent).not.toBeNull();
    await end();
    const removed = {
      paths: [CONFIG.path],
      backups: [`${CONFIG.path}.bak`],
      serviceCopies: ["/service/gateway.env"],
      left: [],
    };
    await expect(withdrawn).resolves.toEqual({ removed, showing: [] });
    await expect(late).resolves.toEqual(CONSENT_MISSING);
    expect(openClaw.keys.size).toBe(0);
    expect(browser.stored).toEqual(EMPTY);
    expect(browser.permitted).toBe(false);
  });

  it("consent that is gone when it ends leaves nothing stored of it", async () => {
    const { browser, end } = await during(by);
    browser.stored = structuredClone(EMPTY);
    await end();
    expect(browser.stored).toEqual(EMPTY);
  });

  it("a stop of its run keeps nobody waiting: whoever joined it looks anew", async () => {
    const { openClaw, browser, end } = await during(by);
    const clicked = browser.click();
    await settled();
    browser.lives.stopAt({ call: "set", when: "before" }, { call: "set", when: "after" });
    browser.lives.onCall = (name) => {
      if (name === "lock destination") browser.lives.stopAt();
    };
    browser.cookie!.value = SECOND;
    await end();
    await expect(clicked).resolves.toMatchObject({ ok: true, changed: true });
    expect(openClaw.changes).toMatchObject([
      { key: FIRST, by },
      { key: SECOND, by: "click" },
    ]);
    const lastExport = { fingerprint: fingerprintOf("A", SECOND) };
    expect(browser.stored).toMatchObject({ lastExport, put: { result: { ok: true } } });
  });
});

it("a click that waits for its turn writes nothing once consent is withdrawn", async () => {
  const { openClaw, browser, end } = await during("sync");
  browser.setCookie(SECOND);
  const withdrawn = browser.withdraw(true);
  await settled();
  const clicked = browser.click();
  await end();
  await withdrawn;
  await expect(clicked).resolves.toEqual(CONSENT_MISSING);
  expect(keysOf(openClaw)).toEqual([FIRST, null]);
  expect(browser.stored).toEqual(EMPTY);
});

it.each<[what: string, change: (browser: FakeBrowser) => void]>([
  [
    "switched off",
    ({ stored }) => (stored.consent = giveConsent({ grade: "key", autoSync: false }, new Date())),
  ],
  ["paused", ({ stored }) => (stored.settings.paused = true)],
  ["led to another file", ({ stored }) => (stored.settings.file = DOTENV)],
])("a sync that waits for its turn writes nothing where it was %s meanwhile", async (_, change) => {
  const { openClaw, browser, end } = await during("click");
  browser.setCookie(SECOND);
  const waiting = browser.wake();
  await settled();
  expect(browser.stored.put).toMatchObject({ fingerprint: fingerprintOf("A", SECOND) });
  change(browser);
  await end();
  await waiting;
  expect(keysOf(openClaw)).toEqual([FIRST]);
  expect(browser.stored).toMatchObject({ put: null, state: { writes: [] } });
});

it.each<[what: string, first: By, second: By, asked: By[], result: object | undefined]>([
  ["click that joined a put which fails is told so", "sync", "click", ["sync"], { code: "disk_full" }],
  ["sync that joined one tries for itself", "click", "sync", ["click", "sync"], undefined],
])("a %s", async (_, first, second, asked, result) => {
  const { openClaw, browser, end } = await during(first);
  openClaw.failure = { code: "disk_full" };
  const joined = put(browser, second);
  await end();
  if (result) await expect(joined).resolves.toMatchObject(result);
  await joined;
  expect(openClaw.asked.map(({ by }) => by)).toEqual(asked);
  expect(browser.stored.state.trouble).toMatchObject({ code: "disk_full", failures: 1 });
});

it("a click without a session, a file or consent writes nothing, and says why", async () => {
  const { openClaw, browser } = home({ autoSync: false });
  await expect(browser.click()).resolves.toEqual({ ok: false, code: "signed_out" });
  expect(browser.stored.history).toMatchObject([{ by: "click", result: "failed", code: "signed_out" }]);
  browser.setCookie(FIRST);
  browser.stored.settings.file = null;
  await expect(browser.click()).resolves.toEqual({ ok: false, code: "native_permission_missing" });
  browser.stored = structuredClone(EMPTY);
  await expect(browser.click()).resolves.toEqual(CONSENT_MISSING);
  expect(browser.stored.history).toEqual([]);
  expect(openClaw.asked).toEqual([]);
});

it("nothing is written where the file can't be noted: it could not be cleared again", async () => {
  const { openClaw, browser } = home();
  browser.setCookie(FIRST);
  browser.lives.onCall = (name) => {
    if (name === "save") throw new Error("storage is full");
  };
  await expect(browser.click()).rejects.toThrow("storage is full");
  expect(openClaw.asked).toEqual([]);
});

it.each<[GatewayEffect | undefined, By, phase: string]>([
  ["restart", "click", "gateway_behind"],
  ["restart", "sync", "gateway_behind"],
  ["follows", "sync", "in_step"],
  ["remote", "sync", "in_step"],
  [undefined, "sync", "in_step"],
])(
  "where the companion says of a gateway %s after a put by %s, it is %s until the next",
  async (gateway, by, phase) => {
    const { browser, openClaw } = home({ place: DOTENV });
    openClaw.gateway = gateway;
    browser.setCookie(FIRST);
    await put(browser, by);
    expect(browser.shown).toMatchObject({ phase });
    openClaw.gateway = "follows";
    await browser.click();
    expect(browser.shown).toMatchObject({ phase: "in_step" });
  },
);

describe("A withdrawal", () => {
  const exported = async () => {
    const scene = await signedIn();
    await scene.browser.choose({ file: DOTENV });
    return scene;
  };

  it("takes the key out of every file that Clawkey wrote, then forgets all", async () => {
    const { openClaw, browser } = await exported();
    const calls = browser.lives.calls.length;
    const paths = [CONFIG.path, DOTENV.path];
    await expect(browser.withdraw(true)).resolves.toMatchObject({ removed: { paths, left: [] } });
    expect(openClaw.keys.size).toBe(0);
    expect(browser.stored).toEqual(EMPTY);
    const order = browser.lives.calls.slice(calls).filter((call) => !/^(lock|load)/.test(call));
    expect(order).toEqual(["remove", "remove", "forgetEverything", "giveBackPermissions"]);
  });

  it("does not claim to have cleared a file that held no key any more", async () => {
    const { openClaw, browser } = await exported();
    openClaw.keys.delete(CONFIG.id);
    await expect(browser.withdraw(true)).resolves.toMatchObject({
      removed: { paths: [DOTENV.path], left: [] },
    });
  });

  it("leaves the key where the user wants it to stay, and has nothing to do where none was written", async () => {
    const { openClaw, browser } = await exported();
    await expect(browser.withdraw(false)).resolves.toEqual({ removed: null, showing: [] });
    expect(openClaw.keys.size).toBe(2);
    expect(browser.stored).toEqual(EMPTY);
    await expect(home().browser.withdraw(true)).resolves.toEqual({ removed: null, showing: [] });
  });

  it.each<[code: FailureCode, failing: ConfirmedFile, cleared: ConfirmedFile[]]>([
    ["file_changed_place", CONFIG, [DOTENV]],
    ["file_changed_place", DOTENV, [CONFIG]],
    ["file_read_only", CONFIG, [DOTENV]],
    ["companion_timeout", DOTENV, [CONFIG]],
  ])(
    "ends where %s keeps the key in one file: clears the other, and names it",
    async (code, failing, cleared) => {
      const { openClaw, browser } = await exported();
      openClaw.failure = { code, place: failing };
      await expect(browser.withdraw(true)).resolves.toMatchObject({
        removed: {
          paths: cleared.map(({ path }) => path),
          left: [{ place: failing, why: { code } }],
        },
      });
      expect([...openClaw.keys.keys()]).toEqual([failing.id]);
      expect(browser.stored).toEqual(EMPTY);
      expect(browser.permitted).toBe(false);
    },
  );

  it("ends where no companion answers at all, and names every file", async () => {
    const { openClaw, browser } = await exported();
    openClaw.failure = { code: "companion_missing" };
    const left = [{ place: CONFIG }, { place: DOTENV }];
    await expect(browser.withdraw(true)).resolves.toMatchObject({ removed: { paths: [], left } });
    expect(browser.stored).toEqual(EMPTY);
  });
});

it("an old file that can't be cleared is remembered: a withdrawal tries it again", async () => {
  const { openClaw, browser } = await signedIn();
  await browser.choose({ file: DOTENV });
  openClaw.failure = { code: "file_changed_place", place: CONFIG };
  await expect(browser.clearOldPlace(CONFIG)).resolves.toMatchObject({ left: [{ place: CONFIG }] });
  expect(browser.stored.written).toContainEqual(CONFIG);
});
