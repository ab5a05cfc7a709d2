/** OpenClaw puts an older config back, or somebody takes the key out: the file that was written holds none any more. */
import { expect, it } from "vitest";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { CONFIG, keepBusy, keysOf } from "../../../helpers/fake-openclaw.ts";
import { FIRST, HOUR_MS, SECOND, settled, signedIn } from "../../../helpers/sync-world.ts";

type Scene = Awaited<ReturnType<typeof signedIn>>;

const ASKS = { phase: "asks", question: "key_gone", path: CONFIG.path };

/** The key is not there any more; OpenClaw has put a copy aside, or not. */
function revert({ world, openClaw }: Scene, copy: { key: string; ageMs?: number } | null = null): void {
  openClaw.keys.delete(CONFIG.id);
  if (copy)
    openClaw.setAside.push({ key: copy.key, at: new Date(world.now().getTime() - (copy.ageMs ?? 0)) });
}

it.each<[how: string, look: (scene: Scene) => Promise<unknown>]>([
  ["within the hour", ({ world }) => world.pass(HOUR_MS)],
  [
    "where somebody looks",
    async ({ world, browser }) => {
      await world.pass(LIMITS.lookAgainMs);
      await browser.openPopup();
    },
  ],
])(
  "a key that OpenClaw itself has put aside is written again %s, and the history says why",
  async (_, look) => {
    const scene = await signedIn();
    await scene.world.pass(LIMITS.lookAgainMs);
    revert(scene, { key: FIRST });
    await look(scene);
    expect(keysOf(scene.openClaw)).toEqual([FIRST, FIRST]);
    expect(scene.browser.stored.history).toMatchObject([{ result: "saved" }, { result: "reverted" }, {}]);
    expect(scene.browser.shown).toMatchObject({ phase: "in_step" });
  },
);

it.each<[what: string, copy: Parameters<typeof revert>[1]]>([
  ["there is no copy of OpenClaw's", null],
  ["its copy is older than our write", { key: FIRST, ageMs: HOUR_MS }],
  ["its copy holds another key", { key: SECOND }],
])("one that is gone is asked about where %s, and one click puts it back", async (_, copy) => {
  const scene = await signedIn();
  const { world, openClaw, browser } = scene;
  await world.pass(HOUR_MS / 2);
  revert(scene, copy);
  await world.pass(5 * HOUR_MS);
  expect(keysOf(openClaw)).toEqual([FIRST]);
  expect(browser.shown).toEqual(ASKS);
  expect(browser.stored.history).toMatchObject([{ result: "key_gone" }, { result: "saved" }]);
  await browser.click();
  expect(keysOf(openClaw)).toEqual([FIRST, FIRST]);
  expect(browser.shown).toMatchObject({ phase: "in_step" });
});

it("a new key does not end the question: whoever took the old one out may want none there", async () => {
  const scene = await signedIn();
  revert(scene);
  await scene.world.pass(HOUR_MS);
  await scene.browser.signIn(SECOND);
  await scene.world.pass(HOUR_MS);
  expect(keysOf(scene.openClaw)).toEqual([FIRST]);
  expect(scene.browser.shown).toEqual(ASKS);
  // Somebody has put one back.
  scene.openClaw.keys.set(CONFIG.id, FIRST);
  await scene.world.pass(2 * HOUR_MS);
  expect(keysOf(scene.openClaw)).toEqual([FIRST, SECOND]);
});

it.each<[what: string, happens: (scene: Scene) => Promise<unknown>]>([
  ["a sign-out", ({ browser }) => browser.signOut()],
  [
    "a look that gets no answer",
    async ({ world, openClaw, browser }) => {
      await browser.signIn(SECOND);
      openClaw.failure = { code: "companion_timeout" };
      await world.pass(HOUR_MS);
      openClaw.failure = null;
    },
  ],
  [
    "a permission that was away",
    async ({ browser }) => {
      browser.permitted = false;
      await browser.wake();
      browser.permitted = true;
    },
  ],
  [
    "a bug",
    async ({ browser }) => {
      browser.broken = true;
      await browser.wake();
      browser.broken = false;
    },
  ],
])("neither does %s", async (_, happens) => {
  const scene = await signedIn();
  revert(scene);
  await scene.world.pass(HOUR_MS);
  await happens(scene);
  await scene.world.pass(LIMITS.signOutMs);
  await scene.browser.signIn(SECOND);
  expect(scene.browser.shown).toEqual(ASKS);
  await scene.world.pass(HOUR_MS);
  expect(keysOf(scene.openClaw)).toEqual([FIRST]);
  expect(scene.browser.shown).toEqual(ASKS);
});

it.each<[what: string, change: (scene: Scene) => void]>([
  ["another browser's key stands there", ({ openClaw }) => openClaw.keys.set(CONFIG.id, SECOND)],
  ["the companion does not answer", ({ openClaw }) => (openClaw.failure = { code: "companion_missing" })],
])("nothing is written, and nothing asked, where %s", async (_, change) => {
  const scene = await signedIn();
  change(scene);
  await scene.world.pass(3 * HOUR_MS);
  expect(keysOf(scene.openClaw)).toEqual([FIRST]);
  expect(scene.browser.shown).toMatchObject({ phase: "in_step" });
});

it("a click does not wait for a look that takes long, and what that has seen is old news then", async () => {
  const scene = await signedIn();
  const { world, openClaw, browser } = scene;
  revert(scene);
  const letGoOn = keepBusy(openClaw, "status");
  const looking = world.pass(HOUR_MS);
  await settled();
  await expect(browser.click()).resolves.toMatchObject({ ok: true, changed: true });
  openClaw.keys.delete(CONFIG.id);
  letGoOn();
  await looking;
  expect(browser.shown).toMatchObject({ phase: "in_step" });
  await world.pass(HOUR_MS);
  expect(browser.shown).toEqual(ASKS);
});

it("OpenClaw that reads another source by now is seen within the hour, and when it reads ours again", async () => {
  const { world, openClaw, browser } = await signedIn();
  openClaw.hidden = true;
  await world.pass(HOUR_MS);
  expect(browser.shown).toMatchObject({ phase: "trouble", code: "not_effective" });
  openClaw.hidden = false;
  await world.pass(HOUR_MS);
  expect(browser.shown).toMatchObject({ phase: "in_step" });
});

it("the file is looked at once an hour, and for a popup that is opened again and again once a minute", async () => {
  const { world, browser } = await signedIn();
  const looks = () => browser.lives.calls.filter((call) => call === "status").length;
  await world.pass(10 * HOUR_MS);
  expect(looks()).toBe(10);
  await world.pass(LIMITS.lookAgainMs);
  for (let opened = 0; opened < 5; opened++) await browser.openPopup();
  expect(looks()).toBe(11);
});
