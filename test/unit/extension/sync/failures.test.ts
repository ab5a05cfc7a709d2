/** A key that does not arrive: when it is tried again, when the badge says so, and what ends it. */
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";
import { keyText, WRONG_SECRETS } from "../../../helpers/keys.ts";
import { DAY_MS, home, HOUR_MS, MINUTE_MS, type FakeBrowser } from "../../../helpers/sync-world.ts";

const [FIRST, SECOND] = [keyText(1), keyText(2)];

/** What may pass by itself, and what only the user can end. */
const PASSING: readonly FailureCode[] = [
  "companion_crashed",
  "companion_timeout",
  "native_not_ready",
  "file_busy",
  "file_changed_meanwhile",
  "config_unparsable",
  "disk_full",
  "write_failed",
  "internal_error",
];
const LASTING: readonly FailureCode[] = [
  "native_permission_missing",
  "companion_missing",
  "companion_forbidden",
  "companion_too_old",
  "companion_reply_invalid",
  "installation_broken",
  "file_changed_place",
  "file_read_only",
  "write_denied",
  "openclaw_read_only",
  "key_is_oauth_token",
];

const urgency = ({ shown }: FakeBrowser) => (shown?.phase === "trouble" ? shown.urgent : null);

describe.each([
  ...PASSING.map((code) => ({ code, since: LIMITS.failuresUntilBadge })),
  ...LASTING.map((code) => ({ code, since: 1 })),
])("$code", ({ code, since }) => {
  it("is tried again after pauses that grow, and by nobody else in them", async () => {
    const { world, openClaw, browser } = home();
    openClaw.failure = { code };
    await browser.signIn(FIRST);
    const total = LIMITS.pausesMs.reduce((sum, pause) => sum + pause, LIMITS.pausesMs.at(-1)!);
    for (let minute = 0; minute < total / MINUTE_MS; minute++) {
      await world.pass(MINUTE_MS);
      await browser.wake();
    }
    const pauses = openClaw.asked.map(({ at }, index, all) => at - (all[index - 1]?.at ?? at)).slice(1);
    expect(pauses).toEqual([...LIMITS.pausesMs, LIMITS.pausesMs.at(-1)]);
    expect(openClaw.changes).toEqual([]);
  });

  it(`is on the badge from the ${since === 1 ? "first" : "third"} time on`, async () => {
    const { world, openClaw, browser } = home();
    openClaw.failure = { code };
    await browser.signIn(FIRST);
    const seen = [urgency(browser)];
    for (const pause of LIMITS.pausesMs.slice(0, 3)) {
      await world.pass(pause);
      seen.push(urgency(browser));
    }
    expect(seen).toEqual([1, 2, 3, 4].map((failures) => failures >= since));
    expect(browser.shown).toMatchObject({ phase: "trouble", code });
  });

  it("passes by itself when its cause goes, and leaves nothing behind", async () => {
    const { world, openClaw, browser } = home();
    openClaw.failure = { code };
    await browser.signIn(FIRST);
    await world.pass(HOUR_MS);
    openClaw.failure = null;
    await world.pass(LIMITS.pausesMs.at(-1)!);
    expect(openClaw.changes).toMatchObject([{ key: FIRST, by: "sync" }]);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
    expect(browser.stored.state.trouble).toBeNull();
  });
});

