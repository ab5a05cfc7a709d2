/** What may happen to a browser and the OpenClaw that it serves, for fast-check to put in any order. */
import type { FailureCode } from "../../src/core/messages/failures.ts";
import fc from "fast-check";
import { keyText } from "./keys.ts";
import { MINUTE_MS, type FakeBrowser, type SyncWorld } from "./sync-world.ts";

export interface Scene {
  world: SyncWorld;
  browser: FakeBrowser;
}

/** Prints as its name. */
export interface Happening {
  (scene: Scene): unknown;
  isClick: boolean;
}

const CODES: readonly FailureCode[] = [
  "companion_missing",
  "companion_crashed",
  "companion_timeout",
  "native_not_ready",
  "file_busy",
  "file_read_only",
  "disk_full",
];

/** Where a run is when the cookie changes under it. */
const MOMENTS = ["load", "session", "save", "lock destination", "set", "status", "remove", "wakeAt", "show"];

const PAUSES_S = [1, 31, 60, 180, 660, 3660];

export const someKey = fc.integer({ min: 1, max: 4 }).map(keyText);

/** How often the worker hears of it: not at all, once, or doubled. */
const wakes = fc.integer({ min: 0, max: 3 });

export async function wake(browser: FakeBrowser, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await browser.wake();
}

const named = (name: string, happen: (scene: Scene) => unknown): Happening =>
  Object.assign((scene: Scene) => happen(scene), { toString: () => name, isClick: name.includes("click") });

const nameOf = (key: string): string => `key ${key.slice(-1)}`;

const cookieEvents = fc.oneof(
  fc.tuple(someKey, wakes).map(([key, times]) =>
    named(`${nameOf(key)}, heard ${times} times`, ({ browser }) => {
      browser.setCookie(key);
      return wake(browser, times);
    }),
  ),
  wakes.map((times) =>
    named(`no cookie, heard ${times} times`, ({ browser }) => {
      browser.setCookie(null);
      return wake(browser, times);
    }),
  ),
  fc.tuple(fc.option(someKey), fc.constantFrom(...MOMENTS)).map(([key, moment]) =>
    named(`${key === null ? "no cookie" : nameOf(key)} while it waits for ${moment}`, async ({ browser }) => {
      browser.lives.onCall = (name) => {
        if (name === moment) browser.setCookie(key);
      };
      await browser.wake();
      browser.lives.onCall = null;
      await browser.wake();
    }),
  ),
);

const companionEvents = fc.oneof(
  fc.constantFrom(...CODES).map((code) =>
    named(`the companion fails with ${code}`, ({ world }) => {
      world.openClaw.failure = { code };
    }),
  ),
  fc.constant(
    named("the companion recovers", ({ world }) => {
      world.openClaw.failure = null;
    }),
  ),
);

const time = fc
  .constantFrom(...PAUSES_S)
  .map((seconds) => named(`${seconds} s pass`, ({ world }) => world.pass((seconds * MINUTE_MS) / 60)));

const others = fc.constantFrom(
  named("a wake", ({ browser }) => browser.wake()),
  named("two wakes", ({ browser }) => wake(browser, 2)),
  named("the browser starts", ({ browser }) => browser.restart()),
  named("the popup opens", ({ browser }) => browser.openPopup()),
  named("the popup opens in a wake", ({ browser }) => Promise.all([browser.wake(), browser.openPopup()])),
  named("a click", ({ browser }) => browser.click()),
  named("a click in a wake", ({ browser }) => Promise.all([browser.wake(), browser.click()])),
  named("pause", ({ browser }) => browser.choose({ paused: true })),
  named("resume", ({ browser }) => browser.choose({ paused: false })),
  named("the permission is withdrawn", ({ browser }) => {
    browser.permitted = false;
    return browser.wake();
  }),
  named("the permission is granted", ({ browser }) => {
    browser.permitted = true;
    return browser.wake();
  }),
);

export const happenings = fc.array(
  fc.oneof(
    { arbitrary: cookieEvents, weight: 4 },
    { arbitrary: time, weight: 3 },
    { arbitrary: others, weight: 3 },
    { arbitrary: companionEvents, weight: 2 },
  ),
  { maxLength: 40, size: "max" },
);
