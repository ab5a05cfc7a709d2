/** Single matters of auto-sync, each from the event to what is changed, noted and shown. */
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Records } from "../../../../src/extension/browser/records.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG, DOTENV, fingerprintOf, keepBusy } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import { DAY_MS, home, MINUTE_MS, type FakeBrowser } from "../../../helpers/sync-world.ts";

const [FIRST, SECOND] = [keyText(1), keyText(2)];

const keysOf = ({ changes }: { changes: { key: string | null }[] }) => changes.map(({ key }) => key);

describe("A sign-in", () => {
  it("brings the key to the confirmed file, and all of it is noted", async () => {
    const { world, openClaw, browser } = home();
    await browser.signIn(FIRST);
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
    expect(browser.stored.history).toMatchObject([{ result: "unchanged" }]);
    expect(browser.stored.state.writes).toEqual([]);
  });

  it("while the browser was closed is seen when it starts", async () => {
    const { openClaw, browser } = home();
    browser.setCookie(FIRST);
    await browser.restart();
    expect(keysOf(openClaw)).toEqual([FIRST]);
  });

  it("of which no event told is seen within the hour", async () => {
    const { world, openClaw, browser } = home();
    await browser.wake();
    browser.setCookie(FIRST);
    await world.pass(LIMITS.safetyNetMs);
    expect(keysOf(openClaw)).toEqual([FIRST]);
  });

  it("during a run is seen by the wake behind it", async () => {
    const { openClaw, browser } = home();
    browser.lives.onCall = (name) => {
      if (name === "set") browser.setCookie(SECOND);
    };
    await browser.signIn(FIRST);
    await browser.wake();
    expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
  });
});

describe("A hundred events without a change", () => {
  it("ask the companion nothing, and note nothing", async () => {
    const { openClaw, browser } = home();
    await browser.signIn(FIRST);
    const before = structuredClone(browser.stored);
    for (let n = 0; n < 100; n++) await browser.wake();
    expect(openClaw.asked).toHaveLength(1);
    expect(browser.stored).toEqual(before);
  });
});

describe("A quiet day", () => {
  it("wakes the worker once an hour", async () => {
    const { world, browser } = home();
    await browser.signIn(FIRST);
    await world.pass(DAY_MS);
    expect(browser.wakes).toBe(1 + DAY_MS / LIMITS.safetyNetMs);
  });

  it.each([
    ["off", (browser: FakeBrowser) => void (browser.stored.consent = null)],
    ["paused", (browser) => void (browser.stored.settings.paused = true)],
    ["not set up", (browser) => void (browser.stored.settings.file = null)],
  ])("does not wake it at all while it is %s", async (_, rest) => {
    const { world, openClaw, browser } = home();
    await browser.signIn(FIRST);
    rest(browser);
    await browser.signIn(SECOND);
    const { wakes } = browser;
    await world.pass(DAY_MS);
    expect(browser.wakes).toBe(wakes);
    expect(browser.reads).toHaveLength(1);
    expect(keysOf(openClaw)).toEqual([FIRST]);
  });
});

