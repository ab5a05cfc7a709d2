/** The plan's numbers on their way to a gateway: when they are read and sent, and what takes them out again. */
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { PACE } from "../../../../src/extension/usage/pacing.ts";
import { CONFIG, GATEWAY, PICKED } from "../../../helpers/fake-openclaw.ts";
import {
  DAY_MS,
  FIRST,
  HOUR_MS,
  MINUTE_MS,
  SECOND,
  signedIn,
  type Choices,
} from "../../../helpers/sync-world.ts";

const NUMBERS: Partial<Choices> = { grade: "numbers", place: GATEWAY };
const OTHER_GATEWAY = { ...GATEWAY, id: "5".repeat(32), path: "http://127.0.0.1:19000" };

type Scene = Awaited<ReturnType<typeof signedIn>>;

/** What the gateway was sent, in percent. */
const shownAt = ({ openClaw }: Scene, { id } = GATEWAY): number[] =>
  (openClaw.numbers.get(id) ?? []).map(({ windows }) => windows[0]!.usedPercent);

describe("With consent for the numbers alone", () => {
  it("they arrive at the sign-in, and nothing else does", async () => {
    const scene = await signedIn(NUMBERS);
    expect(shownAt(scene)).toEqual([41]);
    expect(scene.openClaw.keys.size).toBe(0);
    expect(scene.openClaw.asked).toEqual([]);
    const { informed, written, put, lastExport, history } = scene.browser.stored;
    expect({ written, put, lastExport }).toEqual({ written: [], put: null, lastExport: null });
    expect(informed).toEqual([GATEWAY]);
    expect(history).toMatchObject([{ by: "sync", result: "sent", path: GATEWAY.path, times: 1 }]);
  });

  it("they carry the plan, and its organization", async () => {
    const { openClaw } = await signedIn(NUMBERS);
    expect(openClaw.numbers.get(GATEWAY.id)).toMatchObject([{ organization: "Robin Ltd", plan: "Pro" }]);
  });

  it("they are read each quarter of an hour, and not once more often, over a day of other wakes", async () => {
    const scene = await signedIn(NUMBERS);
    const { world, browser } = scene;
    for (let hour = 0; hour < 24; hour++) {
      for (let minute = 0; minute < 60; minute += 5) {
        await world.pass(5 * MINUTE_MS);
        await browser.wake();
      }
    }
    const pauses = world.questions.slice(1).map((at, before) => at - world.questions[before]!);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(PACE.backgroundMs);
    expect(world.questions.length).toBe(DAY_MS / PACE.backgroundMs + 1);
    expect(browser.stored.history).toMatchObject([{ result: "sent", times: world.questions.length }]);
  });

  it("a page that is opened, and a click, send them at once", async () => {
    const scene = await signedIn(NUMBERS);
    scene.world.plan = 42;
    await scene.browser.openPopup();
    scene.world.plan = 43;
    await expect(scene.browser.send()).resolves.toMatchObject({ ok: true });
    expect(shownAt(scene)).toEqual([41, 42, 43]);
  });

  it.each<[when: string, choices: Partial<Choices>, then: (scene: Scene) => unknown]>([
    ["auto-sync is off", { autoSync: false }, () => {}],
    ["auto-sync rests", {}, ({ browser }) => browser.choose({ paused: true })],
    ["nobody is signed in", {}, ({ browser }) => browser.signOut()],
    ["the browser's permission is gone", {}, ({ browser }) => (browser.permitted = false)],
    ["the consent is withdrawn", {}, ({ browser }) => browser.withdraw(false)],
    ["no gateway is chosen", {}, ({ browser }) => browser.choose({ target: null })],
  ])("claude.ai is asked nothing while %s", async (_, choices, then) => {
    const { world, browser, openClaw } = await signedIn({ ...NUMBERS, ...choices });
    await then({ world, browser, openClaw });
    const before = world.questions.length;
    await world.pass(3 * HOUR_MS);
    await browser.wake();
    expect(world.questions.length).toBe(before);
  });

  it("another sign-in is read at once", async () => {
    const scene = await signedIn(NUMBERS);
    await scene.browser.signOut();
    expect(scene.browser.shown).toEqual({ phase: "numbers_wait", sent: true });
    scene.world.plan = 7;
    await scene.browser.signIn(SECOND);
    expect(shownAt(scene)).toEqual([41, 7]);
    expect(scene.browser.shown).toMatchObject({ phase: "in_step" });
  });

  it("another account's wait for a click, and go on by themselves once its own account is back", async () => {
    const scene = await signedIn(NUMBERS);
    const { world, browser } = scene;
    world.organizationsOf = (key) => [key];
    world.plan = 7;
    await browser.signOut();
    await browser.signIn(SECOND);
    await browser.openPopup();
    await world.pass(HOUR_MS);
    expect(shownAt(scene)).toEqual([41]);
    expect(browser.shown).toEqual({ phase: "numbers_ask" });
    expect(browser.stored.history.map(({ result }) => result)).toEqual(["other_account", "sent"]);
    // Asked once, and once more for each page that shows them anyway.
    expect(world.questions.length).toBe(2);
    world.plan = 50;
    await browser.signIn(FIRST);
    await world.pass(PACE.backgroundMs);
    expect(shownAt(scene)).toContain(50);
    expect(shownAt(scene)).not.toContain(7);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
  });

  it("a click is a yes to another account, from then on they go by themselves", async () => {
    const scene = await signedIn(NUMBERS);
    const { world, browser } = scene;
    world.organizationsOf = (key) => [key];
    world.plan = 7;
    await browser.signIn(SECOND);
    expect(shownAt(scene)).toEqual([41]);
    await browser.send();
    expect(shownAt(scene)).toEqual([41, 7]);
    await world.pass(PACE.backgroundMs);
    expect(shownAt(scene)).toEqual([41, 7, 7]);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
  });

  it("what claude.ai answers for an account that signed in meanwhile is not sent as the first one's", async () => {
    const scene = await signedIn(NUMBERS);
    const { world, browser } = scene;
    await world.pass(PACE.backgroundMs - MINUTE_MS);
    world.organizationsOf = (key) => [key];
    browser.lives.onCall = (name) => {
      if (name !== "readPlan") return;
      browser.lives.onCall = null;
      browser.setCookie(SECOND);
      world.plan = 7;
    };
    await world.pass(2 * MINUTE_MS);
    expect(shownAt(scene)).toEqual([41]);
    expect(browser.shown).toEqual({ phase: "numbers_ask" });
  });

  it("a click is answered where claude.ai hands out a new key with the numbers", async () => {
    const { world, browser } = await signedIn(NUMBERS);
    browser.lives.onCall = (name) => {
      if (name !== "readPlan") return;
      browser.lives.onCall = null;
      browser.setCookie(SECOND);
    };
    expect(await browser.send()).toMatchObject({ ok: true });
    expect(world.questions.length).toBe(3);
  });

  it("a gateway that is paired while they wait gets them", async () => {
    const scene = await signedIn(NUMBERS);
    const { world, browser } = scene;
    world.organizationsOf = (key) => [key];
    world.plan = 7;
    await browser.signIn(SECOND);
    await browser.choose({ gateway: OTHER_GATEWAY });
    expect(shownAt(scene, OTHER_GATEWAY)[0]).toBe(7);
    expect(browser.shown).toMatchObject({ phase: "in_step" });
  });

  it("a failure in between does not answer the question", async () => {
    const scene = await signedIn(NUMBERS);
    const { world, browser } = scene;
    world.organizationsOf = (key) => [key];
    await browser.signIn(SECOND);
    await browser.signOut();
    expect(browser.shown).toEqual({ phase: "numbers_wait", sent: true });
    await browser.signIn(SECOND);
    expect(browser.shown).toEqual({ phase: "numbers_ask" });
    expect(shownAt(scene)).toEqual([41]);
  });

  it.each<[FailureCode, urgentAtOnce: boolean]>([
    ["gateway_not_listening", false],
    ["gateway_not_paired", true],
    ["plugin_too_old", true],
  ])(
    "a gateway that does not take them (%s) is asked again by growing pauses, and the badge says so",
    async (code, urgent) => {
      const scene = await signedIn(NUMBERS);
      const { world, browser, openClaw } = scene;
      openClaw.failure = { code };
      await world.pass(PACE.backgroundMs);
      expect(browser.shown).toMatchObject({ phase: "trouble", code, urgent });
      const before = world.questions.length;
      await world.pass(LIMITS.pausesMs[0]! + LIMITS.pausesMs[1]!);
      expect(world.questions.length).toBe(before + 2);
      expect(browser.shown).toMatchObject({ phase: "trouble", urgent: true });
      expect(browser.stored.history[0]).toMatchObject({ result: "failed", code, times: 3 });
      openClaw.failure = null;
      await world.pass(LIMITS.pausesMs[2]!);
      expect(browser.shown).toMatchObject({ phase: "in_step" });
      expect(shownAt(scene)).toEqual([41, 41]);
    },
  );

  it("so is a claude.ai that does not answer; what was sent stays", async () => {
    const scene = await signedIn(NUMBERS);
    scene.world.plan = "claude_offline";
    await scene.world.pass(PACE.backgroundMs);
    expect(scene.browser.shown).toMatchObject({ phase: "trouble", code: "claude_offline", urgent: false });
    expect(shownAt(scene)).toEqual([41]);
    scene.world.plan = 50;
    await scene.browser.openPopup();
    expect(shownAt(scene)).toEqual([41, 50]);
    expect(scene.browser.stored.numbers.trouble).toBeNull();
  });

  it("wherever a run is stopped, the gateway that may show them is known, and the next one sends them", async () => {
    for (let at = 1; ; at++) {
      const scene = await signedIn({ ...NUMBERS, autoSync: false });
      scene.browser.stored.consent!.autoSync = true;
      scene.browser.lives.stopAt({ call: at, when: "before" });
      await scene.browser.wake();
      const isStopped = scene.browser.alarms.has("guard");
      if (shownAt(scene).length > 0) expect(scene.browser.stored.informed).toEqual([GATEWAY]);
      scene.browser.lives.stopAt();
      await scene.browser.wake();
      expect(scene.browser.stored.numbers.sent).toMatchObject({ id: GATEWAY.id });
      if (!isStopped) break;
      expect(at).toBeLessThan(60);
    }
  });
});

