/** Every write to openclaw.json restarts a running gateway, so there must not be too many. */
import { expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG, keysOf } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import { home, MINUTE_MS, type FakeBrowser } from "../../../helpers/sync-world.ts";

const { writesInWindow, windowMs } = LIMITS;
const IN_STEP = { phase: "in_step" };

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
  expect(browser.shown).toMatchObject(IN_STEP);
});

it("writes the newest of those that came in the meantime, none of the others, and has one line for them", async () => {
  const { world, openClaw, browser } = home();
  await rotate(browser, 1, 9);
  const saved = { result: "saved" };
  expect(browser.stored.history).toMatchObject([
    { by: "sync", result: "held", times: 1 },
    saved,
    saved,
    saved,
  ]);
  await world.pass(windowMs);
  expect(keysOf(openClaw)).toEqual([1, 2, 3, 9].map(keyText));
});

it("counts neither clicks nor attempts that changed nothing, however many", async () => {
  const { openClaw, browser } = home();
  for (let n = 1; n <= 5; n++) {
    browser.setCookie(keyText(n));
    await browser.click();
  }
  openClaw.failure = { code: "file_busy" };
  await rotate(browser, 6, 9);
  openClaw.failure = null;
  openClaw.keys.set(CONFIG.id, keyText(10));
  await rotate(browser, 10, 10 + writesInWindow);
  expect(openClaw.changes).toHaveLength(5 + writesInWindow);
  expect(browser.shown).toMatchObject(IN_STEP);
});

it("counts a removal, which restarts a gateway as a write does", async () => {
  const { world, openClaw, browser } = home({ onSignOut: "remove" });
  await rotate(browser, 1, 1);
  await browser.signOut();
  await world.pass(LIMITS.signOutMs);
  await rotate(browser, 2, 3);
  expect(keysOf(openClaw)).toEqual([keyText(1), null, keyText(2)]);
  expect(browser.shown).toMatchObject({ phase: "held" });
});

it("counts all tries of one key whose outcome is unknown as one write", async () => {
  const { world, openClaw, browser } = home();
  openClaw.failure = { code: "companion_crashed" };
  await rotate(browser, 1, 1);
  await world.pass(MINUTE_MS);
  expect(openClaw.asked).toHaveLength(2);
  openClaw.failure = null;
  await rotate(browser, 2, 3);
  expect(keysOf(openClaw)).toEqual([2, 3].map(keyText));
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
