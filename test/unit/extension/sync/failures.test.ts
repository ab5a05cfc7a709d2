/** A key that does not arrive: when it is tried again, when the badge says so, and what ends it. */
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG, keysOf } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import {
  DAY_MS,
  FIRST,
  home,
  HOUR_MS,
  MINUTE_MS,
  SECOND,
  signedIn,
  type FakeBrowser,
} from "../../../helpers/sync-world.ts";

const LONGEST_MS = LIMITS.pausesMs.at(-1)!;
const IN_STEP = { phase: "in_step" };
const NOTHING_LEFT = { phase: "signed_out", exported: false };

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

describe("In a pause", () => {
  async function inPause() {
    const scene = await failing("companion_missing");
    await scene.world.pass(HOUR_MS);
    scene.openClaw.failure = null;
    return scene;
  }

  it.each<[what: string, happens: (browser: FakeBrowser) => Promise<unknown>, key: string]>([
    ["a new key is tried at once", (browser) => browser.signIn(SECOND), SECOND],
    ["whoever opens the popup has it tried at once", (browser) => browser.openPopup(), FIRST],
    ["a click tries it at once", (browser) => browser.click(), FIRST],
  ])("%s, and that ends it", async (_, happens, key) => {
    const { openClaw, browser } = await inPause();
    await happens(browser);
    expect(openClaw.changes).toMatchObject([{ key }]);
    expect(browser.stored.state.trouble).toBeNull();
    expect(browser.shown).toMatchObject(IN_STEP);
  });

  it("neither a wake nor a start tries it, and neither has forgotten when it is over", async () => {
    const { world, openClaw, browser } = await inPause();
    await browser.wake();
    await browser.restart();
    expect(openClaw.changes).toEqual([]);
    expect(browser.shown).toMatchObject({ phase: "trouble" });
    await world.pass(LONGEST_MS);
    expect(keysOf(openClaw)).toEqual([FIRST]);
  });

  it("a sign-out needs nothing to be tried any more", async () => {
    const { browser } = await inPause();
    await browser.signOut();
    expect(browser.shown).toEqual(NOTHING_LEFT);
  });

  it("a new key that fails too does not begin with short pauses again", async () => {
    const { world, openClaw, browser } = await inPause();
    openClaw.failure = { code: "companion_missing" };
    const before = browser.stored.state.trouble!.failures;
    await browser.signIn(SECOND);
    expect(browser.stored.state.trouble!.failures).toBe(before + 1);
    await world.pass(MINUTE_MS);
    expect(openClaw.asked.at(-1)!.at).toBe(world.now().getTime() - MINUTE_MS);
  });
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
  expect(browser.shown).toEqual(NOTHING_LEFT);
});

it("a removal that fails is off the table with a new sign-in", async () => {
  const { world, openClaw, browser } = await signedIn({ onSignOut: "remove" });
  await browser.signOut();
  openClaw.failure = { code: "file_busy" };
  await world.pass(3 * MINUTE_MS);
  openClaw.failure = null;
  await browser.signIn(SECOND);
  await world.pass(HOUR_MS);
  expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
});

it.each<[code: FailureCode, happens: (browser: FakeBrowser) => void]>([
  ["permission_missing", (browser) => void (browser.permitted = false)],
  ["key_is_oauth_token", (browser) => browser.setCookie(`sk-ant-oat01-${"o".repeat(90)}`)],
  ["key_malformed", (browser) => browser.setCookie("no key")],
])("%s is no sign-out, and takes nothing out", async (code, happens) => {
  const { world, openClaw, browser } = await signedIn({ onSignOut: "remove" });
  happens(browser);
  await browser.wake();
  expect(browser.shown).toMatchObject({ phase: "trouble", code, urgent: true });
  await world.pass(DAY_MS);
  browser.permitted = true;
  await browser.signIn(FIRST);
  expect(keysOf(openClaw)).toEqual([FIRST]);
  expect(browser.shown).toMatchObject(IN_STEP);
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

  it("stays in trouble after more writes than the gateway should restart", async () => {
    const { world, browser } = await hidden();
    for (let n = 2; n <= LIMITS.writesInWindow; n++) await browser.signIn(keyText(n));
    await browser.openPopup();
    await world.pass(LIMITS.windowMs);
    expect(browser.shown).toMatchObject(NOT_EFFECTIVE);
  });

  it("is left alone where another browser's key stands in its file by now", async () => {
    const { world, openClaw } = await hidden();
    openClaw.keys.set(CONFIG.id, keyText(99));
    await world.pass(HOUR_MS);
    expect(openClaw.keys.get(CONFIG.id)).toBe(keyText(99));
  });
});
