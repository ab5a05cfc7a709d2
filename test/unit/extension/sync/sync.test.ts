/** Single matters of auto-sync, each from the event to what is changed, noted and shown. */
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Records } from "../../../../src/extension/browser/records.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG, DOTENV, fingerprintOf, keepBusy, keysOf } from "../../../helpers/fake-openclaw.ts";
import {
  DAY_MS,
  FIRST,
  home,
  HOUR_MS,
  MINUTE_MS,
  SECOND,
  settled,
  signedIn,
  type FakeBrowser,
} from "../../../helpers/sync-world.ts";

type Scene = ReturnType<typeof home>;

describe("A sign-in", () => {
  it("brings the key to the confirmed file, and all of it is noted", async () => {
    const { world, openClaw, browser } = await signedIn();
    const at = world.now().toISOString();
    expect(openClaw.changes).toMatchObject([{ key: FIRST, path: CONFIG.path, by: "sync" }]);
    expect(browser.stored).toMatchObject({
      lastExport: { fingerprint: fingerprintOf("A", FIRST), at, id: CONFIG.id, path: CONFIG.path },
      written: [CONFIG],
      history: [{ at, by: "sync", result: "saved", path: CONFIG.path, times: 1 }],
    });
    expect(browser.shown).toEqual({ phase: "in_step", lastAt: world.now() });
  });

  it("finds the key there already after another way of writing it, and restarts no gateway for it", async () => {
    const { openClaw, browser } = home();
    openClaw.keys.set(CONFIG.id, FIRST);
    await browser.signIn(FIRST);
    expect(openClaw.changes).toEqual([]);
    expect(browser.stored).toMatchObject({ history: [{ result: "unchanged" }], state: { writes: [] } });
  });

  it.each<[when: string, passes: (scene: Scene) => Promise<void>]>([
    ["while the browser was closed is seen when it starts", ({ browser }) => browser.restart()],
    ["of which no event told is seen within the hour", ({ world }) => world.pass(LIMITS.safetyNetMs)],
  ])("%s", async (_, passes) => {
    const scene = home();
    await scene.browser.wake();
    scene.browser.setCookie(FIRST);
    await passes(scene);
    expect(keysOf(scene.openClaw)).toEqual([FIRST]);
  });
});

it("a quiet day wakes the worker once an hour", async () => {
  const { world, browser } = await signedIn();
  await world.pass(DAY_MS);
  expect(browser.wakes).toBe(1 + DAY_MS / LIMITS.safetyNetMs);
});

