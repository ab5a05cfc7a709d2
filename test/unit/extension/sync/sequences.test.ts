/** Whatever happens in whatever order, and however often the worker is told of it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";
import { happenings, someKey, wake, type Happening, type Scene } from "../../../helpers/sync-events.ts";
import { MINUTE_MS, syncWorld, type FakeBrowser } from "../../../helpers/sync-world.ts";

const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 1_000);
const onSignOut = fc.constantFrom("keep" as const, "remove" as const);

/** The keys that the cookie had at that time: several, where it changed in the same moment. */
function cookiesAt({ cookies }: FakeBrowser, at: number): (string | null)[] {
  const before = cookies.findLastIndex((cookie) => cookie.at < at);
  return cookies.filter((cookie, index) => index >= before && cookie.at <= at).map(({ value }) => value);
}

describe(`In ${RUNS.toLocaleString("en")} sequences without a failure`, () => {
  interface Change {
    kind: "sign-in" | "rotation" | "gap" | "sign-out" | "nothing" | "popup" | "start";
    key: string;
    /** Of the event that the old cookie is gone; none, where it is `overwrite`. */
    goneHeard: number;
    gapMs: number;
    heard: number;
    /** Long enough that no write waits for those before it. */
    minutes: number;
  }

  const changes = fc.array(
    fc.record<Change>({
      kind: fc.constantFrom("sign-in", "rotation", "gap", "sign-out", "nothing", "popup", "start"),
      key: someKey,
      goneHeard: fc.integer({ min: 0, max: 2 }),
      gapMs: fc.integer({ min: 0, max: LIMITS.signOutMs - 1 }),
      heard: fc.integer({ min: 1, max: 3 }),
      minutes: fc.integer({ min: 4, max: 90 }),
    }),
    { maxLength: 30, size: "max" },
  );

  async function happen({ kind, key, goneHeard, gapMs, heard }: Change, { world, browser }: Scene) {
    if (kind === "popup") return browser.openPopup();
    if (kind === "start") return browser.restart();
    if (kind === "rotation" || kind === "gap") {
      browser.setCookie(null);
      await wake(browser, goneHeard);
      if (kind === "gap") await world.pass(gapMs);
    }
    if (kind === "sign-out") browser.setCookie(null);
    else if (kind !== "nothing") browser.setCookie(key);
    await wake(browser, heard);
  }

  it("each new key is written once, a known one never, and a sign-out does what the user chose", async () => {
    await fc.assert(
      fc.asyncProperty(changes, onSignOut, async (sequence, choice) => {
        const world = syncWorld();
        const browser = world.browser("A", { onSignOut: choice });
        const expected: (string | null)[] = [null];
        for (const change of sequence) {
          await happen(change, { world, browser });
          await world.pass(change.minutes * MINUTE_MS);
          const last = expected.at(-1)!;
          const wanted = browser.cookie?.value ?? (choice === "remove" ? null : last);
          if (wanted !== last) expected.push(wanted);
        }
        expect(world.openClaw.changes.map(({ key }) => key)).toEqual(expected.slice(1));
        expect(world.openClaw.asked).toHaveLength(expected.length - 1);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});

describe(`In ${RUNS.toLocaleString("en")} sequences with failures, pauses and clicks`, () => {
  interface Rule {
    /** After each happening. */
    always?: (scene: Scene, happening: Happening | null) => void;
    /** When all has recovered, and the longest pause is over. */
    finally?: (scene: Scene) => void;
  }

  /** @param rule made anew for each sequence */
  const holds = (rule: (scene: Scene) => Rule, choices = onSignOut) =>
    fc.assert(
      fc.asyncProperty(happenings, choices, async (sequence, choice) => {
        const world = syncWorld();
        const scene: Scene = { world, browser: world.browser("A", { onSignOut: choice }) };
        const { always, finally: atEnd } = rule(scene);
        for (const happening of sequence) {
          await happening(scene);
          always?.(scene, happening);
        }
        await recover(scene);
        always?.(scene, null);
        atEnd?.(scene);
      }),
      { numRuns: RUNS },
    );

  async function recover({ world, browser }: Scene): Promise<void> {
    world.openClaw.failure = null;
    browser.permitted = true;
    await browser.choose({ paused: false });
    await world.pass(LIMITS.safetyNetMs + LIMITS.windowMs);
  }

  it("the last key stands in OpenClaw in the end, and nothing is left to do", async () => {
    await holds(() => ({
      finally({ world, browser }) {
        const found = world.openClaw.keys.get(CONFIG.id);
        if (browser.cookie) expect(found).toBe(browser.cookie.value);
        else if (browser.stored.settings.onSignOut === "remove") expect(found).toBeUndefined();
        expect(browser.stored.state).toMatchObject({ trouble: null, heldUntil: null });
      },
    }));
  }, 120_000);

  it("no key is written but the cookie's own, and by itself none that stands there already", async () => {
    await holds(() => ({
      finally({ world, browser }) {
        const { changes, asked } = world.openClaw;
        const written = changes.filter(({ key }) => key !== null);
        for (const { key, at } of written) expect(cookiesAt(browser, at)).toContain(key);
        const bySync = written.filter(({ by }) => by === "sync");
        expect(asked.filter(({ by, verb, ok }) => by === "sync" && verb === "set" && ok)).toHaveLength(
          bySync.length,
        );
      },
    }));
  }, 120_000);

  it("nothing is taken out where the user wants it kept", async () => {
    await holds(
      ({ world }) => ({
        finally: () => expect(world.openClaw.changes.filter(({ key }) => key === null)).toEqual([]),
      }),
      fc.constant("keep" as const),
    );
  }, 120_000);

  it("nothing is taken out before the cookie was missed for a while", async () => {
    let removals = 0;
    await holds(
      ({ world, browser }) => ({
        finally() {
          const reads = browser.reads.filter(({ by }) => by === "sync");
          for (const { at } of world.openClaw.changes.filter(({ key }) => key === null)) {
            removals++;
            expect(cookiesAt(browser, at)).toContain(null);
            const lastSeen = reads.findLastIndex((read) => read.at < at && read.value !== null);
            const exported = world.openClaw.asked.findLast(
              (asked) => asked.at < at && asked.verb === "set" && asked.ok,
            );
            const since = Math.max(reads[lastSeen + 1]!.at, exported!.at);
            expect(at - since).toBeGreaterThanOrEqual(LIMITS.signOutMs);
          }
        },
      }),
      fc.constant("remove" as const),
    );
    expect(removals).toBeGreaterThan(RUNS / 10);
  }, 120_000);

  it("no more writes are made unasked than the gateway should restart", async () => {
    const { writesInWindow, windowMs } = LIMITS;
    let most = 0;
    await holds(({ world }) => ({
      finally() {
        const times = world.openClaw.changes
          .filter(({ by, key }) => by === "sync" && key !== null)
          .map(({ at }) => at);
        const inWindow = times.map((end) => times.filter((at) => at > end - windowMs && at <= end).length);
        most = Math.max(most, ...inWindow);
      },
    }));
    expect(most).toBe(writesInWindow);
  }, 120_000);

  it("nothing is read and nothing asked for while it rests", async () => {
    await holds(({ world, browser }) => {
      const effects = () => [browser.reads.length, world.openClaw.asked.length];
      let wasOff = false;
      let before = effects();
      return {
        always(_, happening) {
          const isOff = browser.stored.settings.paused;
          if (wasOff && isOff && !happening?.isClick) expect(effects()).toEqual(before);
          if (isOff) expect([...browser.alarms]).toEqual([]);
          wasOff = isOff;
          before = effects();
        },
      };
    });
  }, 120_000);

  it("no cookie is read, and no key moved, without the browser's permission", async () => {
    await holds(({ world, browser }) => {
      const effects = () => [browser.reads.length, world.openClaw.changes.length];
      let wasPermitted = true;
      let before = effects();
      return {
        always() {
          if (!wasPermitted && !browser.permitted) expect(effects()).toEqual(before);
          wasPermitted = browser.permitted;
          before = effects();
        },
      };
    });
  }, 120_000);

  it("nothing that is stored holds a key", async () => {
    await holds(() => ({
      always: ({ browser }) => expect(JSON.stringify(browser.stored)).not.toContain("sk-ant-"),
    }));
  }, 120_000);
});
