/** The one way of a key: what a click, a sync and a withdrawal do to each other. */
import { describe, expect, it } from "vitest";
import { Records } from "../../../../src/extension/browser/records.ts";
import { CONFIG, DOTENV, fingerprintOf, keepBusy } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import { home } from "../../../helpers/sync-world.ts";

const [FIRST, SECOND] = [keyText(1), keyText(2)];
const EMPTY = Records.parse({});
const BACKUPS = [`${CONFIG.path}.bak`];

/** A companion that is at work on a put, until it is let go on. */
async function during(put: "click" | "sync") {
  const scene = home();
  const { openClaw, browser } = scene;
  const letGoOn = keepBusy(openClaw, "set");
  browser.setCookie(FIRST);
  const first = put === "click" ? browser.click() : browser.wake();
  await isAsked(scene, "set");
  return {
    openClaw,
    browser,
    first,
    end: async () => {
      letGoOn();
      await first;
    },
  };
}

async function isAsked({ browser }: Pick<ReturnType<typeof home>, "browser">, call: string): Promise<void> {
  while (!browser.lives.calls.includes(call)) await Promise.resolve();
}

const settled = () => new Promise(setImmediate);
const keysOf = ({ changes }: { changes: { key: string | null }[] }) => changes.map(({ key }) => key);

describe.each(["click", "sync"] as const)("While a put by %s is under way,", (by) => {
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
    await settled();
    await end();
    const saved = { ok: true, changed: true, path: CONFIG.path, file: "config" };
    await expect(clicked).resolves.toMatchObject(saved);
    if (by === "click") await expect(first).resolves.toMatchObject(saved);
    await synced;
    expect(openClaw.asked).toMatchObject([{ by, verb: "set" }]);
    expect(browser.stored.history).toMatchObject([{ by, result: "saved" }]);
  });

  it("a click for another key waits for its turn, and its key stands there in the end", async () => {
    const { openClaw, browser, end } = await during(by);
    browser.setCookie(SECOND);
    const clicked = browser.click();
    await settled();
    await end();
    await expect(clicked).resolves.toMatchObject({ ok: true, changed: true });
    expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
    expect(browser.stored).toMatchObject({
      lastExport: { fingerprint: fingerprintOf("A", SECOND) },
      put: { fingerprint: fingerprintOf("A", SECOND), result: { ok: true } },
    });
    await browser.wake();
    expect(openClaw.asked).toHaveLength(2);
  });

  it("a click that waits for its turn can be joined as well, before that and in it", async () => {
    const { openClaw, browser, end } = await during(by);
    browser.setCookie(SECOND);
    const clicks = [browser.click(), browser.click()];
    await settled();
    let letGoOn = () => {};
    browser.lives.onCall = (name) => {
      if (name === "wakeAt") letGoOn = keepBusy(openClaw, "set");
    };
    await end();
    browser.lives.onCall = null;
    clicks.push(browser.click());
    await settled();
    letGoOn();
    await expect(Promise.all(clicks)).resolves.toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(openClaw.asked).toHaveLength(2);
  });

  it("a click for another file does not join it", async () => {
    const { openClaw, browser, end } = await during(by);
    browser.stored.settings.file = DOTENV;
    const clicked = browser.click();
    await settled();
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
    await expect(withdrawn).resolves.toEqual({
      ok: true,
      removed: { ok: true, paths: [CONFIG.path], backups: BACKUPS },
    });
    await expect(late).resolves.toEqual({ ok: false, code: "consent_missing" });
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
    expect(browser.stored).toMatchObject({
      lastExport: { fingerprint: fingerprintOf("A", SECOND) },
      put: { result: { ok: true } },
    });
  });
});

it("a click that waits for its turn writes nothing once consent is withdrawn", async () => {
  const { openClaw, browser, end } = await during("sync");
  browser.setCookie(SECOND);
  const withdrawn = browser.withdraw(true);
  await settled();
  const clicked = browser.click();
  await settled();
  await end();
  await withdrawn;
  await expect(clicked).resolves.toEqual({ ok: false, code: "consent_missing" });
  expect(keysOf(openClaw)).toEqual([FIRST, null]);
  expect(browser.stored).toEqual(EMPTY);
});

