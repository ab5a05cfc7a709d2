import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crashingCompanion } from "../helpers/world/companions.ts";
import { until } from "../helpers/world/until.ts";
import { DESK, look, PHONE, POPUP } from "./looks.ts";
import { afterReload, exportAndWait, reload, statusText, waitForText, waitForTone } from "./popup.ts";
import { BROWSER, makeWorld, type World } from "./world.ts";

let world: World;
let page: Page;

/** Wide and narrow; each in light and dark. */
async function lookTwice(name: string): Promise<void> {
  await look(page, name, DESK);
  await look(page, `${name}-narrow`, PHONE);
  await page.setViewport(null);
}

/** Loads the page anew, and clicks in the moment in which this part of it comes into sight: faster than anybody. */
async function clickOnSight(tab: Page, part: string, control: string): Promise<void> {
  const script = await tab.evaluateOnNewDocument(
    (shown, wanted) => {
      const observer = new MutationObserver(() => {
        if (!document.querySelector(`${shown}:not([hidden])`)) return;
        observer.disconnect();
        document.querySelector<HTMLElement>(wanted)?.click();
      });
      observer.observe(document, { subtree: true, childList: true, attributeFilter: ["hidden"] });
    },
    part,
    control,
  );
  await reload(tab);
  await tab.removeScriptToEvaluateOnNewDocument(script.identifier);
}

const visible = (selector: string) => page.waitForSelector(selector, { visible: true });