describe("The numbers are taken out", () => {
  it("and what breaks in that is waited out as a failure", async () => {
    const scene = await signedIn(NUMBERS);
    scene.browser.stored.informed.push(OTHER_GATEWAY);
    scene.openClaw.breaks = OTHER_GATEWAY;
    await scene.world.pass(PACE.backgroundMs);
    expect(scene.browser.stored.numbers.trouble).toMatchObject({ code: "internal_error" });
    expect(scene.browser.alarms.has("guard")).toBe(false);
  });

  it("of a gateway by the withdrawal, which says where that failed", async () => {
    const { browser, openClaw } = await signedIn(NUMBERS);
    await expect(browser.withdraw(true)).resolves.toEqual({ removed: null, showing: [] });
    expect(openClaw.numbers.size).toBe(0);
    const again = await signedIn(NUMBERS);
    again.openClaw.failure = { code: "gateway_not_listening" };
    await expect(again.browser.withdraw(true)).resolves.toEqual({ removed: null, showing: [GATEWAY.path] });
    expect(again.browser.stored.informed).toEqual([]);
  });

  it.each([
    ["another gateway", { gateway: OTHER_GATEWAY }, OTHER_GATEWAY],
    ["no gateway any more", { target: "clipboard" as const }, null],
  ])("of the old gateway where %s is chosen", async (_, settings, next) => {
    const scene = await signedIn(NUMBERS);
    await scene.browser.choose(settings);
    expect([...scene.openClaw.numbers.keys()]).toEqual(next ? [next.id] : []);
    expect(scene.browser.stored.informed).toEqual(next ? [next] : []);
  });

  it("of an old gateway that was down as soon as it is back, and one that has forgotten us is forgotten", async () => {
    const scene = await signedIn(NUMBERS);
    scene.openClaw.failure = { code: "gateway_not_listening", place: GATEWAY };
    await scene.browser.choose({ gateway: OTHER_GATEWAY });
    expect(scene.browser.stored.informed).toEqual([GATEWAY, OTHER_GATEWAY]);
    scene.openClaw.failure = null;
    await scene.world.pass(PACE.backgroundMs);
    expect([...scene.openClaw.numbers.keys()]).toEqual([OTHER_GATEWAY.id]);
    scene.openClaw.failure = { code: "gateway_not_paired", place: OTHER_GATEWAY };
    await scene.browser.choose({ gateway: GATEWAY });
    expect(scene.browser.stored.informed).toEqual([GATEWAY]);
  });

  it("by a withdrawal that comes while they are being sent: none arrive after it", async () => {
    const { browser, openClaw, world } = await signedIn(NUMBERS);
    await world.pass(PACE.backgroundMs - MINUTE_MS);
    browser.lives.onCall = (name) => {
      if (name !== "readPlan") return;
      browser.lives.onCall = null;
      void browser.withdraw(true);
    };
    await world.pass(2 * MINUTE_MS);
    expect(openClaw.numbers.size).toBe(0);
    expect(browser.stored).toMatchObject({ consent: null, informed: [], history: [] });
  });
});

