/** Whatever happens in whatever order, and however often the worker is told of it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import { happenings, someKey, wake, type Happening, type Scene } from "../../../helpers/sync-events.ts";
import { MINUTE_MS, SyncWorld, type FakeBrowser } from "../../../helpers/sync-world.ts";

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
        const world = new SyncWorld();
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

describe(
  `In ${RUNS.toLocaleString("en")} sequences with failures, pauses and clicks`,
  { timeout: 120_000 },
  () => {
    interface Rule {
      /** Before the first. */
      start?: () => Promise<unknown>;
      /** After each happening. */
      always?: (happening: Happening | null) => void;
      /** When all has recovered, and the longest pause is over. */
      finally?: () => void;
    }

    /** @param rule made anew for each sequence */
    const holds = (rule: (scene: Scene) => Rule) =>
      fc.assert(
        fc.asyncProperty(happenings, onSignOut, async (sequence, choice) => {
          const world = new SyncWorld();
          const scene: Scene = { world, browser: world.browser("A", { onSignOut: choice }) };
          const { start, always, finally: atEnd } = rule(scene);
          await start?.();
          for (const happening of sequence) {
            await happening(scene);
            always?.(happening);
          }
          await recover(scene);
          always?.(null);
          atEnd?.();
        }),
        { numRuns: RUNS },
      );

    async function recover({ world, browser }: Scene): Promise<void> {
      world.openClaw.failure = null;
      browser.permitted = true;
      await browser.choose({ paused: false });
      await world.pass(LIMITS.safetyNetMs + LIMITS.windowMs);
      const { state, owner } = browser.stored;
      // Whose the key before was could not be told before it was gone: then the next one rightly waits for a click.
      if (state.question === "other_account" && owner?.organizations === null) await browser.click();
    }

    it("no account's key is written by itself, but the first one's and those that a click has exported", () =>
      holds(({ world, browser }) => {
        const accountOf = (key: string) => (Number(key.at(-1)) % 2 === 0 ? "even" : "odd");
        world.organizationsOf = (key) => [accountOf(key)];
        return {
          start: () => browser.signIn(keyText(1)),
          finally() {
            const allowed = new Set(["odd"]);
            for (const { key, by } of world.openClaw.changes) {
              if (key === null) continue;
              if (by === "click") allowed.add(accountOf(key));
              expect(allowed).toContain(accountOf(key));
            }
            const waits = browser.cookie !== null && !allowed.has(accountOf(browser.cookie.value));
            if (waits) expect(browser.shown).toMatchObject({ phase: "asks", question: "other_account" });
          },
        };
      }));

    /** Nothing of this changes between two quiet moments, but by what is excepted. */
    function unchanged(
      effects: () => number[],
      isQuiet: () => boolean,
      isExcepted: (happening: Happening | null) => boolean | undefined = () => false,
    ): NonNullable<Rule["always"]> {
      let before: number[] | null = null;
      return (happening) => {
        const now = isQuiet() ? effects() : null;
        if (before && now && !isExcepted(happening)) expect(now).toEqual(before);
        before = now;
      };
    }

    it("the last key stands in OpenClaw in the end, and nothing is left to do", async () => {
      await holds(({ world, browser }) => ({
        finally() {
          const found = world.openClaw.keys.get(CONFIG.id);
          if (browser.cookie) expect(found).toBe(browser.cookie.value);
          else if (browser.stored.settings.onSignOut === "remove") expect(found).toBeUndefined();
          expect(browser.stored.state).toMatchObject({ trouble: null, heldUntil: null });
        },
      }));
    });

    it("no key is written but the cookie's own, and by itself none that stands there already", async () => {
      await holds(({ world, browser }) => ({
        finally() {
          const { changes, asked } = world.openClaw;
          const written = changes.filter(({ key }) => key !== null);
          for (const { key, at } of written) expect(cookiesAt(browser, at)).toContain(key);
          const puts = asked.filter(({ by, verb, ok }) => by === "sync" && verb === "set" && ok);
          expect(puts).toHaveLength(written.filter(({ by }) => by === "sync").length);
        },
      }));
    });

    it("nothing is taken out unless the user wants it so, and the cookie was missed for a while", async () => {
      let removals = 0;
      await holds(({ world: { openClaw }, browser }) => ({
        finally() {
          const removed = openClaw.changes.filter(({ key }) => key === null);
          if (browser.stored.settings.onSignOut === "keep") expect(removed).toEqual([]);
          const reads = browser.reads.filter(({ by }) => by === "sync");
          for (const { at } of removed) {
            removals++;
            expect(cookiesAt(browser, at)).toContain(null);
            const lastSeen = reads.findLastIndex((read) => read.at < at && read.value !== null);
            const exported = openClaw.asked.findLast((put) => put.at < at && put.verb === "set" && put.ok);
            const since = Math.max(reads[lastSeen + 1]!.at, exported!.at);
            expect(at - since).toBeGreaterThanOrEqual(LIMITS.signOutMs);
          }
        },
      }));
      expect(removals).toBeGreaterThan(RUNS / 10);
    });

    it("no more writes are made unasked than the gateway should restart", async () => {
      const { writesInWindow, windowMs } = LIMITS;
      let most = 0;
      await holds(({ world }) => ({
        finally() {
          const writes = world.openClaw.changes.filter(({ by, key }) => by === "sync" && key !== null);
          for (const { at: end } of writes) {
            const inWindow = writes.filter(({ at }) => at > end - windowMs && at <= end);
            most = Math.max(most, inWindow.length);
          }
        },
      }));
      expect(most).toBe(writesInWindow);
    });

    it("nothing is read and nothing asked for while it rests, but at a click", async () => {
      await holds(({ world, browser }) => {
        const isResting = () => browser.stored.settings.paused;
        const effects = () => [browser.reads.length, world.openClaw.asked.length];
        const still = unchanged(effects, isResting, (happening) => happening?.isClick);
        return {
          always(happening) {
            still(happening);
            if (isResting()) expect([...browser.alarms]).toEqual([]);
          },
        };
      });
    });

    it("no cookie is read, and no key moved, without the browser's permission", async () => {
      await holds(({ world, browser }) => {
        const effects = () => [browser.reads.length, world.openClaw.changes.length];
        return { always: unchanged(effects, () => !browser.permitted) };
      });
    });

    it("nothing that is stored holds a key", async () => {
      await holds(({ browser }) => ({
        always: () => expect(JSON.stringify(browser.stored)).not.toContain("sk-ant-"),
      }));
    });
  },
);
