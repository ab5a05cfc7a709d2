import { copyFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import { switchOffAndOn } from "../helpers/world/firefox.ts";
import { CONFIG_WITH_EVERYTHING } from "../helpers/world/home.ts";
import { until } from "../helpers/world/until.ts";
import {
  arrives,
  badgeOn,
  inodeOf,
  keyIn,
  leaveNoPage,
  press,
  pressButton,
  QUIET_MS,
  syncedWorld,
} from "./auto-sync.ts";
import { look, POPUP } from "./looks.ts";
import { exportAndWait, statusText, waitForText } from "./popup.ts";
import type { World } from "./world.ts";

describe("with the worker asleep and no page of ours open, auto-sync", () => {
  it("follows the cookie: sign-in, rotation, the same again, sign-out, a new sign-in", async () => {
    await using world = await syncedWorld({ quick: true });
    await asleep(world);
    const claude = await world.signIn();
    const first = await arrives(world, (key) => key !== undefined);

    await press(world, claude, "Rotate key");
    const rotated = await arrives(world, (key) => key !== first);
    expect(await claude.evaluate(() => document.querySelector("code")?.textContent)).toBe(
      `…${rotated.slice(-4)}`,
    );

    const before = await inodeOf(world);
    await press(world, claude, "Set the same cookie again");
    await until("the worker to have been woken", () => world.browser.workerRuns());
    await sleep(QUIET_MS);
    expect(await inodeOf(world)).toBe(before);

    await press(world, claude, "Sign out");
    await sleep(QUIET_MS);
    expect(await keyIn(world)).toBe(rotated);
    expect(await inodeOf(world)).toBe(before);

    await press(world, claude, "Sign in");
    const again = await arrives(world, (key) => key !== rotated);

    const options = await world.browser.open("options");
    const shown = await options.evaluate(async () => JSON.stringify(await chrome.storage.local.get()));
    for (const key of [first, rotated, again]) expect(shown + (await options.content())).not.toContain(key);
  });
});

describe("auto-sync", () => {
  it("catches up with a cookie that changed while the browser was closed", async () => {
    await using world = await syncedWorld({ lasting: true });
    await world.signIn();
    const first = await arrives(world, (key) => key !== undefined);
    await world.restartWithOtherKey();
    const started = Date.now();
    await arrives(world, (key) => key !== first, 60_000);
    console.info(`The key was there ${Date.now() - started} ms after the browser's start.`);
  });

  it("catches up when the extension is updated while the cookie changes", async () => {
    await using world = await syncedWorld();
    const claude = await world.signIn();
    const first = await arrives(world, (key) => key !== undefined);
    await update(world, () => press(world, claude, "Rotate key"));
    await arrives(world, (key) => key !== first);
  });

  it("catches up when it is switched on again after the cookie changed", async () => {
    await using world = await syncedWorld();
    const claude = await world.signIn();
    const first = await arrives(world, (key) => key !== undefined);
    await switchOffAndOn(world.browser, () => pressButton(claude, "Rotate key"));
    await arrives(world, (key) => key !== first);
  });

  it("leaves the key of another profile alone, and offers to put its own in its place", async () => {
    await using world = await syncedWorld();
    await world.signIn();
    const ours = await arrives(world, (key) => key !== undefined);
    await using other = await syncedWorld({ beside: world });
    const theirPage = await other.signIn();
    const theirs = await arrives(world, (key) => key !== ours);

    const popup = await world.browser.open("popup");
    await waitForText(popup, "#openclaw", /^another key$/);
    expect(await statusText(popup)).toContain("OpenClaw has a different key than this browser");
    await look(popup, "popup-foreign-key", POPUP);
    await sleep(QUIET_MS);
    expect(await keyIn(world)).toBe(theirs);

    await exportAndWait(popup);
    expect(await keyIn(world)).toBe(ours);
    await press(other, theirPage, "Set the same cookie again");
    await sleep(QUIET_MS);
    expect(await keyIn(world)).toBe(ours);
    await press(other, theirPage, "Rotate key");
    await arrives(world, (key) => key !== ours);
  });

  it("takes its key out after a sign-out where the user wants that, and another profile's never", async () => {
    await using world = await syncedWorld({ quick: true });
    const options = await world.browser.open("options");
    await (await options.waitForSelector("input[value=remove]", { visible: true }))!.click();
    await options.waitForSelector("[role=status][data-tone=good]");
    await leaveNoPage(world);
    const claude = await world.signIn();
    await arrives(world, (key) => key !== undefined);
    // Pressing stops the worker: before it has noted its write, it would not know of any key to take out.
    await sleep(QUIET_MS);
    await press(world, claude, "Sign out");
    expect(await keyIn(world)).toBeDefined();
    await arrives(world, (key) => key === undefined);
    expect(await readFile(world.home.config, "utf8")).toBe(CONFIG_WITH_EVERYTHING);
  });

  it("puts back what OpenClaw has put aside, asks where somebody has taken it out, and a click decides", async () => {
    await using world = await syncedWorld({ quick: true });
    await world.signIn();
    const key = await arrives(world, (found) => found !== undefined);
    const { config } = world.home;
    // As OpenClaw does it where the config of a stopped gateway seems broken.
    await sleep(QUIET_MS);
    await copyFile(config, `${config}.clobbered.2027-01-01T08-00-00-000Z`);
    await writeFile(config, CONFIG_WITH_EVERYTHING);
    const popup = await world.browser.open("popup");
    await arrives(world, (found) => found === key);
    await waitForText(popup, "#openclaw", /^this key$/);
    await leaveNoPage(world);

    await sleep(QUIET_MS);
    await writeFile(config, CONFIG_WITH_EVERYTHING);
    const asking = await world.browser.open("popup");
    await waitForText(asking, "#status h2", "no longer holds the key");
    await look(asking, "popup-key-gone", POPUP);
    await until("the question on the badge", async () => (await badgeOn(asking)).text === "?");
    expect(await keyIn(world)).toBeUndefined();
    await exportAndWait(asking);
    expect(await keyIn(world)).toBe(key);
    await until("the badge to be gone", async () => (await badgeOn(asking)).text === "");
  });

  it("warns before the sign-in ends, and says when it has ended", async () => {
    await using world = await syncedWorld();
    const claude = await world.browser.claude();
    await setCookie(world, claude, 3 * 86_400 - 60);
    await arrives(world, (key) => key !== undefined);
    const popup = await world.browser.open("popup");
    await until("the days left on the badge", async () => (await badgeOn(popup)).text === "3d");
    expect(await statusText(popup)).toContain("Your claude.ai sign-in ends soon");
    await look(popup, "popup-expiring", POPUP);
    await leaveNoPage(world);

    await setCookie(world, claude, 4);
    const later = await world.browser.open("options");
    await until("the end on the badge", async () => (await badgeOn(later)).text === "out");
    const ended = await world.browser.open("popup");
    await waitForText(ended, "#status h2", /has ended$/);
    await look(ended, "popup-expired", POPUP);
    expect(await keyIn(world)).toBeDefined();
  });

  it("holds the fourth change within the window back, shows it, and lets a click through at once", async () => {
    await using world = await syncedWorld();
    const claude = await world.signIn();
    let key = await arrives(world, (found) => found !== undefined);
    for (let change = 2; change <= 3; change++) {
      await press(world, claude, "Rotate key");
      const before = key;
      key = await arrives(world, (found) => found !== before);
    }
    await press(world, claude, "Rotate key");
    await sleep(QUIET_MS);
    expect(await keyIn(world)).toBe(key);

    const popup = await world.browser.open("popup");
    await waitForText(popup, "#status h2", /^A new key is waiting$/);
    await look(popup, "popup-held", POPUP);
    await exportAndWait(popup);
    expect(await keyIn(world)).not.toBe(key);
  });

  it("rests while it is paused, and catches up when it goes on", async () => {
    await using world = await syncedWorld();
    await world.signIn();
    await arrives(world, (key) => key !== undefined);
    const popup = await world.browser.open("popup");
    await (await popup.waitForSelector("#pause:not([hidden])"))!.click();
    await waitForText(popup, "#sync", /^paused$/);
    const before = await keyIn(world);
    const claude = await world.browser.claude();
    await press(world, claude, "Rotate key");
    await sleep(QUIET_MS);
    expect(await keyIn(world)).toBe(before);
    await popup.bringToFront();
    await look(popup, "popup-paused", POPUP);
    await popup.click("#pause");
    await arrives(world, (key) => key !== before);
  });
});

/** A sign-in whose cookie has so many seconds to live. */
async function setCookie({ standin }: World, claude: Page, seconds: number): Promise<void> {
  await claude.bringToFront();
  // Of the browser: set in a page, Firefox would keep it for that page's site apart.
  await claude.browserContext().setCookie({
    name: "sessionKey",
    value: standin.signIn(),
    domain: ".claude.ai",
    path: "/",
    secure: true,
    httpOnly: true,
    expires: Math.round(Date.now() / 1000) + seconds,
  });
}

/** A worker that was stopped within a sync is brought back once more. */
const asleep = ({ browser }: World) =>
  until("the worker to stay asleep", async () => {
    await browser.stopWorker();
    await sleep(500);
    return !(await browser.workerRuns());
  });

/** Puts a newer version in the old one's place and lets the browser load it, while something else happens. */
async function update({ browser, extension }: World, meanwhile: () => Promise<void>): Promise<void> {
  const manifest = path.join(extension, "manifest.json");
  const { version, ...rest } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  await writeFile(manifest, JSON.stringify({ ...rest, version: `${version}.1` }));
  await Promise.all([browser.puppeteer.installExtension(extension), meanwhile()]);
}
