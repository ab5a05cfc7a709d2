/** Two browsers or profiles, each signed in for itself, and one OpenClaw. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import { DAY_MS, MINUTE_MS, syncWorld, type Choices } from "../../../helpers/sync-world.ts";

const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 1_000);
const [A1, A2] = [keyText(1), keyText(2)];
const [B1, B2] = [keyText(5), keyText(6)];

function homes(choices?: Partial<Choices>) {
  const world = syncWorld();
  const { openClaw } = world;
  return { world, openClaw, a: world.browser("A", choices), b: world.browser("B", choices) };
}

describe("Two browsers", () => {
  it("do not fight: the key of the last sign-in stays, whatever wakes them", async () => {
    const { world, openClaw, a, b } = homes();
    await a.signIn(A1);
    await b.signIn(B1);
    for (const browser of [a, b, a]) {
      await browser.wake();
      await browser.openPopup();
      await browser.restart();
      await world.pass(DAY_MS);
    }
    expect(openClaw.changes.map(({ browser, key }) => [browser, key])).toEqual([
      ["A", A1],
      ["B", B1],
    ]);
    expect(openClaw.asked).toHaveLength(2);
  });

  it("act on a change of their own cookie, whoever's key stands there", async () => {
    const { openClaw, a, b } = homes();
    await a.signIn(A1);
    await b.signIn(B1);
    await a.signIn(A2);
    await b.signIn(B2);
    expect(openClaw.changes.map(({ key }) => key)).toEqual([A1, B1, A2, B2]);
  });

  it("put their own in place at a click", async () => {
    const { openClaw, a, b } = homes();
    await a.signIn(A1);
    await b.signIn(B1);
    await a.click();
    await b.wake();
    expect(openClaw.keys.get(CONFIG.id)).toBe(A1);
  });

  it("take out their own key at a sign-out, and the other does not bring its own back", async () => {
    const { world, openClaw, a, b } = homes({ onSignOut: "remove" });
    await a.signIn(A1);
    await b.signIn(B1);
    await b.signOut();
    await world.pass(DAY_MS);
    expect(openClaw.changes.map(({ key }) => key)).toEqual([A1, B1, null]);
    await a.signIn(A2);
    expect(openClaw.keys.get(CONFIG.id)).toBe(A2);
  });

  it("leave another's key alone at a sign-out, say so once, and are done with it", async () => {
    const { world, openClaw, a, b } = homes({ onSignOut: "remove" });
    await a.signIn(A1);
    await b.signIn(B1);
    await a.signOut();
    await world.pass(DAY_MS);
    expect(openClaw.keys.get(CONFIG.id)).toBe(B1);
    expect(a.stored).toMatchObject({
      lastExport: null,
      history: [{ result: "kept_foreign", times: 1 }, { result: "saved" }],
    });
    expect(a.shown).toEqual({ phase: "signed_out", exported: false });
  });

  it("wait for their own writes only", async () => {
    const { openClaw, a, b } = homes();
    for (let n = 1; n <= LIMITS.writesInWindow; n++) await a.signIn(keyText(n));
    await b.signIn(B1);
    expect(openClaw.keys.get(CONFIG.id)).toBe(B1);
  });

  it("do not fight either where OpenClaw reads neither key", async () => {
    const { world, openClaw, a, b } = homes();
    openClaw.hidden = true;
    await a.signIn(A1);
    await b.signIn(B1);
    await world.pass(DAY_MS);
    expect(openClaw.changes.map(({ key }) => key)).toEqual([A1, B1]);
  });
});

describe(`In ${RUNS.toLocaleString("en")} sequences of two browsers`, () => {
  const events = fc.array(
    fc.record({
      who: fc.constantFrom("A" as const, "B" as const),
      what: fc.constantFrom("signs in", "signs out", "wakes", "starts", "opens the popup"),
      key: fc.integer({ min: 0, max: 2 }),
      minutes: fc.constantFrom(0, 1, 4, 11, 90),
    }),
    { maxLength: 30, size: "max" },
  );

  it("each writes its own keys, one time for each change of its cookie, and takes out no other's", async () => {
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.constantFrom("keep" as const, "remove" as const),
        async (sequence, onSignOut) => {
          const { world, openClaw, a, b } = homes({ onSignOut });
          const browsers = { A: a, B: b };
          const keyOf = { A: (n: number) => keyText(n), B: (n: number) => keyText(n + 5) };
          for (const { who, what, key, minutes } of sequence) {
            const browser = browsers[who];
            if (what === "signs in") await browser.signIn(keyOf[who](key));
            else if (what === "signs out") await browser.signOut();
            else if (what === "wakes") await browser.wake();
            else if (what === "starts") await browser.restart();
            else await browser.openPopup();
            await world.pass(minutes * MINUTE_MS);
          }
          await world.pass(LIMITS.safetyNetMs);
          for (const who of ["A", "B"] as const) {
            const own = [0, 1, 2].map(keyOf[who]);
            const cookies = browsers[who].cookies.map(({ value }) => value);
            const changed = cookies.filter((value, n) => value !== null && value !== cookies[n - 1]);
            const mine = openClaw.changes.filter(({ browser }) => browser === who);
            const written = mine.filter(({ key }) => key !== null);
            for (const { key } of written) expect(own).toContain(key);
            for (const { before } of mine.filter(({ key }) => key === null)) expect(own).toContain(before);
            expect(written.length).toBeLessThanOrEqual(changed.length);
          }
        },
      ),
      { numRuns: RUNS },
    );
  }, 120_000);
});
