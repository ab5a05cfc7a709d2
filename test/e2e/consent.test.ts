import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import { extensionUrl, type Chromium } from "../world/chromium.ts";
import { clickAndWait, statusText, waitForTone } from "./popup.ts";
import { makeWorld, type World } from "./world.ts";

/** What the extension has stored, and what the browser has granted it. */
const held = (page: Page) =>
  page.evaluate(async () => {
    const { origins, permissions } = await chrome.permissions.getAll();
    return {
      stored: Object.keys(await chrome.storage.local.get()).toSorted(),
      origins,
      permissions: permissions?.toSorted(),
    };
  });

/** Opens an extension page in which every call of the cookie API is noted from its first line on. */
async function openNoted(chromium: Chromium, page: "popup" | "welcome" | "options"): Promise<Page> {
  const tab = await chromium.browser.newPage();
  await tab.evaluateOnNewDocument(() => {
    const reads: unknown[] = [];
    Object.assign(globalThis, { reads });
    for (const name of ["get", "getAll"] as const) {
      const original = chrome.cookies[name] as (...args: unknown[]) => unknown;
      Object.assign(chrome.cookies, {
        [name]: (...args: [{ name?: string }]) => {
          reads.push(args[0].name);
          return original(...args);
        },
      });
    }
  });
  await tab.goto(extensionUrl(page));
  await tab.waitForSelector("[role=status][data-tone], #step-consent:not([hidden])");
  return tab;
}

/** The names of the cookies that were asked for. */
const readsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { reads: string[] }).reads);

/** The stand-in's own pages never call the API, so these come from the extension. */
const questionsTo = ({ standin }: World): string[] =>
  standin.requests.map(({ path }) => path).filter((path) => path.startsWith("/api/"));