describe("A sign-out", () => {
  async function signedOut() {
    const scene = await signedIn({ onSignOut: "remove" });
    await scene.browser.signOut();
    return scene;
  }

  /** A removal that is under way. @returns what ends it */
  async function removing({ world, openClaw }: Scene) {
    const letGoOn = keepBusy(openClaw, "remove");
    const passing = world.pass(LIMITS.signOutMs);
    await settled();
    return async () => {
      letGoOn();
      await passing;
    };
  }

  it("takes it out where the user wants it so, says where from, and a new sign-in brings it back", async () => {
    const { world, openClaw, browser } = await signedOut();
    await world.pass(LIMITS.signOutMs - 1);
    expect(keysOf(openClaw)).toEqual([FIRST]);
    await world.pass(1);
    expect(keysOf(openClaw)).toEqual([FIRST, null]);
    expect(browser.stored.history[0]).toMatchObject({ result: "removed", path: CONFIG.path });
    expect(browser.shown).toEqual({ phase: "signed_out", exported: false });
    await browser.signIn(FIRST);
    expect(keysOf(openClaw)).toEqual([FIRST, null, FIRST]);
  });

  it("takes it out of the file that it went to, and tells of that one, though another is confirmed since", async () => {
    const { world, openClaw, browser } = await signedIn({ onSignOut: "remove" });
    openClaw.failure = { code: "file_busy" };
    await browser.choose({ file: DOTENV });
    openClaw.failure = null;
    openClaw.keys.set(DOTENV.id, SECOND);
    await browser.signOut();
    await world.pass(LIMITS.signOutMs);
    expect(openClaw.changes.at(-1)).toMatchObject({ key: null, path: CONFIG.path });
    expect(browser.stored.history[0]).toMatchObject({ result: "removed", path: CONFIG.path });
  });

  it("takes it out of each file by itself: one that fails keeps no other from it, and is tried again", async () => {
    const { world, openClaw, browser } = await signedIn({ onSignOut: "remove" });
    await browser.choose({ file: DOTENV });
    openClaw.failure = { code: "file_read_only", place: CONFIG };
    await browser.signOut();
    await world.pass(LIMITS.signOutMs);
    expect([...openClaw.keys.keys()]).toEqual([CONFIG.id]);
    expect(browser.shown).toMatchObject({ phase: "trouble", code: "file_read_only" });
    openClaw.failure = null;
    await world.pass(LIMITS.pausesMs[0]!);
    expect(openClaw.keys.size).toBe(0);
    expect(browser.stored.history[0]).toMatchObject({ result: "removed" });
  });

  it.each<[what: string, happens: (scene: Awaited<ReturnType<typeof signedIn>>) => Promise<unknown>]>([
    [
      "where another container is chosen, in which nobody is signed in",
      async ({ browser }) => {
        browser.setCookie(null);
        await browser.choose({ container: "firefox-container-2" });
      },
    ],
    [
      "for a sign-out that another sign-in has ended while it rested",
      async ({ world, browser }) => {
        await browser.signOut();
        await browser.choose({ paused: true });
        browser.setCookie(FIRST);
        await world.pass(HOUR_MS);
        // A sign-in that clears the cookie first.
        browser.setCookie(null);
        await browser.choose({ paused: false });
        await world.pass(LIMITS.signOutMs - 1);
        await browser.signIn(FIRST);
      },
    ],
  ])("nothing is taken out %s", async (_, happens) => {
    const scene = await signedIn({ onSignOut: "remove" });
    await happens(scene);
    await scene.world.pass(HOUR_MS);
    expect(keysOf(scene.openClaw)).toEqual([FIRST]);
  });

  it("and the same key again while it is being taken out is written again at once", async () => {
    const scene = await signedOut();
    const end = await removing(scene);
    await scene.browser.signIn(FIRST);
    await end();
    expect(keysOf(scene.openClaw)).toEqual([FIRST, null, FIRST]);
  });

  it.each<[what: string, meanwhile: (browser: FakeBrowser) => void, after: object]>([
    ["once", () => {}, { history: [{ result: "removed" }, { result: "saved" }] }],
    [
      "and noted nowhere once consent is gone",
      (browser) => void (browser.stored = Records.parse({})),
      Records.parse({}),
    ],
  ])("is acted on %s", async (_, meanwhile, after) => {
    const scene = await signedOut();
    const end = await removing(scene);
    const looking = scene.browser.openPopup();
    await settled();
    meanwhile(scene.browser);
    await Promise.all([end(), looking]);
    expect(scene.openClaw.asked.map(({ verb }) => verb)).toEqual(["set", "remove"]);
    expect(scene.browser.stored).toMatchObject(after);
  });

  it("says that nobody can tell where the installation serves other files by now", async () => {
    const { world, openClaw, browser } = await signedOut();
    openClaw.failure = { code: "file_changed_place" };
    await world.pass(LIMITS.signOutMs);
    expect(browser.stored).toMatchObject({ lastExport: null, history: [{ result: "unreachable" }, {}] });
    expect(browser.shown).toEqual({ phase: "signed_out", exported: false });
  });
});

it.each([
  [5, { phase: "expiring", daysLeft: 5 }],
  [1, { phase: "expiring", daysLeft: 1 }],
  [0, { phase: "expired", exported: true }],
])("a cookie's end is shown %d days before, without any event", async (days, shown) => {
  const { world, browser } = await signedIn();
  await world.pass((28 - days) * DAY_MS - 1);
  expect(browser.shown).not.toEqual(shown);
  await world.pass(1);
  expect(browser.shown).toEqual(shown);
});

