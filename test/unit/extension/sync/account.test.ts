/** Another account's key is never handed over in silence. */
import { expect, it, vi } from "vitest";
import { mayFollow, readOrganizationIds } from "../../../../src/core/claude/account.ts";
import type { ClaudeAnswer } from "../../../../src/core/claude/answer.ts";
import { Records } from "../../../../src/extension/browser/records.ts";
import type { Ports } from "../../../../src/extension/export/ports.ts";
import { identify } from "../../../../src/extension/sync/identify.ts";
import { LIMITS } from "../../../../src/extension/sync/limits.ts";
import { fingerprintOf, keysOf } from "../../../helpers/fake-openclaw.ts";
import { keyText, sessionKey } from "../../../helpers/keys.ts";
import { FIRST, home, HOUR_MS, SECOND, type FakeBrowser } from "../../../helpers/sync-world.ts";

type Organizations = string[] | null | undefined;

const THIRD = keyText(3);
const ASKS = { phase: "asks", question: "other_account" };
const UNKNOWN = { phase: "trouble", code: "account_unknown", urgent: false };
const IN_STEP = { phase: "in_step" };

/** The first key is exported, and then another is there. */
async function follows(
  { before, now, signOut = true }: { before: Organizations; now: Organizations; signOut?: boolean },
  choices = {},
) {
  const scene = home(choices);
  const owners = new Map<string, Organizations>([[FIRST, before]]);
  scene.world.organizationsOf = (key) => (owners.has(key) ? owners.get(key) : now);
  await scene.browser.signIn(FIRST);
  await scene.world.pass(HOUR_MS);
  if (signOut) await scene.browser.signOut();
  await scene.browser.signIn(SECOND);
  return { ...scene, owners };
}

/** The organizations of the account whose key was exported last, and those of the one that is signed in now. */
it.each<
  [
    what: string,
    before: Organizations,
    now: Organizations,
    signOut: boolean,
    isWritten: boolean,
    shown: object,
  ]
>([
  ["the same account signs in again", ["a"], ["a"], true, true, IN_STEP],
  ["its key is rotated", ["a"], ["a"], false, true, IN_STEP],
  ["it has another organization as well", ["a"], ["b", "a"], true, true, IN_STEP],
  ["it has lost one", ["a", "b"], ["b"], true, true, IN_STEP],
  ["another account signs in", ["a"], ["b"], true, false, ASKS],
  ["another one takes its place without a sign-out", ["a"], ["b", "c"], false, false, ASKS],
  ["an account without any organization signs in", ["a"], [], true, false, ASKS],
  ["an account follows one that had none", [], ["b"], true, false, ASKS],
  ["claude.ai does not answer", ["a"], undefined, true, false, UNKNOWN],
  ["claude.ai does not answer after a rotation", ["a"], undefined, false, false, UNKNOWN],
  ["nobody can tell whose it is, after a sign-out", ["a"], null, true, false, ASKS],
  ["nobody can tell whose it is, after a rotation", ["a"], null, false, true, IN_STEP],
  ["nobody could tell whose the last one was, after a sign-out", null, ["b"], true, false, ASKS],
  ["nobody could tell whose the last one was, after a rotation", null, ["b"], false, true, IN_STEP],
  ["nobody can tell of either, after a sign-out", null, null, true, false, ASKS],
  ["claude.ai never told whose the last one was, after a sign-out", undefined, ["b"], true, false, ASKS],
  ["claude.ai never told whose the last one was, after a rotation", undefined, ["b"], false, true, IN_STEP],
  ["claude.ai tells of neither", undefined, undefined, true, false, UNKNOWN],
])("where %s", async (_, before, now, signOut, isWritten, shown) => {
  const { openClaw, browser } = await follows({ before, now, signOut });
  expect(keysOf(openClaw)).toEqual(isWritten ? [FIRST, SECOND] : [FIRST]);
  expect(browser.shown).toMatchObject(shown);
});

it("another account's key waits, however long and however often somebody looks, until the click", async () => {
  const { world, openClaw, browser } = await follows({ before: ["a"], now: ["b"] });
  await world.pass(30 * HOUR_MS);
  await browser.openPopup();
  await browser.restart();
  expect(keysOf(openClaw)).toEqual([FIRST]);
  expect(browser.stored.history.filter(({ result }) => result === "other_account")).toHaveLength(1);
  await expect(browser.click()).resolves.toMatchObject({ ok: true, changed: true });
  expect(browser.shown).toMatchObject(IN_STEP);
  expect(browser.stored.owner).toEqual({ key: fingerprintOf("A", SECOND), organizations: ["b"] });
});