describe("consent", () => {
  it("reads no cookie and asks claude.ai nothing before it, and neither again after withdrawal", async () => {
    await using world = await makeWorld();
    const { chromium } = world;
    await world.signIn();

    const before = await openNoted(chromium, "popup");
    expect(await statusText(before)).toContain("Clawkey is off");
    expect(await readsOf(before)).toEqual([]);
    for (const name of ["welcome", "options"] as const) {
      const page = await openNoted(chromium, name);
      expect(await readsOf(page)).toEqual([]);
      await page.close();
    }
    expect(await held(before)).toEqual({
      stored: [],
      origins: [],
      permissions: ["alarms", "cookies", "storage"],
    });

    expect(questionsTo(world)).toEqual([]);

    const welcome = await world.consent();
    await welcome.click("#choose-clipboard");
    await welcome.waitForSelector("#step-ready:not([hidden])");
    const after = await openNoted(chromium, "popup");
    expect(await statusText(after)).toContain("Ready");
    await after.waitForSelector("#usage [role=meter]");
    expect(await readsOf(after)).toEqual(["sessionKey", "lastActiveOrg"]);
    const { uuid } = world.standin.account().organizations[0]!;
    expect(questionsTo(world)).toEqual(["/api/organizations", `/api/organizations/${uuid}/usage`]);
    expect((await held(after)).origins).toEqual(["https://claude.ai/*"]);

    const options = await chromium.open("options");
    await (await options.waitForSelector("#withdraw", { visible: true }))!.click();
    await options.click("#withdraw-confirm");
    await options.waitForSelector("[role=status][data-tone=good]");
    expect(await held(options)).toEqual({
      stored: [],
      origins: [],
      permissions: ["alarms", "cookies", "storage"],
    });
    const again = await openNoted(chromium, "popup");
    expect(await statusText(again)).toContain("Clawkey is off");
    expect(await readsOf(again)).toEqual([]);
    expect(await again.evaluate(() => chrome.storage.session.get())).toEqual({});
    expect(questionsTo(world)).toHaveLength(2);
  });

  it("stores nothing and stays off where the browser's dialog is refused, and can be given later", async () => {
    await using world = await makeWorld();
    const page = await world.chromium.welcome();
    await world.clickAndAnswer(page, "#accept", "refuse");
    await page.waitForSelector("#step-refused:not([hidden])");
    expect(await statusText(page)).toContain("The browser said no");
    expect(await held(page)).toMatchObject({ stored: [], origins: [] });

    await Promise.all([page.waitForNavigation(), page.click("#again")]);
    await world.clickAndAnswer(page, "#accept", "accept");
    await page.waitForSelector("#step-target:not([hidden])");
    expect(await held(page)).toMatchObject({ stored: ["consent"], origins: ["https://claude.ai/*"] });
  });

  it("takes a no on the page itself without asking the browser at all", async () => {
    await using world = await makeWorld();
    const page = await world.chromium.welcome();
    await (await page.waitForSelector("#refuse", { visible: true }))!.click();
    await waitForTone(page, "neutral");
    expect(await statusText(page)).toContain("It reads nothing");
    expect(await held(page)).toMatchObject({ stored: [], origins: [] });
  });

  it("keeps the choice of sync as the user made it: off until chosen", async () => {
    await using world = await makeWorld();
    const welcome = await world.consent();
    const autoSync = () =>
      welcome.evaluate(
        async () => (await chrome.storage.local.get("consent"))["consent"] as { autoSync: boolean },
      );
    expect((await autoSync()).autoSync).toBe(false);

    const options = await world.chromium.open("options");
    await (await options.waitForSelector("#auto-sync", { visible: true }))!.click();
    await options.waitForSelector("[role=status][data-tone=good]");
    expect((await autoSync()).autoSync).toBe(true);
  });

  it("goes back to the choice of target where the companion's permission is refused", async () => {
    await using world = await makeWorld();
    const page = await world.consent();
    await world.clickAndAnswer(page, "#choose-companion", "refuse");
    await page.waitForSelector("[role=status]:not(:empty)");
    expect(await statusText(page)).toContain("Choose again, or take the clipboard");
    expect((await held(page)).permissions).not.toContain("nativeMessaging");
  });

  it("takes the key out of OpenClaw at withdrawal, byte for byte, when the user wants it", async () => {
    await using world = await makeWorld();
    const before = await readFile(world.home.config, "utf8");
    await world.home.installCompanion();
    await world.setUp();
    await world.signIn();
    const popup = await world.chromium.open("popup");
    await (await popup.waitForSelector("#export:not(:disabled)"))!.click();
    await popup.waitForSelector("[role=status][data-tone=good]");
    expect(await readFile(world.home.config, "utf8")).not.toBe(before);

    const options = await world.chromium.open("options");
    await (await options.waitForSelector("#withdraw", { visible: true }))!.click();
    await options.click("#withdraw-confirm");
    await options.waitForFunction(() =>
      document.querySelector("[role=status]")?.textContent?.includes("Consent is withdrawn"),
    );
    expect(await statusText(options)).toContain(`The key was taken out of ${world.home.config}`);
    expect(await readFile(world.home.config, "utf8")).toBe(before);
    expect(await held(options)).toMatchObject({ stored: [], origins: [] });
  });

  it("stays withdrawn on a second options page, which changes what is stored now and not what it once read", async () => {
    await using world = await makeWorld();
    const welcome = await world.consent();
    await Promise.all([welcome.waitForNavigation(), welcome.click("#choose-clipboard")]);
    const [first, second] = [await world.chromium.open("options"), await world.chromium.open("options")];
    await second.waitForSelector("#withdraw", { visible: true });
    await first.bringToFront();
    await (await first.waitForSelector("#withdraw", { visible: true }))!.click();
    const reloaded = second.waitForNavigation();
    await first.click("#withdraw-confirm");
    await first.waitForFunction(() =>
      document.querySelector("[role=status]")?.textContent?.includes("withdrawn"),
    );
    await reloaded;
    await second.bringToFront();
    await second.waitForSelector("[role=status][data-tone]");
    expect(await statusText(second)).toContain("Clawkey is off");
    expect(await held(second)).toMatchObject({ stored: [], origins: [] });
  });

  it("takes back an earlier yes with a later no, and says where the key still stands", async () => {
    await using world = await makeWorld();
    await world.home.installCompanion();
    await world.setUp();
    await world.signIn();
    const popup = await world.chromium.open("popup");
    await clickAndWait(popup, "Export to OpenClaw", "good");
    await popup.evaluate(() => chrome.permissions.remove({ origins: ["https://claude.ai/*"] }));

    const welcome = await world.chromium.open("welcome");
    await (await welcome.waitForSelector("#refuse", { visible: true }))!.click();
    await welcome.waitForSelector("#again", { visible: true });
    expect(await statusText(welcome)).toContain(world.home.config);
    expect(await held(welcome)).toMatchObject({ stored: [], origins: [] });
    expect((await held(welcome)).permissions).not.toContain("nativeMessaging");
  });

  it("notes the file before it is written, so that closing the popup at any moment loses nothing", async () => {
    await using world = await makeWorld();
    await world.home.installCompanion();
    await world.setUp();
    await world.signIn();
    const options = await world.chromium.open("options");
    let written = 0;
    for (const delay of [0, 20, 60, 150, 300]) {
      await options.evaluate(() => chrome.storage.local.remove("written"));
      await writeFile(world.home.config, "{}");
      const popup = await world.chromium.open("popup");
      await (await popup.waitForSelector("#export:not(:disabled)"))!.click();
      await sleep(delay);
      await popup.close();
      // Longer than a write takes, whoever waits for its answer.
      await sleep(1_000);
      const { stored } = await held(options);
      const hasKey = (await readFile(world.home.config, "utf8")).includes("sk-ant-");
      if (hasKey) written++;
      expect({ delay, noted: stored.includes("written") || !hasKey }).toEqual({ delay, noted: true });
    }
    expect(written).toBeGreaterThan(0);
  });
});