describe("A click", () => {
  it("exports at once, whatever keeps auto-sync waiting, and ends that", async () => {
    const { openClaw, browser } = home();
    openClaw.failure = { code: "file_busy" };
    await browser.signIn(FIRST);
    openClaw.failure = null;
    await expect(browser.click()).resolves.toMatchObject({ ok: true, changed: true });
    const history = [{ by: "click", result: "saved" }, { result: "failed" }];
    expect(browser.stored).toMatchObject({ state: { trouble: null }, history });
    await browser.wake();
    expect(openClaw.changes).toMatchObject([{ key: FIRST, by: "click" }]);
  });

  it("that fails is told, and leaves auto-sync as it was", async () => {
    const { openClaw, browser } = await signedIn();
    const { state } = browser.stored;
    openClaw.failure = { code: "disk_full" };
    await expect(browser.click()).resolves.toEqual({ ok: false, code: "disk_full" });
    expect(browser.stored.state).toEqual(state);
    expect(browser.stored.history[0]).toMatchObject({ by: "click", result: "failed", code: "disk_full" });
  });

  it("works while auto-sync is off or rests, and wakes nobody", async () => {
    const { openClaw, browser } = home({ autoSync: false });
    browser.setCookie(FIRST);
    await browser.click();
    expect(keysOf(openClaw)).toEqual([FIRST]);
    expect([...browser.alarms]).toEqual([]);
  });

  it("tells auto-sync that the cookie is there: a sign-out counts from its own beginning", async () => {
    const { world, openClaw, browser } = home({ onSignOut: "remove" });
    await browser.signOut();
    browser.stored.settings.paused = true;
    browser.setCookie(FIRST);
    await world.pass(DAY_MS);
    await browser.click();
    browser.setCookie(null);
    await browser.choose({ paused: false });
    expect(keysOf(openClaw)).toEqual([FIRST]);
  });

  it("does not hide that OpenClaw reads another source", async () => {
    const { openClaw, browser } = home();
    openClaw.hidden = true;
    await browser.signIn(FIRST);
    await browser.click();
    const trouble = { phase: "trouble", code: "not_effective", detail: { path: DOTENV.path } };
    expect(browser.shown).toMatchObject(trouble);
    await browser.wake();
    expect(browser.shown).toMatchObject(trouble);
  });
});

it("what comes due while a run is at work is not slept over", async () => {
  const latencyMs = 10;
  // As many as a run has calls, and some.
  for (let offset = -5; offset < 30 * latencyMs; offset += latencyMs) {
    const { world, openClaw, browser } = home();
    world.latencyMs = latencyMs;
    openClaw.failure = { code: "file_busy" };
    await browser.signIn(FIRST);
    openClaw.failure = null;
    const due = Date.parse(browser.stored.state.trouble!.nextAt);
    await world.pass(due - offset - world.now().getTime());
    await browser.restart();
    await world.pass(MINUTE_MS);
    expect(keysOf(openClaw), `a start ${offset} ms before`).toEqual([FIRST]);
  }
});

it("a bug, or a browser that answers as none should, waits and is shown as any failure that passes", async () => {
  const { world, openClaw, browser } = home();
  const silent = vi.spyOn(console, "error").mockReturnValue();
  onTestFinished(() => silent.mockRestore());
  browser.broken = true;
  await browser.signIn(FIRST);
  expect(browser.shown).toMatchObject({ phase: "trouble", code: "internal_error", urgent: false });
  await world.pass(LIMITS.pausesMs[0]! + LIMITS.pausesMs[1]!);
  expect(browser.shown).toMatchObject({ code: "internal_error", urgent: true });
  expect(silent).toHaveBeenCalledTimes(3);
  browser.broken = false;
  await world.pass(LIMITS.pausesMs[2]!);
  expect(keysOf(openClaw)).toEqual([FIRST]);
  expect(browser.shown).toMatchObject({ phase: "in_step" });
});
