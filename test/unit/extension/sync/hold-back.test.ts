/** Every write to openclaw.json restarts a running gateway, so there must not be too many. */
import { expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import { home, MINUTE_MS, type FakeBrowser } from "../../../helpers/sync-world.ts";

const { writesInWindow, windowMs } = LIMITS;

async function rotate(browser: FakeBrowser, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++) await browser.signIn(keyText(n));
}

it("lets three through, and holds the fourth back until the first is ten minutes old", async () => {
  const { world, openClaw, browser } = home();
  await browser.signIn(keyText(1));
  const until = new Date(world.now().getTime() + windowMs);
  await world.pass(MINUTE_MS);
  await rotate(browser, 2, 4);
  expect(openClaw.changes).toHaveLength(writesInWindow);
  expect(browser.shown).toEqual({ phase: "held", until });

  await world.pass(until.getTime() - world.now().getTime() - 1);
  expect(openClaw.changes).toHaveLength(writesInWindow);
  await world.pass(1);
  expect(openClaw.changes.at(-1)).toMatchObject({ key: keyText(4), by: "sync", at: until.getTime() });
  expect(browser.shown).toMatchObject({ phase: "in_step" });
});

it("writes the newest of those that came in the meantime, and none of the others", async () => {
  const { world, openClaw, browser } = home();
  await rotate(browser, 1, 9);
  await world.pass(windowMs);
  expect(openClaw.changes.map(({ key }) => key)).toEqual([1, 2, 3, 9].map(keyText));
});

it("has one line in the history for all that wait", async () => {
  const { browser } = home();
  await rotate(browser, 1, 9);
  const saved = { result: "saved" };
  expect(browser.stored.history).toMatchObject([{ result: "held", times: 1 }, saved, saved, saved]);
});

it("writes nothing where the key that stands there is back before the wait is over", async () => {
  const { world, openClaw, browser } = home();
  await rotate(browser, 1, 4);
  await browser.signIn(keyText(3));
  expect(browser.shown).toMatchObject({ phase: "in_step" });
  await world.pass(windowMs);
  expect(openClaw.changes).toHaveLength(writesInWindow);
});

it("waits through a browser's start, and where somebody looks", async () => {
  const { world, openClaw, browser } = home();
  await rotate(browser, 1, 4);
  await browser.restart();
  await browser.openPopup();
  expect(openClaw.changes).toHaveLength(writesInWindow);
  await world.pass(windowMs);
  expect(openClaw.keys.get(CONFIG.id)).toBe(keyText(4));
});

it("lets a click through at once, which ends the wait", async () => {
  const { world, openClaw, browser } = home();
  await rotate(browser, 1, 4);
  await browser.click();
  expect(openClaw.changes.at(-1)).toMatchObject({ key: keyText(4), by: "click" });
  expect(browser.shown).toMatchObject({ phase: "in_step" });
  await world.pass(windowMs);
  expect(openClaw.changes).toHaveLength(writesInWindow + 1);
});

it("does not count clicks, however many", async () => {
  const { openClaw, browser } = home();
  for (let n = 1; n <= 10; n++) {
    browser.setCookie(keyText(n));
    await browser.click();
  }
  await rotate(browser, 11, 10 + writesInWindow);
  expect(openClaw.changes).toHaveLength(10 + writesInWindow);
  expect(browser.shown).toMatchObject({ phase: "in_step" });
});

it("counts no attempt that changed nothing", async () => {
  const { openClaw, browser } = home();
  openClaw.failure = { code: "file_busy" };
  await rotate(browser, 1, 9);
  openClaw.failure = null;
  openClaw.keys.set(CONFIG.id, keyText(10));
  await rotate(browser, 10, 10 + writesInWindow);
  expect(openClaw.changes).toHaveLength(writesInWindow);
  expect(browser.shown).toMatchObject({ phase: "in_step" });
});

it("counts all tries of one key whose outcome is unknown as one write", async () => {
  const { world, openClaw, browser } = home();
  openClaw.failure = { code: "companion_crashed" };
  await rotate(browser, 1, 1);
  await world.pass(MINUTE_MS);
  expect(openClaw.asked).toHaveLength(2);
  openClaw.failure = null;
  await rotate(browser, 2, 3);
  expect(openClaw.changes.map(({ key }) => key)).toEqual([2, 3].map(keyText));
  await rotate(browser, 4, 4);
  expect(browser.shown).toMatchObject({ phase: "held" });
});

it("counts a write in which the worker was stopped", async () => {
  const { openClaw, browser } = home();
  browser.lives.stopAt({ call: "set", when: "after" });
  await rotate(browser, 1, writesInWindow);
  browser.lives.stopAt();
  await rotate(browser, 4, 4);
  expect(openClaw.changes).toHaveLength(writesInWindow);
  expect(browser.shown).toMatchObject({ phase: "held" });
});

it("makes at most three of a hundred rotations in ten minutes, and the last one stands in the end", async () => {
  const { world, openClaw, browser } = home();
  for (let n = 1; n <= 100; n++) {
    await browser.signIn(keyText(n));
    await world.pass(windowMs / 101);
  }
  expect(openClaw.changes).toHaveLength(writesInWindow);
  await world.pass(windowMs);
  expect(openClaw.keys.get(CONFIG.id)).toBe(keyText(100));
  expect(openClaw.changes).toHaveLength(writesInWindow + 1);
});

it("counts the failures of a key whose companion crashes after other writes, until the badge says so", async () => {
  const { world, openClaw, browser } = home();
  await rotate(browser, 1, 2);
  openClaw.failure = { code: "companion_crashed" };
  await rotate(browser, 3, 3);
  await world.pass(4 * MINUTE_MS);
  expect(browser.stored.state.trouble).toMatchObject({
    code: "companion_crashed",
    failures: LIMITS.failuresUntilBadge,
  });
});
