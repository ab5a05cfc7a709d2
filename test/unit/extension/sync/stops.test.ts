/** The worker may be stopped at everything that it waits for, before that has happened or after it has. */
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import {
  CONFIG,
  DOTENV,
  fingerprintOf,
  GATEWAY,
  keysOf,
  type FakeOpenClaw,
} from "../../../helpers/fake-openclaw.ts";
import type { Stop } from "../../../helpers/lives.ts";
import { FIRST, home, HOUR_MS, SECOND, type Choices, type FakeBrowser } from "../../../helpers/sync-world.ts";

/** Longer than any pause, and the wake after it. */
const LONG_MS = 1.5 * HOUR_MS;

interface Scenario {
  choices?: Partial<Choices>;
  before?: (browser: FakeBrowser) => Promise<void>;
  /** From here on the worker is stopped. */
  happens: (browser: FakeBrowser, openClaw: FakeOpenClaw) => Promise<void>;
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
    choices: { place: DOTENV },
    happens: (browser) => browser.signIn(FIRST),
    change: FIRST,
  },
  "a rotation for a gateway": {
    choices: { place: GATEWAY },
    before: (browser) => browser.signIn(FIRST),
    happens: (browser) => browser.signIn(SECOND),
    change: SECOND,
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
  const { world, openClaw, browser } = home(choices);
  // Its own stops are tried in numbers.test.ts.
  world.sendsNumbers = false;
  await before?.(browser);
  await world.pass(LONG_MS);
  openClaw.changes = [];
  browser.lives.stopAt(...stops);
  await happens(browser, openClaw);
  await world.pass(doneAfterMs);
  const calls = [...browser.lives.calls];
  await world.pass(LONG_MS);
  return { openClaw, browser, calls };
}

type Moment = Stop & { call: number };

const momentsOf = (calls: readonly string[]): Moment[] =>
  calls.flatMap((_, index) => (["before", "after"] as const).map((when) => ({ call: index + 1, when })));

async function expectSettled(scenario: Scenario, ...stops: Stop[]): Promise<void> {
  const { openClaw, browser } = await play(scenario, ...stops);
  const { choices, change } = scenario;
  const place = choices?.place ?? CONFIG;
  const settled = {
    changes: openClaw.changes.map(({ key, path }) => ({ key, path })),
    there: openClaw.keys.get(place.id) ?? null,
    exported: browser.stored.lastExport?.fingerprint ?? null,
    state: browser.stored.state,
    alarms: [...browser.alarms.keys()],
  };
  expect(settled, `stopped at ${JSON.stringify(stops)}`).toMatchObject({
    changes: [{ key: change, path: place.path }],
    there: change,
    exported: change && fingerprintOf("A", change),
    state: { trouble: null, heldUntil: null },
    alarms: ["next"],
  });
}

/** @param calls of the scenario, had nobody stopped it */
async function expectSettledAfterEach(scenario: Scenario, calls: readonly string[]): Promise<void> {
  for (const stop of momentsOf(calls)) await expectSettled(scenario, stop);
}

describe.each(Object.entries(SCENARIOS))("Of %s,", async (_, scenario) => {
  const { calls } = await play(scenario);
  const moments = momentsOf(calls);

  it("there are twenty moments at least in which it can be stopped", () => {
    expect(moments.length).toBeGreaterThanOrEqual(20);
  });

  it("a stop at any of them leaves one change of the right key", () =>
    expectSettledAfterEach(scenario, calls));

  it("any two stops leave one change of the right key", { timeout: 60_000 }, async () => {
    const more = momentsOf([...calls, ...calls]);
    for (const first of moments) {
      // The second in what the first has left to do: no more than all of it once again.
      const isNext = ({ call }: Moment) => call > first.call && call <= first.call + calls.length;
      for (const second of more.filter(isNext)) await expectSettled(scenario, first, second);
    }
  });
});

it("a resume on a page that is closed at once is not lost, wherever the stop was", async () => {
  const resume: Scenario = {
    before: async (browser) => {
      await browser.signIn(FIRST);
      await browser.choose({ paused: true });
    },
    happens: async (browser) => {
      browser.setCookie(SECOND);
      await browser.choose({ paused: false });
    },
    change: SECOND,
  };
  await expectSettledAfterEach(resume, (await play(resume)).calls);
});

it("a key in a gateway's memory only comes back once, wherever the stop was", async () => {
  const restart: Scenario = {
    choices: { place: { ...GATEWAY, keep: false } },
    before: (browser) => browser.signIn(FIRST),
    happens: async (browser, openClaw) => {
      openClaw.restartGateway();
      await browser.wake();
    },
    doneAfterMs: LIMITS.pulseMs,
    change: FIRST,
  };
  const { calls } = await play(restart);
  expect(calls).toContain("pulse");
  await expectSettledAfterEach(restart, calls);
});

it("the trouble is known that OpenClaw does not read the key, wherever the stop was", async () => {
  const hidden = async (...stops: Stop[]) => {
    const { world, openClaw, browser } = home();
    openClaw.hidden = true;
    browser.lives.stopAt(...stops);
    await browser.signIn(FIRST);
    const calls = [...browser.lives.calls];
    await world.pass(LONG_MS);
    return { calls, shown: browser.shown };
  };
  for (const stop of momentsOf((await hidden()).calls))
    expect((await hidden(stop)).shown, JSON.stringify(stop)).toMatchObject({
      phase: "trouble",
      code: "not_effective",
    });
});

it.each<[what: string, call: number, next: (scene: ReturnType<typeof home>) => Promise<void>]>([
  ["within the guard's time", 1, ({ world }) => world.pass(LIMITS.guardMs)],
  ["when the browser starts, where the stop was its own end", 4, ({ browser }) => browser.restart()],
])("a run that was stopped comes back %s", async (_, call, next) => {
  const scene = home();
  scene.browser.lives.stopAt({ call, when: "before" });
  await scene.browser.signIn(FIRST);
  expect(scene.openClaw.changes).toEqual([]);
  await next(scene);
  expect(keysOf(scene.openClaw)).toEqual([FIRST]);
});
