/** Whatever happens in whatever order, and however often the worker is told of it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/sync/limits.ts";
import { fileToSync } from "../../../src/sync/sync.ts";
import type { NativeErrorCode } from "../../../src/protocol/native-failure.ts";
import { CONFIG, type Change } from "../../fakes/fake-openclaw.ts";
import { keyText } from "../../fakes/keys.ts";
import { MINUTE_MS, syncWorld, type FakeBrowser, type SyncWorld } from "../../fakes/sync-world.ts";

const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 1_000);
const SECOND_MS = 1_000;

const value = fc.integer({ min: 1, max: 4 }).map(keyText);
/** How often the worker hears of what happened: not at all, once, or doubled. */
const wakes = fc.integer({ min: 0, max: 3 });
const heard = fc.integer({ min: 1, max: 3 });
const onSignOut = fc.constantFrom("keep" as const, "remove" as const);

async function wake(browser: FakeBrowser, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await browser.wake();
}

describe(`${RUNS.toLocaleString("en")} sequences in which nothing fails`, () => {
  /** Each takes its time, so that no write waits for those before it. */
  const calmEvent = fc.oneof(
    fc.record({ what: fc.constant("signs in"), to: value, heard }),
    fc.record({ what: fc.constant("rotates, the old one removed first"), to: value, wakes, heard }),
    fc.record({
      what: fc.constant("signs out and in again"),
      to: value,
      wakes,
      ms: fc.integer({ min: 0, max: LIMITS.signOutMs - SECOND_MS }),
      heard,
    }),
    fc.record({ what: fc.constant("signs out"), heard }),
    fc.record({ what: fc.constant("nothing"), heard }),
    fc.record({ what: fc.constant("opens the popup") }),
    fc.record({ what: fc.constant("starts the browser") }),
  );

  async function happen(event: CalmEvent, world: SyncWorld, browser: FakeBrowser): Promise<void> {
    if (event.what === "opens the popup") return browser.openPopup();
    if (event.what === "starts the browser") return browser.restart();
    if (event.what === "signs out" || (event.to && event.wakes !== undefined)) browser.setCookie(null);
    await wake(browser, event.wakes ?? 0);
    await world.pass(event.ms ?? 0);
    if (event.to) browser.setCookie(event.to);
    await wake(browser, event.heard ?? 0);
  }

  it("bring each key to OpenClaw once, and take it out where the user wants it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(calmEvent, fc.integer({ min: 4, max: 90 })), { maxLength: 25 }),
        onSignOut,
        async (events, choice) => {
          const world = syncWorld();
          const browser = world.browser("A", { onSignOut: choice });
          const expected: (string | null)[] = [];
          for (const [event, minutes] of events) {
            await happen(event, world, browser);
            await world.pass(minutes * MINUTE_MS);
            const wanted = browser.cookie?.value ?? (choice === "remove" ? null : expected.at(-1));
            if (wanted !== undefined && wanted !== (expected.at(-1) ?? null)) expected.push(wanted);
          }
          expect(world.openClaw.changes.map(({ key }) => key)).toEqual(expected);
          expect(world.openClaw.asked).toHaveLength(expected.length);
        },
      ),
      { numRuns: RUNS },
    );
  }, 120_000);

  interface CalmEvent {
    what: string;
    to?: string;
    wakes?: number;
    ms?: number;
    heard?: number;
  }
});

