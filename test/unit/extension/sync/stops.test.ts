/** The worker may be stopped at everything that it waits for, before that has happened or after it has. */
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG, DOTENV, fingerprintOf } from "../../../helpers/fake-openclaw.ts";
import { keyText } from "../../../helpers/keys.ts";
import type { Stop } from "../../../helpers/lives.ts";
import { MINUTE_MS, syncWorld, type Choices, type FakeBrowser } from "../../../helpers/sync-world.ts";

const [FIRST, SECOND] = [keyText(1), keyText(2)];
/** Far longer than any pause. */
const LONG_MS = 6 * 60 * MINUTE_MS;

interface Scenario {
  choices?: Partial<Choices>;
  before?: (browser: FakeBrowser) => Promise<void>;
  /** From here on the worker is stopped. */
  happens: (browser: FakeBrowser) => Promise<void>;
  /** When all is done, had nobody stopped it. */
  doneAfterMs?: number;
  /** What it changes, and nothing besides. */
  change: string | null;
}

const SCENARIOS: Record<string, Scenario> = {
  "the first sign-in": { happens: (browser) => browser.signIn(FIRST), change: FIRST },
  "a rotation": {
    before: (browser) => browser.signIn(FIRST),
    happens: (browser) => browser.signIn(SECOND),
    change: SECOND,
  },
  "a sign-in for .env": {
    choices: { file: DOTENV },
    happens: (browser) => browser.signIn(FIRST),
    change: FIRST,
  },
  "a click on a popup that is closed": {
    before: (browser) => browser.wake(),
    happens: async (browser) => {
      browser.setCookie(FIRST);
      await browser.click();
    },
    change: FIRST,
  },
  "a removal at sign-out": {
    choices: { onSignOut: "remove" },
    before: (browser) => browser.signIn(FIRST),
    happens: (browser) => browser.signOut(),
    doneAfterMs: LIMITS.signOutMs,
    change: null,
  },
};

/** Runs the scenario with these stops, and then lets the time pass in which alarms go off. */
async function play({ choices, before, happens, doneAfterMs = 0 }: Scenario, ...stops: Stop[]) {
  const world = syncWorld();
  const browser = world.browser("A", choices);
  await before?.(browser);
  await world.pass(LONG_MS);
  world.openClaw.changes = [];
  browser.lives.stopAt(...stops);
  await happens(browser);
  await world.pass(doneAfterMs);
  const calls = [...browser.lives.calls];
  await world.pass(LONG_MS);
  return { world, browser, calls };
}

type Moment = Stop & { call: number };

const momentsOf = (calls: readonly string[]): [name: string, stop: Moment][] =>
  calls.flatMap((call, index) =>
    (["before", "after"] as const).map((when): [string, Moment] => [
      `${when} ${call} (${index + 1})`,
      { call: index + 1, when },
    ]),
  );

function expectSettled({ world, browser }: Awaited<ReturnType<typeof play>>, { choices, change }: Scenario) {
  const file = choices?.file ?? CONFIG;
  expect(world.openClaw.changes.map(({ key, path }) => ({ key, path }))).toEqual([
    { key: change, path: file.path },
  ]);
  expect(world.openClaw.keys.get(file.id) ?? null).toBe(change);
  expect(browser.stored.lastExport?.fingerprint ?? null).toBe(change && fingerprintOf("A", change));
  expect(browser.stored.state).toMatchObject({ trouble: null, heldUntil: null });
  expect([...browser.alarms.keys()]).toEqual(["next"]);
}

describe.each(Object.entries(SCENARIOS))("Of %s,", async (_, scenario) => {
  const { calls } = await play(scenario);
  const moments = momentsOf(calls);

  it(`there are ${moments.length} moments in which it can be stopped`, () => {
    expect(moments.length).toBeGreaterThanOrEqual(20);
  });

  it.each(moments)("a stop %s leaves one change of the right key", async (_moment, stop) => {
    const played = await play(scenario, stop);
    expectSettled(played, scenario);
  });

  it("any two stops leave one change of the right key", async () => {
    const more = momentsOf([...calls, ...calls]);
    for (const [, first] of moments) {
      for (const [, second] of more.filter(([, { call }]) => call > first.call)) {
        expectSettled(await play(scenario, first, second), scenario);
      }
    }
  });
});

it("the trouble is known that OpenClaw does not read the key, wherever the stop was", async () => {
  const hidden = async (...stops: Stop[]) => {
    const world = syncWorld();
    const browser = world.browser("A");
    world.openClaw.hidden = true;
    browser.lives.stopAt(...stops);
    await browser.signIn(FIRST);
    const calls = [...browser.lives.calls];
    await world.pass(LONG_MS);
    return { calls, shown: browser.shown };
  };
  for (const [name, stop] of momentsOf((await hidden()).calls)) {
    expect((await hidden(stop)).shown, name).toMatchObject({ phase: "trouble", code: "not_effective" });
  }
});

it("comes back within the guard's time", async () => {
  const world = syncWorld();
  const browser = world.browser("A");
  browser.lives.stopAt({ call: 1, when: "before" });
  await browser.signIn(FIRST);
  expect(world.openClaw.changes).toEqual([]);
  await world.pass(LIMITS.guardMs);
  expect(world.openClaw.changes).toMatchObject([{ key: FIRST }]);
});

it("comes back when the browser starts, where the stop was the browser's own end", async () => {
  const world = syncWorld();
  const browser = world.browser("A");
  browser.lives.stopAt({ call: 4, when: "after" });
  await browser.signIn(FIRST);
  await browser.restart();
  expect(world.openClaw.changes).toMatchObject([{ key: FIRST }]);
});
