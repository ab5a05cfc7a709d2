/** Auto-sync with a gateway: nothing restarts there, and what it has in memory only ends with its process. */
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { fingerprintOf, GATEWAY, keysOf } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import {
  DAY_MS,
  FIRST,
  HOUR_MS,
  MINUTE_MS,
  SECOND,
  signedIn,
  SyncWorld,
  type Choices,
} from "../../../helpers/sync-world.ts";

const MEMORY = { ...GATEWAY, keep: false };
/** What a run asks of the destination. */
const asked = ({ lives }: { lives: { calls: readonly string[] } }): string[] =>
  lives.calls.filter((call) => ["set", "remove", "status", "pulse"].includes(call));

describe("A gateway", () => {
  it("is given each rotation at once, however many come: nothing restarts for one", async () => {
    const { openClaw, browser } = await signedIn({ place: GATEWAY });
    const keys = [1, 2, 3, 4, 5, 6, 7, 8].map(keyText);
    for (const key of keys) await browser.signIn(key);
    expect(keysOf(openClaw)).toEqual(keys);
    expect(browser.stored.state).toMatchObject({ heldUntil: null, writes: [] });
  });

  it("that keeps the key is looked at each hour, as a file is, and asked nothing else", async () => {
    const { world, openClaw, browser } = await signedIn({ place: GATEWAY });
    browser.lives.stopAt();
    openClaw.restartGateway();
    await world.pass(3 * HOUR_MS);
    expect(new Set(asked(browser))).toEqual(new Set(["status"]));
    expect(asked(browser).length).toBeLessThanOrEqual(3);
    expect(keysOf(openClaw)).toEqual([FIRST]);
  });

  it("that had the key in memory only gets it back within a minute of its start", async () => {
    const { world, openClaw, browser } = await signedIn({ place: MEMORY });
    await world.pass(10 * MINUTE_MS);
    openClaw.restartGateway();
    await world.pass(MINUTE_MS);
    expect(openClaw.keys.get(GATEWAY.id)).toBe(FIRST);
    expect(browser.stored.lastExport).toMatchObject({ process: "2", fingerprint: fingerprintOf("A", FIRST) });
    expect(browser.shown).toMatchObject({ phase: "in_step" });
    // Nobody has put an older file back.
    expect(browser.stored.history.map(({ result }) => result)).toEqual(["saved", "saved"]);
  });

  it("that has it in memory only is asked once a minute, one small question", async () => {
    const { world, browser } = await signedIn({ place: MEMORY });
    browser.lives.stopAt();
    await world.pass(30 * MINUTE_MS);
    expect(asked(browser)).toEqual(Array<string>(30).fill("pulse"));
  });

  it("is asked each minute no longer once it keeps the key", async () => {
    const { world, browser } = await signedIn({ place: MEMORY });
    await browser.choose({ gateway: GATEWAY });
    await browser.click();
    browser.lives.stopAt();
    await world.pass(30 * MINUTE_MS);
    expect(asked(browser)).toEqual([]);
  });

  it.each<[when: string, is: { autoSync?: false; signedOut?: true; paused?: true }]>([
    ["where auto-sync is off", { autoSync: false }],
    ["where nobody is signed in any more", { signedOut: true }],
    ["where auto-sync rests", { paused: true }],
  ])("is asked for nothing by itself %s", async (_, { autoSync = true, signedOut, paused }) => {
    const { world, browser } = await signedIn({ place: MEMORY, autoSync });
    if (!autoSync) await browser.click();
    if (signedOut) await browser.signOut();
    if (paused) await browser.choose({ paused });
    browser.lives.stopAt();
    await world.pass(30 * MINUTE_MS);
    expect(asked(browser)).toEqual([]);
  });

  it("that has forgotten this browser is told of at once; once it is paired again, all goes on", async () => {
    const { world, openClaw, browser } = await signedIn({ place: MEMORY });
    openClaw.failure = { code: "gateway_not_paired" };
    await world.pass(MINUTE_MS);
    expect(browser.shown).toMatchObject({ phase: "trouble", code: "gateway_not_paired", urgent: true });
    openClaw.failure = null;
    openClaw.restartGateway();
    await world.pass(MINUTE_MS);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
    expect(keysOf(openClaw)).toEqual([FIRST, FIRST]);
  });

  it("that is off for a night is no trouble, and has its key within a minute of the morning", async () => {
    const { world, openClaw, browser } = await signedIn({ place: MEMORY });
    openClaw.failure = { code: "gateway_not_listening" };
    await world.pass(8 * HOUR_MS);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
    openClaw.failure = null;
    openClaw.restartGateway();
    await world.pass(MINUTE_MS);
    expect(openClaw.keys.get(GATEWAY.id)).toBe(FIRST);
  });

  it("that can't be reached when the key rotates gets it by growing pauses, and the badge says so the third time", async () => {
    const { world, openClaw, browser } = await signedIn({ place: GATEWAY });
    openClaw.failure = { code: "gateway_not_listening" };
    await browser.signIn(SECOND);
    expect(browser.shown).toMatchObject({ phase: "trouble", urgent: false });
    await world.pass(LIMITS.pausesMs[0]! + LIMITS.pausesMs[1]!);
    expect(browser.shown).toMatchObject({ phase: "trouble", code: "gateway_not_listening", urgent: true });
    openClaw.failure = null;
    await world.pass(LIMITS.pausesMs[2]!);
    expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
  });
});

describe("At a sign-out", () => {
  const choices: Partial<Choices> = { place: GATEWAY, onSignOut: "remove" };

  it("the key goes from the gateway, if that was chosen", async () => {
    const { world, openClaw, browser } = await signedIn(choices);
    await browser.signOut();
    await world.pass(LIMITS.signOutMs);
    expect(keysOf(openClaw)).toEqual([FIRST, null]);
  });

  it("so does one of which nobody knows whether it arrived", async () => {
    const { world, openClaw, browser } = await signedIn(choices);
    openClaw.failure = { code: "gateway_timeout", acted: true };
    await browser.signIn(SECOND);
    openClaw.failure = null;
    await browser.signOut();
    await world.pass(LIMITS.signOutMs);
    expect(openClaw.keys.has(GATEWAY.id)).toBe(false);
  });
});

describe("Of two browsers", () => {
  async function both(place = MEMORY) {
    const world = new SyncWorld();
    const [a, b] = [world.browser("A", { place }), world.browser("B", { place })];
    await a.signIn(FIRST);
    await b.signIn(SECOND);
    return { world, openClaw: world.openClaw, a, b };
  }

  it("the newest put wins, and the other does not put its own again", async () => {
    const { world, openClaw, a } = await both();
    await world.pass(DAY_MS);
    await a.openPopup();
    expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
  });

  it("one puts its key into a gateway that started anew, and the other leaves it there", async () => {
    const { world, openClaw } = await both();
    await world.pass(5 * MINUTE_MS);
    openClaw.restartGateway();
    await world.pass(DAY_MS);
    expect(keysOf(openClaw)).toHaveLength(3);
    expect(openClaw.keys.has(GATEWAY.id)).toBe(true);
  });

  it("neither takes the other's key out at its own sign-out", async () => {
    const { world, openClaw, a } = await both();
    await a.choose({ onSignOut: "remove" });
    await a.signOut();
    await world.pass(HOUR_MS);
    expect(openClaw.keys.get(GATEWAY.id)).toBe(SECOND);
    expect(a.stored.history[0]).toMatchObject({ result: "kept_foreign" });
  });
});
