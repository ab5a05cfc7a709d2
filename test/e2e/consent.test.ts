import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import type { BrowserDriver, ExtensionPage } from "../helpers/world/browser-driver.ts";
import { until } from "../helpers/world/until.ts";
import {
  afterReload,
  clickAndWait,
  EXPORT,
  exportAndWait,
  statusText,
  waitForText,
  waitForTone,
} from "./popup.ts";
import { BROWSER, type World, makeWorld, readyWorld } from "./world.ts";

/** The consent to hand data on that Firefox asks for in the same prompt. */
const DATA = { chromium: [], firefox: ["authenticationInfo", "websiteContent"] };

/** What the extension has stored, and what the browser has granted it. */
const held = (page: Page) =>
  page.evaluate(async () => {
    const granted = await chrome.permissions.getAll();
    const { origins, permissions } = granted;
    const { data_collection: data = [] } = granted as { data_collection?: string[] };
    return {
      stored: Object.keys(await chrome.storage.local.get()).toSorted(),
      origins,
      permissions: permissions?.toSorted(),
      data: data.toSorted(),
    };
  });

/** Opens an extension page in which reads of cookies are noted, and waits until it shows something. */
async function openNoted(browser: BrowserDriver, name: ExtensionPage) {
  const noted = await browser.openNoted(name);
  await noted.page.waitForSelector("[role=status][data-tone], #step-consent:not([hidden])");
  return noted;
}

/** The stand-in's own pages never call the API, so these come from the extension. */
const questionsTo = ({ standin }: World): string[] =>
  standin.requests.map(({ path }) => path).filter((path) => path.startsWith("/api/"));