it("the first account's next key is written by itself, and the click's account is the one from then on", async () => {
  const { world, openClaw, browser, owners } = await follows({ before: ["a"], now: ["b"] });
  owners.set(THIRD, ["a"]);
  await browser.signIn(THIRD);
  expect(keysOf(openClaw)).toEqual([FIRST, THIRD]);
  await browser.signIn(SECOND);
  await browser.click();
  await world.pass(HOUR_MS);
  owners.set(keyText(4), ["a"]);
  await browser.signIn(keyText(4));
  expect(keysOf(openClaw)).toEqual([FIRST, THIRD, SECOND]);
  expect(browser.shown).toMatchObject(ASKS);
});

it("the very key that is in OpenClaw ends the question by coming back", async () => {
  const { openClaw, browser } = await follows({ before: ["a"], now: ["b"] });
  await browser.signIn(FIRST);
  expect(keysOf(openClaw)).toEqual([FIRST]);
  expect(browser.shown).toMatchObject(IN_STEP);
});

it("it is asked as well after the first account's key was taken out at its sign-out", async () => {
  const { world, openClaw, browser } = home({ onSignOut: "remove" });
  world.organizationsOf = (key) => (key === FIRST ? ["a"] : ["b"]);
  await browser.signIn(FIRST);
  await browser.signOut();
  await world.pass(LIMITS.signOutMs);
  expect(keysOf(openClaw)).toEqual([FIRST, null]);
  await browser.signIn(SECOND);
  expect(keysOf(openClaw)).toEqual([FIRST, null]);
  expect(browser.shown).toMatchObject(ASKS);
});

it("where claude.ai does not answer it is tried again like any failure that passes, then warns, then goes on", async () => {
  const { world, openClaw, browser, owners } = await follows({ before: ["a"], now: undefined });
  await world.pass(LIMITS.pausesMs[0]! + LIMITS.pausesMs[1]!);
  expect(browser.shown).toMatchObject({ ...UNKNOWN, urgent: true });
  owners.set(SECOND, ["a"]);
  await world.pass(LIMITS.pausesMs[2]!);
  expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
});

it("a click on a key whose owner is not known exports it, and until it is the next sign-in is asked about", async () => {
  const { world, openClaw, browser, owners } = await follows({ before: ["a"], now: undefined });
  await browser.click();
  await browser.signOut();
  owners.set(THIRD, ["a"]);
  await browser.signIn(THIRD);
  expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
  expect(browser.shown).toMatchObject(ASKS);
  await browser.signIn(SECOND);
  owners.set(SECOND, ["b"]);
  await world.pass(HOUR_MS);
  expect(browser.stored.owner).toEqual({ key: fingerprintOf("A", SECOND), organizations: ["b"] });
});

it.each([
  ["while it rests", true],
  ["before any wake", false],
])("a click %s makes that key's account the one that counts", async (_, paused) => {
  const { world, openClaw, browser } = home();
  world.organizationsOf = (key) => [key === SECOND ? "b" : "a"];
  await browser.signIn(FIRST);
  await browser.choose({ paused });
  browser.setCookie(SECOND);
  await browser.click();
  expect(browser.stored.owner).toEqual({ key: fingerprintOf("A", SECOND), organizations: ["b"] });
  await browser.signIn(THIRD);
  await browser.choose({ paused: false });
  await world.pass(HOUR_MS);
  expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
  expect(browser.shown).toMatchObject(ASKS);
});

it.each<[what: string, rest: (browser: FakeBrowser) => unknown, goOn: (browser: FakeBrowser) => unknown]>([
  [
    "while it rests",
    (browser) => browser.choose({ paused: true }),
    (browser) => browser.choose({ paused: false }),
  ],
  [
    "without the permission",
    (browser) => (browser.permitted = false),
    (browser) => (browser.permitted = true),
  ],
])(
  "nobody sees a sign-out %s: another key is asked about then, and the same one shows that there was none",
  async (_, rest, goOn) => {
    const { world, openClaw, browser } = home();
    world.organizationsOf = () => null;
    await browser.signIn(FIRST);
    const afterRest = async (key: string) => {
      await rest(browser);
      await browser.wake();
      browser.setCookie(key);
      await goOn(browser);
      await world.pass(HOUR_MS);
    };
    await afterRest(FIRST);
    await browser.signIn(SECOND);
    expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
    await afterRest(THIRD);
    expect(keysOf(openClaw)).toEqual([FIRST, SECOND]);
    expect(browser.shown).toMatchObject(ASKS);
  },
);

