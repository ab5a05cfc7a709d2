/** Firefox's two ways to keep several sign-ins to one site apart: containers, and first-party isolation. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isolateFirstParties } from "../helpers/world/firefox.ts";
import { until } from "../helpers/world/until.ts";
import { arrives, badgeOn, inodeOf, keyIn, leaveNoPage, press, QUIET_MS, syncedWorld } from "./auto-sync.ts";
import { DESK, look, PHONE } from "./looks.ts";
import { EXPORT, exportAndWait, statusText, waitForText } from "./popup.ts";
import type { World } from "./world.ts";

describe("With a sign-in in a container, Clawkey", () => {
  let world: World;
  /** claude.ai in a container, and outside of all. */
  let inside: Page;
  let outside: Page;

  beforeAll(async () => {
    world = await syncedWorld({ quick: true });
    const container = await world.browser.puppeteer.createBrowserContext();
    inside = await container.newPage();
    await inside.goto("https://claude.ai/");
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  it("does not take the key in it by accident", async () => {
    await press(world, inside, "Sign in");
    await sleep(QUIET_MS);
    expect(await keyIn(world)).toBeUndefined();
    const popup = await world.browser.open("popup");
    await popup.waitForSelector("[role=status][data-tone]");
    expect(await statusText(popup)).toContain("Sign in, and OpenClaw gets the key");
    expect(await popup.$(EXPORT)).toBeNull();
    await popup.close();
  });

  it("lists it on the options page, and takes its key once it is chosen", async () => {
    const options = await world.browser.open("options");
    const choice = await options.waitForSelector("#container option:nth-child(2)");
    expect(await choice!.evaluate(({ textContent }) => textContent)).toMatch(
      /^container \d+, where claude\.ai is open$/,
    );
    await look(options, "options-containers", DESK);
    await look(options, "options-containers-narrow", PHONE);
    await options.select("#container", await choice!.evaluate(({ value }) => value));
    const key = await arrives(world, (found) => found !== undefined);
    expect(key.slice(-4)).toBe(await lastLetters(inside));
    await sleep(QUIET_MS);
    await leaveNoPage(world);
  });

  it("takes a sign-in, a new key and a sign-out outside of it for nobody's", async () => {
    const [key, inode] = [await keyIn(world), await inodeOf(world)];
    outside = await world.browser.claude();
    for (const button of ["Sign in", "Rotate key", "Sign out"]) {
      await press(world, outside, button);
      await until("the event page to have been woken", () => world.browser.workerRuns());
      await sleep(QUIET_MS);
      expect(await keyIn(world), button).toBe(key);
    }
    expect(await inodeOf(world)).toBe(inode);
    const options = await world.browser.open("options");
    expect((await badgeOn(options)).text).toBe("");
    await leaveNoPage(world);
  });

  it("follows the key in it", async () => {
    const before = await keyIn(world);
    await press(world, inside, "Rotate key");
    const key = await arrives(world, (found) => found !== before);
    expect(key.slice(-4)).toBe(await lastLetters(inside));
  });

  it("asks about another account in it, though claude.ai can't be asked as that one", async () => {
    await sleep(QUIET_MS);
    const before = await keyIn(world);
    await press(world, inside, "Sign in as another account");
    await sleep(QUIET_MS);
    expect(await keyIn(world)).toBe(before);
    const options = await world.browser.open("options");
    await until("the question on the badge", async () => (await badgeOn(options)).text === "?");
    await leaveNoPage(world);
    await press(world, inside, "Sign in as another account");
    await arrives(world, (found) => found !== before);
  });

  it("leads back into it to sign in, and remembers it while it has no tab", async () => {
    await press(world, inside, "Sign out");
    await inside.close();
    const options = await world.browser.open("options");
    const chosen = () =>
      options.$eval("#container", (select) => (select as HTMLSelectElement).selectedOptions[0]!.text);
    await until("the choice", async () => /^container \d+$/.test(await chosen()));

    const popup = await world.browser.open("popup");
    await popup.waitForSelector("#action", { visible: true });
    const pagesBefore = new Set(await world.browser.puppeteer.pages());
    await popup.click("#action");
    const opened = await until("claude.ai", async () =>
      (await world.browser.puppeteer.pages()).find((page) => !pagesBefore.has(page)),
    );
    expect(opened.browserContext()).not.toBe(outside.browserContext());
    await options.bringToFront();
    await until("claude.ai in it", async () => (await chosen()).endsWith("where claude.ai is open"));
  });
});

describe("With first-party isolation, Clawkey", () => {
  it("follows the key of claude.ai, and takes no key from before", async () => {
    await using world = await syncedWorld({ quick: true });
    const claude = await world.signIn();
    const before = await arrives(world, (key) => key !== undefined);
    // Whose it is has to be known before claude.ai can't be asked any more: else the next key waits for a click.
    await sleep(QUIET_MS);
    await isolateFirstParties(world.browser);
    await claude.reload();
    const popup = await world.browser.open("popup");
    await popup.waitForSelector("[role=status][data-tone]");
    expect(await statusText(popup)).toContain("Signed out of claude.ai");
    await popup.close();

    await press(world, claude, "Sign in");
    const first = await arrives(world, (key) => key !== before);
    await press(world, claude, "Rotate key");
    const rotated = await arrives(world, (key) => key !== first);
    expect(rotated.slice(-4)).toBe(await lastLetters(claude));
    const again = await world.browser.open("popup");
    await exportAndWait(again);
    await press(world, claude, "Sign out");
    await sleep(QUIET_MS);
    const last = await world.browser.open("popup");
    await waitForText(last, "#status", "Signed out");
  });
});

const lastLetters = (claude: Page): Promise<string> =>
  claude.$eval("code", ({ textContent }) => textContent.slice(-4));