describe("consent", () => {
  it("reads no cookie and asks claude.ai nothing before it, and neither again after withdrawal", async () => {
    await using world = await makeWorld();
    const { browser } = world;
    await world.signIn();

    const before = await openNoted(browser, "popup");
    expect(await statusText(before.page)).toContain("Clawkey is off");
    expect(await before.reads()).toEqual([]);
    for (const name of ["welcome", "options"] as const) {
      const { page, reads } = await openNoted(browser, name);
      expect(await reads()).toEqual([]);
      await page.close();
    }
    expect(await held(before.page)).toEqual({
      stored: [],
      origins: [],
      permissions: ["alarms", "cookies", "storage"],
      data: [],
    });

    expect(questionsTo(world)).toEqual([]);

    const welcome = await world.consent();
    await welcome.click("#choose-clipboard");
    await welcome.waitForSelector("#step-clipboard:not([hidden])");
    const after = await openNoted(browser, "popup");
    expect(await statusText(after.page)).toContain("Copy is ready");
    await after.page.waitForSelector("#usage [role=meter]");
    const reads = new Set(await after.reads());
    expect(reads).toEqual(new Set(["sessionKey", "lastActiveOrg"]));
    const { uuid } = world.standin.account().organizations[0]!;
    expect(questionsTo(world)).toEqual(["/api/organizations", `/api/organizations/${uuid}/usage`]);
    expect(await held(after.page)).toMatchObject({ origins: ["https://claude.ai/*"], data: DATA[BROWSER] });

    const options = await browser.open("options");
    await (await options.waitForSelector("#withdraw", { visible: true }))!.click();
    await options.click("#withdraw-confirm");
    await options.waitForSelector("[role=status][data-tone=good]");
    expect(await held(options)).toEqual({
      stored: [],
      origins: [],
      permissions: ["alarms", "cookies", "storage"],
      data: [],
    });
    const again = await openNoted(browser, "popup");
    expect(await statusText(again.page)).toContain("Clawkey is off");
    expect(await again.reads()).toEqual([]);
    expect(await again.page.evaluate(() => chrome.storage.session.get())).toEqual({});
    expect(questionsTo(world)).toHaveLength(2);
  });

  it("stores nothing and stays off where the browser's dialog is refused, and can be given later", async () => {
    await using world = await makeWorld();
    const page = await world.browser.welcome();
    await world.clickAndAnswer(page, "#accept", "refuse");
    await page.waitForSelector("#step-refused:not([hidden])");
    expect(await statusText(page)).toContain("The browser said no");
    expect(await held(page)).toMatchObject({ stored: [], origins: [] });

    await afterReload(page, () => page.click("#again"));
    await page.click("input[name=grade][value=key]");
    await world.clickAndAnswer(page, "#accept", "accept");
    await page.waitForSelector("#step-target:not([hidden])");
    expect(await held(page)).toMatchObject({
      stored: expect.arrayContaining(["consent"]),
      origins: ["https://claude.ai/*"],
    });
  });

  it("reads nothing without its own record, whatever the browser has granted", async () => {
    await using world = await makeWorld();
    await world.signIn();
    const page = await world.browser.welcome();
    await page.evaluate(() => {
      const button = document.createElement("button");
      button.id = "grant";
      button.onclick = () => chrome.permissions.request({ origins: ["https://claude.ai/*"] });
      document.body.prepend(button);
    });
    await world.clickAndAnswer(page, "#grant", "accept");
    await until("the grant", async () => (await held(page)).origins?.length);
    for (const name of ["popup", "options", "welcome"] as const) {
      const opened = await openNoted(world.browser, name);
      expect(await opened.reads(), name).toEqual([]);
    }
    expect(await held(page)).toMatchObject({ stored: [], origins: ["https://claude.ai/*"] });
  });

  it("ends where the consent to hand data on is taken away alone, says so, and can be given again", async () => {
    await using world = await readyWorld();
    const before = await openNoted(world.browser, "popup");
    expect(await before.reads()).toContain("sessionKey");
    await before.page.evaluate(() => {
      const dataConsent: object = { data_collection: ["authenticationInfo"] };
      return chrome.permissions.remove(dataConsent);
    });

    const popup = await openNoted(world.browser, "popup");
    expect(await statusText(popup.page)).toContain("only the permission to share sign-in data that is gone");
    expect(await popup.reads()).toEqual([]);
    expect((await held(popup.page)).origins).toEqual(["https://claude.ai/*"]);
    await clickAndWait(before.page, "Export to OpenClaw", "bad");
    expect(await readFile(world.home.config, "utf8")).not.toContain("sk-ant-");

    const welcome = await world.browser.open("welcome");
    await world.clickAndAnswer(welcome, "#accept", "accept");
    await welcome.waitForSelector("#step-companion:not([hidden])");
    const after = await world.browser.open("popup");
    await exportAndWait(after);
  });

  it("takes a no on the page itself without asking the browser at all", async () => {
    await using world = await makeWorld();
    const page = await world.browser.welcome();
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

    const options = await world.browser.open("options");
    await (await options.waitForSelector("#auto-sync", { visible: true }))!.click();
    await options.waitForSelector("[role=status][data-tone=good]");
    expect((await autoSync()).autoSync).toBe(true);
  });

  it("goes back to the choice of target where the companion's permission is refused", async () => {
    await using world = await makeWorld();
    const page = await world.consent();
    await world.clickAndAnswer(page, "#choose-companion", "refuse");
    await page.waitForSelector("[role=status]:not(:empty)");
    expect(await statusText(page)).toContain("Choose again, or use the clipboard");
    expect((await held(page)).permissions).not.toContain("nativeMessaging");
  });

  it("takes the key out of OpenClaw at withdrawal, byte for byte, when the user wants it", async () => {
    await using world = await readyWorld();
    const before = await readFile(world.home.config, "utf8");
    const popup = await world.browser.open("popup");
    await (await popup.waitForSelector(EXPORT))!.click();
    await popup.waitForSelector("[role=status][data-tone=good]");
    expect(await readFile(world.home.config, "utf8")).not.toBe(before);

    const options = await world.browser.open("options");
    await (await options.waitForSelector("#withdraw", { visible: true }))!.click();
    await options.click("#withdraw-confirm");
    await waitForText(options, "#status", "Consent is withdrawn");
    expect(await statusText(options)).toContain(`The key was removed from ${world.home.config}`);
    expect(await readFile(world.home.config, "utf8")).toBe(before);
    expect(await held(options)).toMatchObject({ stored: [], origins: [] });
  });

  it("ends at withdrawal where the key can't be taken out, and names the file and the command", async () => {
    await using world = await readyWorld();
    const popup = await world.browser.open("popup");
    await exportAndWait(popup);
    await world.home.uninstallCompanion();

    const options = await world.browser.open("options");
    await (await options.waitForSelector("#withdraw", { visible: true }))!.click();
    await options.click("#withdraw-confirm");
    await waitForTone(options, "warning");
    expect(await statusText(options)).toContain("Consent is withdrawn");
    expect(await statusText(options)).toContain(`${world.home.config} may still hold the key`);
    expect(await options.$eval("#status code", ({ textContent }) => textContent)).toBe(
      "node dist/clawkey.mjs remove",
    );
    expect(await held(options)).toMatchObject({ stored: [], origins: [] });
  });

  it("stays withdrawn on a second options page, which changes what is stored now and not what it once read", async () => {
    await using world = await makeWorld();
    const welcome = await world.consent();
    await afterReload(welcome, () => welcome.click("#choose-clipboard"));
    const [first, second] = [await world.browser.open("options"), await world.browser.open("options")];
    await second.waitForSelector("#withdraw", { visible: true });
    await first.bringToFront();
    await (await first.waitForSelector("#withdraw", { visible: true }))!.click();
    await afterReload(second, async () => {
      await first.click("#withdraw-confirm");
      await waitForText(first, "#status", "withdrawn");
    });
    await second.bringToFront();
    await second.waitForSelector("[role=status][data-tone]");
    expect(await statusText(second)).toContain("Clawkey is off");
    expect(await held(second)).toMatchObject({ stored: [], origins: [] });
  });

  it("takes back an earlier yes with a later no, and says where the key still stands", async () => {
    await using world = await readyWorld();
    const popup = await world.browser.open("popup");
    await exportAndWait(popup);
    await popup.evaluate(() => chrome.permissions.remove({ origins: ["https://claude.ai/*"] }));

    const welcome = await world.browser.open("welcome");
    await (await welcome.waitForSelector("#refuse", { visible: true }))!.click();
    await welcome.waitForSelector("#again", { visible: true });
    expect(await statusText(welcome)).toContain(world.home.config);
    expect(await held(welcome)).toMatchObject({ stored: [], origins: [] });
    expect((await held(welcome)).permissions).not.toContain("nativeMessaging");
  });

  it("notes the file before it is written, so that closing the popup at any moment loses nothing", async () => {
    await using world = await readyWorld();
    const options = await world.browser.open("options");
    let written = 0;
    // The last is long enough for a slow machine: a companion whose browser has gone writes nothing.
    for (const delay of [0, 20, 60, 150, 300, 3_000]) {
      await options.evaluate(() => chrome.storage.local.remove("written"));
      await writeFile(world.home.config, "{}");
      const popup = await world.browser.open("popup");
      await (await popup.waitForSelector(EXPORT))!.click();
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