describe(`${RUNS.toLocaleString("en")} sequences in which anything may fail`, () => {
  const CODES: readonly NativeErrorCode[] = [
    "companion_missing",
    "companion_crashed",
    "companion_timeout",
    "native_not_ready",
    "file_busy",
    "file_changed_place",
    "disk_full",
  ];

  type Event = (scene: Scene) => Promise<unknown> | void;
  interface Scene {
    world: SyncWorld;
    browser: FakeBrowser;
  }

  const named = (name: string, event: Event): Event => Object.assign(event, { toString: () => name });
  const event = fc.oneof(
    fc.tuple(value, wakes).map(([to, times]) =>
      named(`cookie ${to.slice(-1)}, ${times} wakes`, ({ browser }) => {
        browser.setCookie(to);
        return wake(browser, times);
      }),
    ),
    wakes.map((times) =>
      named(`no cookie, ${times} wakes`, ({ browser }) => {
        browser.setCookie(null);
        return wake(browser, times);
      }),
    ),
    fc
      .tuple(value, fc.constantFrom("records", "session", "beforeWrite", "set", "afterWrite", "note", "show"))
      .map(([to, call]) =>
        named(`cookie ${to.slice(-1)} during ${call}`, async ({ browser }) => {
          browser.lives.onCall = (name) => {
            if (name === call) browser.setCookie(to);
          };
          await browser.wake();
          browser.lives.onCall = null;
          await browser.wake();
        }),
      ),
    wakes.map((times) => named(`${times} wakes`, ({ browser }) => wake(browser, times))),
    fc
      .constantFrom(SECOND_MS, 31 * SECOND_MS, MINUTE_MS, 3 * MINUTE_MS, 11 * MINUTE_MS, 61 * MINUTE_MS)
      .map((ms) => named(`${ms / SECOND_MS} s pass`, ({ world }) => world.pass(ms))),
    fc.constantFrom(...CODES).map((code) =>
      named(`companion fails: ${code}`, ({ world }) => {
        world.openClaw.failure = { code };
      }),
    ),
    fc.constantFrom(
      named("companion is well", ({ world }) => {
        world.openClaw.failure = null;
      }),
      named("pause", ({ browser }) => browser.choose({ paused: true })),
      named("resume", ({ browser }) => browser.choose({ paused: false })),
      named("permission withdrawn", ({ browser }) => {
        browser.permitted = false;
        return browser.wake();
      }),
      named("permission granted", ({ browser }) => {
        browser.permitted = true;
        return browser.wake();
      }),
      named("popup", ({ browser }) => browser.openPopup()),
      named("popup and wake at once", ({ browser }) => Promise.all([browser.openPopup(), browser.wake()])),
      named("click", ({ browser }) => browser.click()),
      named("click and wake at once", ({ browser }) => Promise.all([browser.wake(), browser.click()])),
      named("start", ({ browser }) => browser.restart()),
    ),
  );
  const events = fc.array(event, { maxLength: 40 });

  /** Lets everything recover, and the longest pause pass. */
  async function recover({ world, browser }: Scene): Promise<void> {
    world.openClaw.failure = null;
    browser.permitted = true;
    await browser.choose({ paused: false });
    await world.pass(LIMITS.safetyNetMs + LIMITS.windowMs);
  }

  function expectRespected(happened: readonly Event[], check: (scene: Scene) => Checks, choice: "keep" | "remove") {
    const world = syncWorld();
    const scene = { world, browser: world.browser("A", { onSignOut: choice }) };
    const { each, atEnd } = check(scene);
    return (async () => {
      for (const act of happened) {
        await act(scene);
        each?.();
      }
      await recover(scene);
      each?.();
      atEnd?.();
    })();
  }

  interface Checks {
    each?: () => void;
    atEnd?: () => void;
  }

  const holds = (check: (scene: Scene) => Checks, choice: fc.Arbitrary<"keep" | "remove"> = onSignOut) =>
    fc.assert(
      fc.asyncProperty(events, choice, (happened, chosen) => expectRespected(happened, check, chosen)),
      { numRuns: RUNS },
    );

  it("end with the last key in OpenClaw", async () => {
    await holds(({ world, browser }) => ({
      atEnd: () => {
        const { onSignOut: choice } = browser.stored.settings;
        const found = world.openClaw.keys.get(CONFIG.id);
        if (browser.cookie) expect(found).toBe(browser.cookie.value);
        else if (choice === "remove") expect(found).toBeUndefined();
        expect(browser.stored.state).toMatchObject({ trouble: null, heldUntil: null });
      },
    }));
  }, 120_000);
});
