/** Two browsers or profiles, each signed in for itself, and one OpenClaw. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG, keysOf } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import { DAY_MS, MINUTE_MS, SyncWorld, type Choices, type FakeBrowser } from "../../../helpers/sync-world.ts";

const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 1_000);
const [A1, A2] = [keyText(1), keyText(2)];
const [B1, B2] = [keyText(5), keyText(6)];

function homes(choices?: Partial<Choices>) {
  const world = new SyncWorld();
  const { openClaw } = world;
  return { world, openClaw, a: world.browser("A", choices), b: world.browser("B", choices) };
}

/** First A, then B. */
async function signedIn(choices?: Partial<Choices>) {
  const scene = homes(choices);
  await scene.a.signIn(A1);
  await scene.b.signIn(B1);
  return scene;
}

describe("Two browsers", () => {
  it.each([false, true])("do not fight, whatever wakes them, where no key is read: %s", async (hidden) => {
    const { world, openClaw, a, b } = homes();
    openClaw.hidden = hidden;
    await a.signIn(A1);
    await b.signIn(B1);
    for (const browser of [a, b, a]) {
      await browser.wake();
      await browser.openPopup();
      await browser.restart();
      await world.pass(DAY_MS);
    }
    expect(openClaw.changes).toMatchObject([
      { browser: "A", key: A1 },
      { browser: "B", key: B1 },
    ]);
    expect(openClaw.asked).toHaveLength(2);
  });

  it("act on a change of their own cookie, or on a click, whoever's key stands there", async () => {
    const { openClaw, a, b } = await signedIn();
    await a.signIn(A2);
    await b.signIn(B2);
    await a.click();
    await b.wake();
    expect(keysOf(openClaw)).toEqual([A1, B1, A2, B2, A2]);
  });

  it("leave another's key alone at a sign-out, say so once, and are done with it", async () => {
    const { world, openClaw, a } = await signedIn({ onSignOut: "remove" });
    await a.signOut();
    await world.pass(DAY_MS);
    expect(openClaw.keys.get(CONFIG.id)).toBe(B1);
    const history = [{ result: "kept_foreign", times: 1 }, { result: "saved" }];
    expect(a.stored).toMatchObject({ lastExport: null, history });
    expect(a.shown).toEqual({ phase: "signed_out", exported: false });
  });
});

it(`in ${RUNS.toLocaleString("en")} sequences each writes its own keys, once for each change of its cookie, and takes out no other's`, async () => {
  const onSignOut = fc.constantFrom("keep" as const, "remove" as const);
  const does: Record<string, (browser: FakeBrowser, key: string) => Promise<void>> = {
    "signs in": (browser, key) => browser.signIn(key),
    "signs out": (browser) => browser.signOut(),
    wakes: (browser) => browser.wake(),
    starts: (browser) => browser.restart(),
    "opens the popup": (browser) => browser.openPopup(),
  };
  const events = fc.array(
    fc.record({
      who: fc.constantFrom("a" as const, "b" as const),
      what: fc.constantFrom(...Object.keys(does)),
      key: fc.integer({ min: 0, max: 2 }),
      minutes: fc.constantFrom(0, 1, 4, 11, 90),
    }),
    { maxLength: 30, size: "max" },
  );
  const keys = { a: [0, 1, 2].map(keyText), b: [5, 6, 7].map(keyText) };

  const property = fc.asyncProperty(events, onSignOut, async (sequence, choice) => {
    const { world, openClaw, ...browsers } = homes({ onSignOut: choice });
    for (const { who, what, key, minutes } of sequence) {
      await does[what]!(browsers[who], keys[who][key]!);
      await world.pass(minutes * MINUTE_MS);
    }
    await world.pass(LIMITS.safetyNetMs);
    for (const who of ["a", "b"] as const) {
      const cookies = browsers[who].cookies.map(({ value }) => value);
      const signIns = cookies.filter((value, n) => value !== null && value !== cookies[n - 1]);
      const own = openClaw.changes.filter(({ browser }) => browser === who.toUpperCase());
      const writes = own.filter(({ key }) => key !== null);
      // What was put there, or taken out.
      for (const { key, before } of own) expect(keys[who]).toContain(key ?? before);
      expect(writes.length).toBeLessThanOrEqual(signIns.length);
    }
  });
  await fc.assert(property, { numRuns: RUNS });
}, 120_000);