it("a cookie that names an organization is believed when the key is a minute old, and not before", async () => {
  const { world, openClaw, browser } = home();
  const asked: boolean[] = [];
  // In a container: right after the sign-in the last account's cookie stands there still.
  world.organizationsOf = (key, isNew) => {
    asked.push(isNew);
    return isNew ? undefined : [key === FIRST ? "a" : "b"];
  };
  await browser.signIn(FIRST);
  await world.pass(HOUR_MS);
  expect(asked).toEqual([true, false]);
  await browser.signIn(SECOND);
  await browser.openPopup();
  expect(browser.shown).toMatchObject(UNKNOWN);
  await world.pass(LIMITS.pausesMs[0]!);
  expect(asked).toEqual([true, false, true, false]);
  expect(browser.shown).toMatchObject(ASKS);
  expect(keysOf(openClaw)).toEqual([FIRST]);
});

it("a key that claude.ai hands out with its answer is asked about after a pause, so that there is an end", async () => {
  const { world, browser } = await follows({ before: ["a"], now: ["a"] });
  let asked = 0;
  world.organizationsOf = () => {
    asked++;
    browser.setCookie(keyText(10 + asked));
    return ["a"];
  };
  await browser.signIn(THIRD);
  for (let wakes = 0; wakes < 9; wakes++) await browser.wake();
  expect(asked).toBe(1);
  expect(browser.shown).toMatchObject(UNKNOWN);
});

it("claude.ai is asked once for each key, by however many runs", async () => {
  const { world, browser } = await follows({ before: ["a"], now: ["a"] });
  const asked: string[] = [];
  world.organizationsOf = (key) => {
    asked.push(key);
    return ["b"];
  };
  browser.setCookie(THIRD);
  await Promise.all([browser.wake(), browser.openPopup(), browser.openPopup()]);
  await world.pass(9 * HOUR_MS);
  expect(asked).toEqual([THIRD]);
});

it("claude.ai is asked once a minute at most while it does not tell, however often somebody looks", async () => {
  const { world, browser } = home();
  let asked = 0;
  world.organizationsOf = () => void asked++;
  await browser.signIn(FIRST);
  for (const key of [FIRST, SECOND]) {
    asked = 0;
    browser.setCookie(key);
    for (let looks = 0; looks < 20; looks++) {
      await browser.openPopup();
      await world.pass(1_000);
    }
    expect(asked).toBe(key === FIRST ? 0 : 1);
  }
});

it("nothing is asked after a withdrawal, by a run that waited for its turn", async () => {
  const ownerOf = vi.fn<Ports["ownerOf"]>(async () => null);
  const ports: Partial<Ports> = {
    exclusively: (_, work) => work(),
    load: async () => Records.parse({}),
    fingerprint: async () => "own",
    ownerOf,
  };
  const run = { ports: ports as Ports, records: Records.parse({}), by: "sync", retryNow: false } as const;
  await identify({ ...run, now: new Date() }, sessionKey(FIRST));
  expect(ownerOf).not.toHaveBeenCalled();
});

it("what is kept is salted, and forgotten with the rest", async () => {
  const { browser } = await follows({ before: ["a"], now: ["b"] });
  expect(JSON.stringify(browser.stored)).not.toContain("canary");
  await browser.withdraw(false);
  expect(browser.stored).toMatchObject({ owner: null, asked: null });
});

const answer = (status: number, body: unknown) => async (): Promise<ClaudeAnswer> => ({
  status,
  header: () => null,
  text: JSON.stringify(body),
});

it.each<[what: string, ids: string[] | null, ask: () => Promise<ClaudeAnswer | "claude_offline">]>([
  [
    "all of them, without looking at upper case",
    ["1a-b", "2"],
    answer(200, [{ uuid: "1A-B" }, { uuid: "2", name: "Two" }]),
  ],
  ["those that have an id", ["2"], answer(200, [{ name: "One" }, { uuid: "2" }])],
  ["none", [], answer(200, [])],
  ["not told by another document", null, answer(200, { uuid: "1" })],
  ["not told by a refusal", null, answer(403, { error: { type: "permission_error" } })],
  ["not told offline", null, async () => "claude_offline"],
])("an account's organizations are %s", async (_, ids, ask) => {
  await expect(readOrganizationIds(ask)).resolves.toEqual(ids);
});

it("the same key follows itself, whosever it is", () => {
  const owner = { key: "own", organizations: null };
  expect(mayFollow(owner, owner, true)).toBe(true);
});