describe("A sign-out", () => {
  it("leaves the key where the user wants it so, and says that it may not work", async () => {
    const { world, openClaw, browser } = home();
    await browser.signIn(FIRST);
    await browser.signOut();
    await world.pass(DAY_MS);
    expect(openClaw.keys.get(CONFIG.id)).toBe(FIRST);
    expect(browser.shown).toEqual({ phase: "signed_out", exported: true });
  });

  it("takes it out where the user wants it so, and says where from", async () => {
    const { world, openClaw, browser } = home({ onSignOut: "remove" });
    await browser.signIn(FIRST);
    await browser.signOut();
    await world.pass(LIMITS.signOutMs - 1);
    expect(keysOf(openClaw)).toEqual([FIRST]);
    await world.pass(1);
    expect(keysOf(openClaw)).toEqual([FIRST, null]);
    expect(browser.stored.history[0]).toMatchObject({ result: "removed", path: CONFIG.path });
    expect(browser.shown).toEqual({ phase: "signed_out", exported: false });
  });

  it("takes it out of the file that it went to, though another is confirmed since", async () => {
    const { world, openClaw, browser } = home({ onSignOut: "remove" });
    await browser.signIn(FIRST);
    browser.stored.settings.file = DOTENV;
    await browser.signOut();
    await world.pass(LIMITS.signOutMs);
    expect(openClaw.changes.at(-1)).toMatchObject({ key: null, path: CONFIG.path });
  });

  it("and the same key again is written again once it was taken out", async () => {
    const { world, openClaw, browser } = home({ onSignOut: "remove" });
    await browser.signIn(FIRST);
    await browser.signOut();
    await world.pass(LIMITS.signOutMs);
    await browser.signIn(FIRST);
    expect(keysOf(openClaw)).toEqual([FIRST, null, FIRST]);
  });

  it("and the same key again while it is being taken out is written again at once", async () => {
    const { world, openClaw, browser } = home({ onSignOut: "remove" });
    await browser.signIn(FIRST);
    await browser.signOut();
    const letGoOn = keepBusy(openClaw, "remove");
    const passing = world.pass(LIMITS.signOutMs);
    await new Promise(setImmediate);
    await browser.signIn(FIRST);
    letGoOn();
    await passing;
    expect(keysOf(openClaw)).toEqual([FIRST, null, FIRST]);
  });

  it("is acted on once, and noted nowhere where consent was withdrawn meanwhile", async () => {
    for (const isWithdrawn of [false, true]) {
      const { world, openClaw, browser } = home({ onSignOut: "remove" });
      await browser.signIn(FIRST);
      await browser.signOut();
      const letGoOn = keepBusy(openClaw, "remove");
      const passing = [world.pass(LIMITS.signOutMs), browser.openPopup()];
      await new Promise(setImmediate);
      if (isWithdrawn) browser.stored = Records.parse({});
      letGoOn();
      await Promise.all(passing);
      expect(openClaw.asked.map(({ verb }) => verb)).toEqual(["set", "remove"]);
      if (isWithdrawn) expect(browser.stored).toEqual(Records.parse({}));
      else expect(browser.stored.history).toMatchObject([{ result: "removed" }, { result: "saved" }]);
    }
  });

  it("says that nobody can tell where the installation serves other files by now", async () => {
    const { world, openClaw, browser } = home({ onSignOut: "remove" });
    await browser.signIn(FIRST);
    await browser.signOut();
    openClaw.failure = { code: "file_changed_place" };
    await world.pass(LIMITS.signOutMs);
    expect(browser.stored).toMatchObject({ lastExport: null, history: [{ result: "unreachable" }, {}] });
    expect(browser.shown).toEqual({ phase: "signed_out", exported: false });
  });

  it("that the user never chose the removal for takes out nothing once he does, but waits its time", async () => {
    const { world, openClaw, browser } = home();
    await browser.signIn(FIRST);
    await browser.signOut();
    await browser.choose({ onSignOut: "remove" });
    expect(keysOf(openClaw)).toEqual([FIRST]);
    await world.pass(LIMITS.signOutMs);
    expect(keysOf(openClaw)).toEqual([FIRST, null]);
  });

  it("is another thing than the end of the cookie", async () => {
    const { world, browser } = home();
    await browser.signIn(FIRST);
    await world.pass(28 * DAY_MS);
    expect(browser.shown).toEqual({ phase: "expired", exported: true });
  });
});

describe("A cookie that ends soon", () => {
  it.each([
    [5, 5],
    [1, 1],
  ])("is shown %d days before, without any event", async (days, daysLeft) => {
    const { world, browser } = home();
    await browser.signIn(FIRST);
    await world.pass((28 - days) * DAY_MS - 1);
    expect(browser.shown).not.toEqual({ phase: "expiring", daysLeft });
    await world.pass(1);
    expect(browser.shown).toEqual({ phase: "expiring", daysLeft });
  });
});