describe("In a pause", () => {
  async function inPause() {
    const scene = home();
    scene.openClaw.failure = { code: "companion_missing" };
    await scene.browser.signIn(FIRST);
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
    expect(browser.shown).toMatchObject({ phase: "in_step" });
  });

  it("neither a wake nor a start tries it", async () => {
    const { openClaw, browser } = await inPause();
    await browser.wake();
    await browser.restart();
    expect(openClaw.changes).toEqual([]);
    expect(browser.shown).toMatchObject({ phase: "trouble" });
  });

  it("a start has not forgotten when it is over", async () => {
    const { world, openClaw, browser } = await inPause();
    await browser.restart();
    await world.pass(LIMITS.pausesMs.at(-1)!);
    expect(openClaw.changes).toMatchObject([{ key: FIRST }]);
  });

  it("a sign-out needs nothing to be tried any more", async () => {
    const { browser } = await inPause();
    await browser.signOut();
    expect(browser.shown).toEqual({ phase: "signed_out", exported: false });
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

describe("A companion that has written, and could not say so,", () => {
  it.each(["companion_timeout", "companion_crashed"] as const)("(%s) writes nothing again", async (code) => {
    const { world, openClaw, browser } = home();
    openClaw.failure = { code, acted: true };
    await browser.signIn(FIRST);
    openClaw.failure = null;
    await world.pass(HOUR_MS);
    expect(openClaw.changes).toHaveLength(1);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
  });
});

describe("The history", () => {
  it("has one line for the same failure over and over", async () => {
    const { world, openClaw, browser } = home();
    openClaw.failure = { code: "disk_full" };
    await browser.signIn(FIRST);
    await world.pass(HOUR_MS);
    const { failures } = browser.stored.state.trouble!;
    expect(browser.stored.history).toMatchObject([{ result: "failed", code: "disk_full", times: failures }]);
    openClaw.failure = null;
    await world.pass(HOUR_MS);
    expect(browser.stored.history.map(({ result }) => result)).toEqual(["saved", "failed"]);
  });

  it("says nothing of a worker that is not ready yet", async () => {
    const { openClaw, browser } = home();
    openClaw.failure = { code: "native_not_ready" };
    await browser.signIn(FIRST);
    expect(browser.stored.history).toEqual([]);
  });
});

describe("A removal that fails", () => {
  it("is tried again after pauses that grow, and takes out nothing twice", async () => {
    const { world, openClaw, browser } = home({ onSignOut: "remove" });
    await browser.signIn(FIRST);
    await browser.signOut();
    openClaw.failure = { code: "config_unparsable" };
    await world.pass(HOUR_MS);
    expect(browser.shown).toMatchObject({ phase: "trouble", code: "config_unparsable", urgent: true });
    openClaw.failure = null;
    await world.pass(HOUR_MS);
    expect(openClaw.changes.map(({ key }) => key)).toEqual([FIRST, null]);
    expect(browser.shown).toEqual({ phase: "signed_out", exported: false });
  });

  it("is off the table with a new sign-in", async () => {
    const { world, openClaw, browser } = home({ onSignOut: "remove" });
    await browser.signIn(FIRST);
    await browser.signOut();
    openClaw.failure = { code: "file_busy" };
    await world.pass(3 * MINUTE_MS);
    openClaw.failure = null;
    await browser.signIn(SECOND);
    await world.pass(HOUR_MS);
    expect(openClaw.changes.map(({ key }) => key)).toEqual([FIRST, SECOND]);
  });
});

describe("What is no sign-out takes nothing out:", () => {
  it.each<[what: string, happens: (browser: FakeBrowser) => void, code: string]>([
    ["a permission that was withdrawn", (browser) => void (browser.permitted = false), "permission_missing"],
    ...WRONG_SECRETS.map(([what, text, code]): [string, (browser: FakeBrowser) => void, string] => [
      `a cookie that holds ${what}`,
      (browser) => browser.setCookie(text),
      code,
    ]),
  ])("%s", async (_, happens, code) => {
    const { world, openClaw, browser } = home({ onSignOut: "remove" });
    await browser.signIn(FIRST);
    happens(browser);
    await browser.wake();
    expect(browser.shown).toMatchObject({ phase: "trouble", code, urgent: true });
    await world.pass(DAY_MS);
    expect(openClaw.changes.map(({ key }) => key)).toEqual([FIRST]);

    browser.permitted = true;
    await browser.signIn(FIRST);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
    expect(openClaw.changes).toHaveLength(1);
  });
});

describe("A key that OpenClaw does not read", () => {
  it("is in trouble at once, though it was written", async () => {
    const { openClaw, browser } = home();
    openClaw.hidden = true;
    await browser.signIn(FIRST);
    expect(openClaw.changes).toHaveLength(1);
    expect(browser.shown).toMatchObject({ phase: "trouble", code: "not_effective", urgent: true });
    expect(browser.stored.lastExport).not.toBeNull();
  });

  it("is looked at again after pauses that grow, and written no second time", async () => {
    const { world, openClaw, browser } = home();
    openClaw.hidden = true;
    await browser.signIn(FIRST);
    await world.pass(3 * HOUR_MS);
    const { failures } = browser.stored.state.trouble!;
    expect(failures).toBeGreaterThan(5);
    expect(failures).toBeLessThan(10);
    expect(openClaw.changes).toHaveLength(1);
  });

  it("is well again when the other source is gone, by itself and where somebody looks", async () => {
    for (const look of [(browser: FakeBrowser) => browser.openPopup(), null]) {
      const { world, openClaw, browser } = home();
      openClaw.hidden = true;
      await browser.signIn(FIRST);
      openClaw.hidden = false;
      await (look ? look(browser) : world.pass(LIMITS.pausesMs[0]!));
      expect(browser.shown).toMatchObject({ phase: "in_step" });
      expect(openClaw.changes).toHaveLength(1);
    }
  });

  it("stays in trouble where the companion can't be asked for a while", async () => {
    const { world, openClaw, browser } = home();
    openClaw.hidden = true;
    await browser.signIn(FIRST);
    openClaw.failure = { code: "companion_crashed" };
    await world.pass(HOUR_MS);
    openClaw.failure = null;
    await world.pass(2 * HOUR_MS);
    expect(browser.shown).toMatchObject({ phase: "trouble", code: "not_effective" });
    openClaw.hidden = false;
    await world.pass(HOUR_MS);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
  });

  it("stays in trouble after more writes than the gateway should restart", async () => {
    const { world, openClaw, browser } = home();
    openClaw.hidden = true;
    for (let n = 1; n <= LIMITS.writesInWindow; n++) await browser.signIn(keyText(n));
    await browser.openPopup();
    await world.pass(LIMITS.windowMs);
    expect(openClaw.hidden).toBe(true);
    expect(browser.shown).toMatchObject({ phase: "trouble", code: "not_effective" });
  });

  it("is left alone where another browser's key stands in its file by now", async () => {
    const { world, openClaw, browser } = home();
    openClaw.hidden = true;
    await browser.signIn(FIRST);
    openClaw.keys.set(CONFIG.id, keyText(99));
    await world.pass(HOUR_MS);
    expect(openClaw.keys.get(CONFIG.id)).toBe(keyText(99));
  });
});