describe("With consent for the key", () => {
  it("they go to the gateway that has just this key, beside it", async () => {
    const scene = await signedIn({ place: GATEWAY });
    expect(scene.openClaw.keys.get(GATEWAY.id)).toBe(FIRST);
    expect(shownAt(scene)).toEqual([41]);
    scene.world.organizationsOf = (key) => [key];
    scene.world.plan = 7;
    await scene.browser.signOut();
    await scene.browser.signIn(SECOND);
    expect(scene.browser.shown).toMatchObject({ phase: "asks", question: "other_account" });
    expect(shownAt(scene)).toEqual([41]);
    await scene.browser.click();
    await scene.browser.wake();
    expect(shownAt(scene)).toEqual([41, 7]);
  });

  it("nobody hears of them where only they don't arrive: an older plugin takes the key all the same", async () => {
    const scene = await signedIn({ place: GATEWAY });
    scene.world.plan = "claude_offline";
    await scene.world.pass(HOUR_MS);
    expect(scene.browser.stored.numbers.trouble).toMatchObject({ code: "claude_offline" });
    expect(scene.browser.shown).toMatchObject({ phase: "in_step" });
    expect(scene.browser.stored.history.map(({ result }) => result)).toEqual(["saved"]);
  });

  it("none are read for a file", async () => {
    const { world } = await signedIn({ place: CONFIG });
    await world.pass(HOUR_MS);
    expect(world.questions).toEqual([]);
  });
});