beforeAll(async () => {
  world = await makeWorld();
  page = await world.browser.welcome();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("the welcome page, from the first look to the last step", () => {
  it("says what the key is and what it risks, with a refusal as easy as an acceptance", async () => {
    const accept = await visible("#accept");
    const text = await page.$eval("main", (main) => main.innerText);
    for (const words of [
      "full access to your Claude account, like a password",
      "saved unencrypted",
      "Programs that run as you, and OpenClaw's plugins and agents, may read it",
      "uses it only to show usage",
      "your account could be limited",
      "To revoke the key, sign out of claude.ai",
      "you may not need this at all",
    ]) {
      expect(text).toContain(words);
    }
    const size = async (button: typeof accept) => {
      const box = await button!.boundingBox();
      return [box?.width, box?.height];
    };
    expect(await size(accept)).toEqual(await size(await visible("#refuse")));
    expect(await page.$eval("#auto-sync", (box) => (box as HTMLInputElement).checked)).toBe(false);
    await lookTwice("welcome-consent");
  });

  it("can be walked with the keyboard alone, in the order of the page", async () => {
    const order: string[] = [];
    await page.bringToFront();
    for (const _ of ["sync", "accept", "refuse"]) {
      await page.keyboard.press("Tab");
      order.push(await page.evaluate(() => document.activeElement?.id ?? ""));
    }
    expect(order).toEqual(["auto-sync", "accept", "refuse"]);
  });

  it("says how to come back after a no", async () => {
    await page.click("#refuse");
    await visible("#again");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    expect(await statusText(page)).toContain("To come back, click the Clawkey icon");
    await lookTwice("welcome-refused");
    await afterReload(page, () => page.click("#again"));
  });

  it("says so when the browser was told no", async () => {
    await world.clickAndAnswer(page, "#accept", "refuse");
    await visible("#again");
    await lookTwice("welcome-denied");
    await afterReload(page, () => page.click("#again"));
  });

  it("offers OpenClaw or the clipboard", async () => {
    await world.clickAndAnswer(page, "#accept", "accept");
    await visible("#choose-companion");
    await lookTwice("welcome-target");
  });

  it("shows the one command, waits for the companion, and finds it by itself", async () => {
    await world.clickAndAnswer(page, "#choose-companion", "accept");
    await visible("#install");
    expect(await page.$eval("#command", (code) => code.textContent)).toBe("node dist/clawkey.mjs install");
    expect(await statusText(page)).toContain("Waiting for the companion");
    await lookTwice("welcome-companion-waiting");

    await world.home.installCompanion();
    await visible("#confirm");
    expect(await statusText(page)).toContain("Companion 0.1.0 found");
    const files = await page.$eval("#files", (box) => (box as HTMLElement).innerText);
    expect(files).toContain(world.home.config);
    expect(files).toContain(world.home.dotenv);
    await lookTwice("welcome-confirm-file");
  });

  it("says what is wrong with a companion that does not work", async () => {
    await crashingCompanion(world.home);
    const tab = await world.browser.open("welcome");
    await tab.waitForSelector("[role=status][data-tone=bad]");
    expect(await statusText(tab)).toContain("The companion stopped without an answer");
    await look(tab, "welcome-companion-crashing", DESK);
    await tab.close();
    await world.home.uninstallCompanion();
    await world.home.installCompanion();
  });

  it("ends with what to do", async () => {
    await page.bringToFront();
    await page.click("#use-file");
    await visible("#step-ready");
    expect(await page.$eval("#ready-text", (text) => text.textContent)).toContain("Export to OpenClaw");
    await lookTwice("welcome-ready");
  });
});

describe("the options page", () => {
  it("shows target, file and what the companion reports", async () => {
    page = await world.browser.open("options");
    await waitForText(page, "#companion-version", /^0\.1\.0$/);
    const text = await page.$eval("main", (main) => main.innerText);
    expect(text).toContain(world.home.config);
    expect(text).toContain(`${world.home.dotenv} (not there yet)`);
    expect(text).toMatch(new RegExp(`Registered for\\s+${BROWSER}`));
    await lookTwice("options");
  });

  it("takes a click at once, as the welcome page does", async () => {
    await clickOnSight(page, "#settings", "input[value=remove]");
    await waitForTone(page, "good");
    const stored = await page.evaluate(async () => (await chrome.storage.local.get("settings"))["settings"]);
    expect(stored).toMatchObject({ onSignOut: "remove" });

    const welcome = await world.browser.open("welcome", "companion");
    await clickOnSight(welcome, "#confirm", "#use-file");
    await welcome.waitForSelector("#step-ready", { visible: true });
    await welcome.close();
  });

  it("leads back to the choice of the file without losing the old one", async () => {
    await page.click("#change-file");
    const welcome = await world.browser.opened("welcome", "companion");
    await welcome.waitForSelector("#confirm", { visible: true });
    await welcome.click('input[value="dotenv"]');
    const stored = await page.evaluate(async () => (await chrome.storage.local.get("settings"))["settings"]);
    expect(stored).toMatchObject({ file: { path: world.home.config } });
    await welcome.click("#use-file");
    await welcome.waitForSelector("#step-ready", { visible: true });
    await reload(page);
    await page.waitForFunction(
      (file) => document.querySelector("#file")?.textContent === file,
      {},
      world.home.dotenv,
    );
    await welcome.close();
  });

  it("asks before it withdraws, and can be told not to", async () => {
    await world.signIn();
    const popup = await world.browser.open("popup");
    await exportAndWait(popup);
    await popup.close();
    await reload(page);
    await page.bringToFront();
    await visible("#withdraw");
    await page.click("#withdraw");
    await visible("#withdraw-form");
    await lookTwice("options-withdraw");
    await page.click("#withdraw-cancel");
    await visible("#withdraw");
  });

  it("offers, after a change of file, to take the key out of the old one", async () => {
    const welcome = await world.browser.open("welcome", "companion");
    await (await welcome.waitForSelector('input[value="config"]', { visible: true }))!.click();
    await welcome.click("#use-file");
    await welcome.waitForSelector("#old-file", { visible: true });
    expect(await welcome.$eval("#old-text", (text) => text.textContent)).toContain(world.home.dotenv);
    await look(welcome, "welcome-old-file", DESK);
    expect(await readFile(world.home.dotenv, "utf8")).toContain("CLAUDE_AI_SESSION_KEY");
    await welcome.click("#old-remove");
    await welcome.waitForSelector("[role=status][data-tone=good]");
    expect(await readFile(world.home.dotenv, "utf8")).toBe("");
    expect(await welcome.$("#old-file:not([hidden])")).toBeNull();

    const popup = await world.browser.open("popup");
    await exportAndWait(popup);
    expect(await readFile(world.home.config, "utf8")).toContain("CLAUDE_AI_SESSION_KEY");
    await popup.close();
    await welcome.close();
    await reload(page);
    await page.bringToFront();
    await visible("#withdraw");
  });

  it("withdraws where the key can't be taken out too, and says where it is left", async () => {
    await world.home.uninstallCompanion();
    await page.click("#withdraw");
    await page.click("#withdraw-confirm");
    await waitForText(page, "#status", "Consent is withdrawn");
    expect(await statusText(page)).toContain(`${world.home.config} may still hold the key`);
    await lookTwice("options-withdrawn");
    await reload(page);
    await page.waitForSelector("[role=status][data-tone]");
    expect(await statusText(page)).toContain("Clawkey is off");
    await lookTwice("options-off");
  });
});

describe("with auto-sync chosen, the pages", () => {
  it("say when the key is written, keep a history, and warn that a gateway reads .env when it starts", async () => {
    await using synced = await makeWorld({ autoSync: true });
    await synced.home.installCompanion();
    await synced.signIn();
    page = await synced.consent();
    await synced.clickAndAnswer(page, "#choose-companion", "accept");
    await visible("#confirm");
    expect(await page.$eval("main", (main) => main.innerText)).toContain("whenever it changes, as you chose");
    await lookTwice("welcome-confirm-file-sync");
    await page.click('input[value="dotenv"]');
    await page.click("#use-file");
    await visible("#step-ready");
    expect(await page.$eval("main", (main) => main.innerText)).toContain("OpenClaw has the key");
    await lookTwice("welcome-ready-sync");
    await until("the key in .env", () => readFile(synced.home.dotenv, "utf8").catch(() => null));

    page = await synced.browser.open("options");
    await page.waitForFunction(() => document.querySelector("#history li"));
    await lookTwice("options-sync");
    const popup = await synced.browser.open("popup");
    await waitForText(popup, "#status", "A running gateway has the old key until you restart it");
    await popup.waitForSelector("#usage [role=meter]");
    await look(popup, "popup-restart-left", POPUP);
  });
});
