import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { guarded, setNextWake, wakeIfNoneIsSet } from "../../../../src/extension/browser/events.ts";

const NOW = Date.parse("2027-01-01T08:00:00.000Z");
const GUARD_MS = 60_000;

beforeEach(() => {
  fakeBrowser.reset();
  vi.spyOn(Date, "now").mockReturnValue(NOW);
});

async function alarms(): Promise<[name: string, time: number][]> {
  return (await browser.alarms.getAll()).map(({ name, scheduledTime }) => [name, scheduledTime]);
}

describe("The next wake", () => {
  it("is one alarm, and the last one that was set", async () => {
    await setNextWake(new Date(NOW + 5));
    await setNextWake(new Date(NOW + 9));
    await expect(alarms()).resolves.toEqual([["next", NOW + 9]]);
  });

  it("is none where there is nothing to wake for", async () => {
    await setNextWake(new Date(NOW + 5));
    await setNextWake(null);
    await expect(alarms()).resolves.toEqual([]);
  });

  it("does not come again by itself: each run sets its own", async () => {
    await setNextWake(new Date(NOW + 5));
    const [alarm] = await browser.alarms.getAll();
    expect(alarm?.periodInMinutes).toBeUndefined();
  });
});

describe("A start with no wake ahead", () => {
  it("is a wake itself: all alarms end when the extension is switched off", async () => {
    const wake = vi.fn();
    await wakeIfNoneIsSet(wake);
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it("is none where a wake is set", async () => {
    const wake = vi.fn();
    await setNextWake(new Date(NOW + 5));
    await wakeIfNoneIsSet(wake);
    expect(wake).not.toHaveBeenCalled();
  });
});

describe("Work under guard", () => {
  it("has its alarm from before its beginning to its end, and none behind it", async () => {
    const seen: unknown[] = [];
    await guarded(GUARD_MS, async () => {
      seen.push(await alarms());
    });
    expect(seen).toEqual([[["guard", NOW + GUARD_MS]]]);
    await expect(alarms()).resolves.toEqual([]);
  });

  it("leaves the alarm standing where it was stopped or broke", async () => {
    void guarded(GUARD_MS, () => new Promise(() => {}));
    await expect(guarded(GUARD_MS, () => Promise.reject(new Error("storage is full")))).rejects.toThrow(
      "storage is full",
    );
    await expect(alarms()).resolves.toEqual([["guard", NOW + GUARD_MS]]);
  });

  it("does not touch the next wake", async () => {
    await guarded(GUARD_MS, () => setNextWake(new Date(NOW + 5)));
    await expect(alarms()).resolves.toEqual([["next", NOW + 5]]);
  });
});
