/** A key that does not arrive: when it is tried again, when the badge says so, and what ends it. */
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG, keysOf } from "../../../helpers/fake-openclaw.ts";
import { FIRST, home, HOUR_MS, MINUTE_MS, SECOND, signedIn } from "../../../helpers/sync-world.ts";

const LONGEST_MS = LIMITS.pausesMs.at(-1)!;
const IN_STEP = { phase: "in_step" };

async function failing(code: FailureCode, acted = false) {
  const scene = home();
  scene.openClaw.failure = { code, acted };
  await scene.browser.signIn(FIRST);
  return scene;
}

it.each<[code: FailureCode, since: number]>([
  ["file_busy", LIMITS.failuresUntilBadge],
  ["companion_missing", 1],
])("a key is tried again in pauses that grow, and %s is on the badge from try %i on", async (code, since) => {
  const urgency = () => (browser.shown?.phase === "trouble" ? browser.shown.urgent : null);
  const { world, openClaw, browser } = await failing(code);
  const seen = [urgency()];
  const pauses = [...LIMITS.pausesMs, LONGEST_MS];
  for (const [n, pause] of pauses.entries()) {
    for (let minute = 0; minute < pause / MINUTE_MS; minute++) {
      expect(openClaw.asked).toHaveLength(n + 1);
      await browser.wake();
      await world.pass(MINUTE_MS);
    }
    seen.push(urgency());
  }
  const times = openClaw.asked.map(({ at }) => at);
  expect(times.slice(1).map((at, n) => at - times[n]!)).toEqual(pauses);
  expect(seen).toEqual(times.map((_, n) => n + 1 >= since));
  expect(browser.shown).toMatchObject({ phase: "trouble", code });
  expect(openClaw.changes).toEqual([]);

  openClaw.failure = null;
  await world.pass(LONGEST_MS);
  expect(openClaw.changes).toMatchObject([{ key: FIRST, by: "sync" }]);
  expect(browser.shown).toMatchObject(IN_STEP);
  expect(browser.stored.state.trouble).toBeNull();
});

it.each(["companion_timeout", "companion_crashed"] as const)(
  "a companion that has written, and could not say so (%s), writes nothing again",
  async (code) => {
    const { world, openClaw, browser } = await failing(code, true);
    openClaw.failure = null;
    await world.pass(HOUR_MS);
    expect(openClaw.changes).toHaveLength(1);
    expect(browser.shown).toMatchObject(IN_STEP);
  },
);

it("the history says nothing of a worker that is not ready yet", async () => {
  const { browser } = await failing("native_not_ready");
  expect(browser.stored.history).toEqual([]);
});

it("a removal that fails is tried again after pauses that grow, and takes out nothing twice", async () => {
  const { world, openClaw, browser } = await signedIn({ onSignOut: "remove" });
  await browser.signOut();
  openClaw.failure = { code: "config_unparsable" };
  await world.pass(HOUR_MS);
  expect(browser.shown).toMatchObject({ phase: "trouble", code: "config_unparsable", urgent: true });
  openClaw.failure = null;
  await world.pass(HOUR_MS);
  expect(keysOf(openClaw)).toEqual([FIRST, null]);
  expect(browser.shown).toEqual({ phase: "signed_out", exported: false });
});

it.each<[what: string, before: string | null]>([
  ["the first key", null],
  ["a new key beside the old one", SECOND],
])("a sign-out takes out %s, though nobody knew whether it was written", async (_, before) => {
  const { world, openClaw, browser } = home({ onSignOut: "remove" });
  if (before) await browser.signIn(before);
  openClaw.failure = { code: "companion_timeout", acted: true };
  await browser.signIn(FIRST);
  expect(openClaw.keys.get(CONFIG.id)).toBe(FIRST);
  openClaw.failure = null;
  await browser.signOut();
  await world.pass(HOUR_MS);
  expect(openClaw.keys.size).toBe(0);
  expect(browser.stored.history[0]).toMatchObject({ result: "removed", path: CONFIG.path });
  expect(browser.shown).toEqual({ phase: "signed_out", exported: false });
});

it("a sign-out takes out a key whose write was never noted, for the worker was stopped behind it", async () => {
  const { world, openClaw, browser } = home({ onSignOut: "remove" });
  browser.lives.stopAt({ call: "set", when: "after" });
  await browser.signIn(FIRST);
  expect(openClaw.keys.get(CONFIG.id)).toBe(FIRST);
  expect(browser.stored.lastExport).toBeNull();
  await browser.signOut();
  await world.pass(HOUR_MS);
  expect(openClaw.keys.size).toBe(0);
});

describe("A key that OpenClaw does not read", () => {
  const NOT_EFFECTIVE = { phase: "trouble", code: "not_effective" };

  async function hidden() {
    const scene = home();
    scene.openClaw.hidden = true;
    await scene.browser.signIn(FIRST);
    return scene;
  }

  it("is in trouble at once, looked at again after pauses that grow, and written no second time", async () => {
    const { world, openClaw, browser } = await hidden();
    expect(browser.shown).toMatchObject({ ...NOT_EFFECTIVE, urgent: true });
    expect(browser.stored.lastExport).not.toBeNull();
    await world.pass(3 * HOUR_MS);
    const { failures } = browser.stored.state.trouble!;
    expect(failures).toBeGreaterThan(5);
    expect(failures).toBeLessThan(10);
    expect(openClaw.changes).toHaveLength(1);
  });

  it.each<[what: string, look: (scene: Awaited<ReturnType<typeof hidden>>) => Promise<void>]>([
    ["by itself", ({ world }) => world.pass(LIMITS.pausesMs[0]!)],
    ["where somebody looks", ({ browser }) => browser.openPopup()],
  ])("is well again when the other source is gone, %s", async (_, look) => {
    const scene = await hidden();
    scene.openClaw.hidden = false;
    await look(scene);
    expect(scene.browser.shown).toMatchObject(IN_STEP);
    expect(scene.openClaw.changes).toHaveLength(1);
  });

  it("stays in trouble where the companion can't be asked for a while", async () => {
    const { world, openClaw, browser } = await hidden();
    openClaw.failure = { code: "companion_crashed" };
    await world.pass(HOUR_MS);
    openClaw.failure = null;
    await world.pass(2 * HOUR_MS);
    expect(browser.shown).toMatchObject(NOT_EFFECTIVE);
    openClaw.hidden = false;
    await world.pass(HOUR_MS);
    expect(browser.shown).toMatchObject(IN_STEP);
  });
});