describe("From the key to the numbers alone", () => {
  it("every key that went out is taken out, in whatever place, and from then on none goes out", async () => {
    const scene = await signedIn({ place: CONFIG });
    await scene.browser.choose({ target: "gateway", gateway: GATEWAY });
    expect(scene.openClaw.keys.size).toBe(2);
    const removed = await scene.browser.changeToNumbers();
    expect(removed).toMatchObject({ paths: [CONFIG.path, GATEWAY.path], left: [] });
    expect(scene.openClaw.keys.size).toBe(0);
    await scene.browser.signIn(SECOND);
    await scene.world.pass(DAY_MS);
    expect(scene.openClaw.keys.size).toBe(0);
    expect(scene.browser.stored).toMatchObject({ written: [], lastExport: null, put: null, owner: null });
    expect(shownAt(scene).length).toBeGreaterThan(90);
  });

  it("it says where one is left, and goes on knowing it", async () => {
    const scene = await signedIn({ place: CONFIG });
    scene.browser.stored.written.push(PICKED);
    scene.openClaw.failure = { code: "companion_missing", place: CONFIG };
    const removed = await scene.browser.changeToNumbers();
    expect(removed).toMatchObject({ left: [{ place: CONFIG, why: { code: "companion_missing" } }] });
    expect(scene.browser.stored).toMatchObject({ consent: { grade: "numbers" }, written: [CONFIG] });
    expect(scene.browser.stored.settings.target).toBeNull();
  });

  it("where one is left it is tried again by itself until it is done, and before numbers are sent", async () => {
    const scene = await signedIn({ place: CONFIG });
    const { world, browser, openClaw } = scene;
    browser.stored.settings.gateway = GATEWAY;
    openClaw.failure = { code: "companion_missing", place: CONFIG };
    await browser.changeToNumbers();
    expect(browser.keepsForKey).toBe(true);
    await browser.wake();
    expect(openClaw.keys.size).toBe(1);
    openClaw.failure = null;
    browser.lives.stopAt();
    await world.pass(PACE.backgroundMs);
    const { calls } = browser.lives;
    expect(calls.indexOf("remove")).toBeGreaterThan(-1);
    expect(calls.indexOf("remove")).toBeLessThan(calls.indexOf("inform"));
    expect(openClaw.keys.size).toBe(0);
    expect(browser.stored).toMatchObject({ written: [], lastExport: null, put: null, owner: null });
    expect(browser.stored.history[0]).toMatchObject({ result: "sent" });
    expect(browser.stored.history[1]).toMatchObject({ by: "sync", result: "removed", path: CONFIG.path });
    expect(browser.keepsForKey).toBe(false);
  });

  it("nor does that need a gateway, or auto-sync", async () => {
    const scene = await signedIn({ place: CONFIG });
    const { world, browser, openClaw } = scene;
    openClaw.failure = { code: "companion_timeout", place: CONFIG };
    await browser.changeToNumbers();
    browser.stored.consent!.autoSync = false;
    await browser.wake();
    openClaw.failure = null;
    await world.pass(LIMITS.safetyNetMs);
    expect(openClaw.keys.size).toBe(0);
    // Nothing is left to wake for.
    const { wakes } = browser;
    await world.pass(DAY_MS);
    expect(browser.wakes).toBe(wakes);
  });

  it("a key that another browser has put there meanwhile stays", async () => {
    const scene = await signedIn({ place: CONFIG });
    const { world, browser, openClaw } = scene;
    openClaw.failure = { code: "companion_missing", place: CONFIG };
    await browser.changeToNumbers();
    await browser.wake();
    openClaw.keys.set(CONFIG.id, SECOND);
    openClaw.failure = null;
    await world.pass(LIMITS.safetyNetMs);
    expect(openClaw.keys.get(CONFIG.id)).toBe(SECOND);
    expect(browser.stored.written).toEqual([]);
    expect(browser.stored.history[0]).toMatchObject({ result: "kept_foreign" });
  });

  it("a picked file waits for the user", async () => {
    const scene = await signedIn({ place: CONFIG });
    scene.browser.stored.written = [PICKED];
    scene.openClaw.failure = { code: "picked_not_allowed", place: PICKED };
    await scene.browser.changeToNumbers();
    const asked = scene.openClaw.asked.length;
    await scene.world.pass(DAY_MS);
    expect(scene.openClaw.asked.length).toBe(asked);
    expect(scene.browser.stored.written).toEqual([PICKED]);
  });

  it("a put that is under way ends first, and its key is taken out too", async () => {
    const scene = await signedIn({ place: CONFIG });
    scene.browser.setCookie(SECOND);
    const [, removed] = await Promise.all([scene.browser.click(), scene.browser.changeToNumbers()]);
    expect(removed).not.toBe("stopped");
    expect(scene.openClaw.keys.size).toBe(0);
  });

  it("wherever it is stopped, no key goes out any more, and what is left is known", async () => {
    for (let at = 1; ; at++) {
      const scene = await signedIn({ place: CONFIG });
      scene.browser.lives.stopAt({ call: at, when: "before" });
      const done = await scene.browser.changeToNumbers();
      scene.browser.lives.stopAt();
      const { consent, written } = scene.browser.stored;
      if (scene.openClaw.keys.size > 0) expect(written).toEqual([CONFIG]);
      if (consent?.grade === "numbers") {
        await scene.browser.signIn(SECOND);
        expect(scene.openClaw.changes.filter(({ key }) => key === SECOND)).toEqual([]);
        expect(scene.openClaw.keys.size).toBe(0);
        expect(scene.browser.stored).toMatchObject({ written: [], lastExport: null, put: null });
      }
      if (done !== "stopped") break;
      expect(at).toBeLessThan(40);
    }
  });
});
