import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import {
  coalesce,
  guarded,
  onWake,
  setNextWake,
  wakeIfNoneIsSet,
} from "../../../../src/extension/browser/events.ts";
import { fakeEvent } from "../../../helpers/fake-event.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";

describe("The worker", () => {
  const COOKIE = { name: "sessionKey", domain: ".claude.ai", value: KEY_TEXT, secure: true };
  const cookieChanged = fakeEvent<[{ removed: boolean; cause: string; cookie: object }]>();
  const granted = fakeEvent<[object]>();
  const withdrawn = fakeEvent<[object]>();
  const wake = vi.fn();
  const store = (key: string) => browser.storage.local.set({ [key]: { any: "change" } });
  const change = (cause: string, removed = false, cookie: object = {}) =>
    cookieChanged.fire({ removed, cause, cookie: { ...COOKIE, ...cookie } });

  beforeEach(() => {
    fakeBrowser.reset();
    for (const event of [cookieChanged, granted, withdrawn]) event.forget();
    // fakeBrowser has none of these.
    Object.assign(browser, {
      cookies: { onChanged: cookieChanged },
      permissions: { onAdded: granted, onRemoved: withdrawn },
    });
    wake.mockReset();
    onWake(wake);
  });

  const alarm = (name: string) =>
    fakeBrowser.alarms.onAlarm.trigger({ name, scheduledTime: 0, persistAcrossSessions: true });

  it.each<[what: string, happens: () => unknown]>([
    ["a sign-in", () => change("explicit")],
    ["a sign-out in Chromium", () => change("expired_overwrite", true)],
    ["a sign-out in Firefox", () => change("explicit", true)],
    ["the cookie's end", () => change("expired", true)],
    ["the cookie's end by the browser's bounds", () => change("evicted", true)],
    ["the browser's start", () => fakeBrowser.runtime.onStartup.trigger()],
    ["the installation", () => fakeBrowser.runtime.onInstalled.trigger({ reason: "install" })],
    ["an update of the browser", () => fakeBrowser.runtime.onInstalled.trigger({ reason: "chrome_update" })],
    ["a permission that is granted", () => granted.fire({ origins: ["https://claude.ai/*"] })],
    ["a permission that is withdrawn", () => withdrawn.fire({ permissions: ["nativeMessaging"] })],
    ["the alarm for the next look", () => alarm("next")],
    ["the alarm for the plan's numbers", () => alarm("numbers")],
    ["the alarm after a stop", () => alarm("guard")],
    ["a change of the settings, whose page may be closed", () => store("settings")],
    ["a change of the consent, whose page may be closed", () => store("consent")],
  ])("is woken once by %s", async (_, happens) => {
    await happens();
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it.each<[what: string, happens: () => unknown]>([
    ["the old value's end in a rotation", () => change("overwrite", true)],
    ["another cookie of claude.ai's", () => change("explicit", false, { name: "sessionKeyLC" })],
    ["an alarm that is somebody else's", () => alarm("look-into-folder")],
    ...["state", "history", "lastExport", "written", "put", "salt"].map((key): [string, () => unknown] => [
      `its own note: ${key}`,
      () => store(key),
    ]),
  ])("sleeps through %s", async (_, happens) => {
    await happens();
    expect(wake).not.toHaveBeenCalled();
  });
});

describe("Alarms", () => {
  const NOW = Date.parse("2027-01-01T08:00:00.000Z");
  const GUARD_MS = 60_000;
  const NEXT = ["next", NOW + 5, undefined];
  const GUARD = ["guard", NOW + GUARD_MS, undefined];
  const alarms = async () => {
    const all = await browser.alarms.getAll();
    return all.map(({ name, scheduledTime, periodInMinutes }) => [name, scheduledTime, periodInMinutes]);
  };

  beforeEach(() => {
    fakeBrowser.reset();
    vi.spyOn(Date, "now").mockReturnValue(NOW);
  });

  afterEach(() => vi.restoreAllMocks());

  it("wake once for the next look, at the time that was set last, or never", async () => {
    await setNextWake(new Date(NOW + 9));
    await setNextWake(new Date(NOW + 5));
    await expect(alarms()).resolves.toEqual([NEXT]);
    await setNextWake(null);
    await expect(alarms()).resolves.toEqual([]);
  });

  it("that were lost while the extension was switched off are made up for by a wake at the start", async () => {
    const wake = vi.fn();
    await wakeIfNoneIsSet(wake);
    expect(wake).toHaveBeenCalledTimes(1);
    await setNextWake(new Date(NOW + 5));
    await wakeIfNoneIsSet(wake);
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it("guard a work from before its beginning to its end, and touch no other", async () => {
    await guarded(GUARD_MS, async () => {
      await setNextWake(new Date(NOW + 5));
      await expect(alarms()).resolves.toEqual([GUARD, NEXT]);
    });
    await expect(alarms()).resolves.toEqual([NEXT]);
  });

  it("that guard a work stand where it was stopped or broke", async () => {
    void guarded(GUARD_MS, () => new Promise(() => {}));
    const broken = guarded(GUARD_MS, () => Promise.reject(new Error("storage is full")));
    await expect(broken).rejects.toThrow("storage is full");
    await expect(alarms()).resolves.toEqual([GUARD]);
  });
});

describe("Of many wakes,", () => {
  const PAUSE_MS = 1_000;
  const RUN_MS = 300;
  const ROUND_MS = RUN_MS + PAUSE_MS;
  /** A run that takes a while. */
  const slowly = () => vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, RUN_MS)));

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ["while one runs", [100, 200]],
    ["in the pause behind it", [RUN_MS + 1, ROUND_MS - 1]],
    ["at both times", [0, 1, RUN_MS, RUN_MS + 500]],
  ])("the first is answered at once, those that come %s together, by one more run", async (_, times) => {
    const run = slowly();
    const wake = coalesce(run, PAUSE_MS);
    void wake();
    expect(run).toHaveBeenCalledTimes(1);
    for (const time of times) setTimeout(() => void wake(), time);
    await vi.advanceTimersByTimeAsync(ROUND_MS - 1);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run).toHaveBeenCalledTimes(2);
    void wake();
    expect(run).toHaveBeenCalledTimes(3);
  });

  it("each is told when all is quiet, and not before: until then its guard must stand", async () => {
    const wake = coalesce(slowly(), PAUSE_MS);
    const quiet: string[] = [];
    void wake().then(() => quiet.push("first"));
    setTimeout(() => void wake().then(() => quiet.push("second")), 100);
    await vi.advanceTimersByTimeAsync(2 * ROUND_MS - 1);
    expect(quiet).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(quiet).toEqual(["first", "second"]);
  });

  it("one whose run broke is told so, and the next is answered all the same", async () => {
    const run = slowly().mockRejectedValueOnce(new Error("storage is full"));
    const wake = coalesce(run, PAUSE_MS);
    await expect(wake()).rejects.toThrow("storage is full");
    void wake();
    expect(run).toHaveBeenCalledTimes(2);
  });
});