it("a click that joined a put which fails is told so; a sync that did tries for itself", async () => {
  const joined = async (by: "click" | "sync") => {
    const { openClaw, browser, end } = await during(by);
    openClaw.failure = { code: "disk_full" };
    const other = by === "click" ? browser.wake() : browser.click();
    await settled();
    await end();
    return { openClaw, browser, result: await other };
  };
  const click = await joined("sync");
  expect(click.result).toEqual({ ok: false, code: "disk_full" });
  expect(click.openClaw.asked).toHaveLength(1);
  const sync = await joined("click");
  expect(sync.openClaw.asked.map(({ by }) => by)).toEqual(["click", "sync"]);
  expect(sync.browser.stored.state.trouble).toMatchObject({ code: "disk_full", failures: 1 });
});

it("a click without a session, a file or consent writes nothing, and says why", async () => {
  const { openClaw, browser } = home({ autoSync: false });
  await expect(browser.click()).resolves.toEqual({ ok: false, code: "signed_out" });
  expect(browser.stored.history).toMatchObject([{ by: "click", result: "failed", code: "signed_out" }]);
  browser.setCookie(FIRST);
  browser.stored.settings.file = null;
  await expect(browser.click()).resolves.toEqual({ ok: false, code: "native_permission_missing" });
  browser.stored = structuredClone(EMPTY);
  await expect(browser.click()).resolves.toEqual({ ok: false, code: "consent_missing" });
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

describe.each(["click", "sync"] as const)("After a change of .env by %s,", (by) => {
  it("a running gateway has the old key, until the next export", async () => {
    const { browser } = home({ file: DOTENV });
    browser.setCookie(FIRST);
    await (by === "click" ? browser.click() : browser.wake());
    expect(browser.shown).toEqual({ phase: "gateway_behind" });
    await browser.click();
    expect(browser.shown).toMatchObject({ phase: "in_step" });
  });
});

describe("A withdrawal", () => {
  const exported = async () => {
    const scene = home();
    await scene.browser.signIn(FIRST);
    await scene.browser.choose({ file: DOTENV });
    return scene;
  };

  it("takes the key out of every file that Clawkey wrote, then forgets all", async () => {
    const { openClaw, browser } = await exported();
    const calls = browser.lives.calls.length;
    await expect(browser.withdraw(true)).resolves.toMatchObject({
      removed: { paths: [CONFIG.path, DOTENV.path] },
    });
    expect(openClaw.keys.size).toBe(0);
    expect(browser.stored).toEqual(EMPTY);
    const order = browser.lives.calls.slice(calls).filter((call) => !/^(lock|load)/.test(call));
    expect(order).toEqual(["remove", "remove", "forgetEverything", "giveBackPermissions"]);
  });

  it("does not claim to have cleared a file that held no key any more", async () => {
    const { openClaw, browser } = await exported();
    openClaw.keys.delete(CONFIG.id);
    await expect(browser.withdraw(true)).resolves.toMatchObject({ removed: { paths: [DOTENV.path] } });
  });

  it("leaves the key where the user wants it to stay", async () => {
    const { openClaw, browser } = await exported();
    await expect(browser.withdraw(false)).resolves.toEqual({ ok: true, removed: null });
    expect(openClaw.keys.size).toBe(2);
    expect(browser.stored).toEqual(EMPTY);
  });

  it("has nothing to take out where nothing was written", async () => {
    const { openClaw, browser } = home();
    await expect(browser.withdraw(true)).resolves.toEqual({ ok: true, removed: null });
    expect(openClaw.asked).toEqual([]);
  });

  it("withdraws nothing where the key can't be taken out, so that it can be tried again", async () => {
    const { openClaw, browser } = await exported();
    openClaw.failure = { code: "file_busy" };
    const before = structuredClone(browser.stored);
    await expect(browser.withdraw(true)).resolves.toEqual({ ok: false, code: "file_busy" });
    expect(openClaw.asked.filter(({ verb }) => verb === "remove")).toHaveLength(1);
    expect(browser.stored).toEqual(before);
    expect(browser.permitted).toBe(true);
  });
});