describe("A click", () => {
  it("exports at once, whatever keeps auto-sync waiting, and ends that", async () => {
    const { openClaw, browser } = home();
    openClaw.failure = { code: "file_busy" };
    await browser.signIn(FIRST);
    openClaw.failure = null;
    await expect(browser.click()).resolves.toMatchObject({ ok: true, changed: true });
    expect(openClaw.changes).toMatchObject([{ key: FIRST, by: "click" }]);
    expect(browser.stored.state.trouble).toBeNull();
    expect(browser.stored.history[0]).toMatchObject({ by: "click", result: "saved" });
    await browser.wake();
    expect(openClaw.changes).toHaveLength(1);
  });

  it("that fails is told, and leaves auto-sync as it was", async () => {
    const { openClaw, browser } = home();
    await browser.signIn(FIRST);
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
    expect(browser.shown).toMatchObject({
      phase: "trouble",
      code: "not_effective",
      detail: { path: DOTENV.path },
    });
    await browser.wake();
    expect(browser.shown).toMatchObject({ phase: "trouble", code: "not_effective" });
  });
});

describe("The popup and the worker at once", () => {
  it("write once", async () => {
    const { openClaw, browser } = home();
    browser.setCookie(FIRST);
    await Promise.all([browser.wake(), browser.openPopup(), browser.click(), browser.wake()]);
    expect(openClaw.asked.filter(({ by }) => by === "sync")).toHaveLength(1);
    expect(keysOf(openClaw)).toEqual([FIRST]);
  });
});

describe("A resume on a page that is closed at once", () => {
  it("is not lost, at whatever moment that was", async () => {
    for (let call = 1; call < 20; call++) {
      const { world, openClaw, browser } = home();
      await browser.signIn(FIRST);
      await browser.choose({ paused: true });
      browser.setCookie(SECOND);
      browser.lives.stopAt({ call, when: "before" });
      await browser.choose({ paused: false });
      await world.pass(LIMITS.guardMs);
      expect(keysOf(openClaw), `stopped at call ${call}`).toEqual([FIRST, SECOND]);
    }
  });
});

describe("What comes due while a run is at work", () => {
  const LATENCY_MS = 10;
  /** As many as a run has calls, and some. */
  const OFFSETS_MS = Array.from({ length: 30 }, (_, n) => n * LATENCY_MS - 5);
  type Scene = ReturnType<typeof home>;

  it.each<[what: string, begin: (scene: Scene) => Promise<string | number>, end: string | undefined]>([
    [
      "the next try",
      async ({ openClaw, browser }) => {
        openClaw.failure = { code: "file_busy" };
        await browser.signIn(FIRST);
        openClaw.failure = null;
        return browser.stored.state.trouble!.nextAt;
      },
      FIRST,
    ],
    [
      "the end of a wait",
      async ({ browser }) => {
        for (const n of [1, 2, 3, 4]) await browser.signIn(keyText(n));
        return browser.stored.state.heldUntil!;
      },
      keyText(4),
    ],
    [
      "the moment in which a missing cookie becomes a sign-out",
      async ({ browser }) => {
        browser.stored.settings.onSignOut = "remove";
        await browser.signIn(FIRST);
        await browser.signOut();
        return Date.parse(browser.stored.state.goneSince!) + LIMITS.signOutMs;
      },
      undefined,
    ],
  ])("is not slept over: %s", async (_, begin, end) => {
    for (const offset of OFFSETS_MS) {
      const scene = home();
      const { world, openClaw, browser } = scene;
      world.latencyMs = LATENCY_MS;
      const due = new Date(await begin(scene)).getTime();
      await world.pass(due - offset - world.now().getTime());
      await browser.restart();
      await world.pass(MINUTE_MS);
      expect(openClaw.keys.get(CONFIG.id), `a start ${offset} ms before`).toBe(end);
    }
  });
});

describe("A bug, or a browser that answers as none should,", () => {
  it("waits as any failure does, is shown after the third time, and mends when it is gone", async () => {
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
});
