import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prints, reportingOpenClaw, WINDOWS } from "../helpers/reporting-openclaw.ts";
import { crashingCompanion } from "../helpers/world/companions.ts";
import { pressButton } from "./auto-sync.ts";
import { DESK, look, PHONE, POPUP } from "./looks.ts";
import { afterReload, reload, statusText, waitForText, waitForTone } from "./popup.ts";
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

const SLOW = { gateway: `sleep 4; ${prints({ windows: WINDOWS })}` };

const pathTo = (...answers: Parameters<typeof reportingOpenClaw>) =>
  reportingOpenClaw(...answers).env["PATH"]!;

const focused = () => page.evaluate(() => document.activeElement?.id ?? "");

/** What stands on the filled buttons that are there to see, by their ids or their words. */
const filled = () =>
  page.$$eval("button.primary", (buttons) =>
    buttons.filter((button) => button.checkVisibility()).map(({ id, textContent }) => id || textContent),
  );

/** What the mark of the steps says, a star before the one that is current. */
const progress = () =>
  page.$$eval("#steps li", (steps) =>
    steps.map(
      (step) =>
        `${step.ariaCurrent === "step" ? "*" : ""}${step.textContent.replaceAll(/(\d)(?=\D)/g, "$1 ")}`,
    ),
  );

/** The rows of the last step. */
const numbers = () =>
  page.$$eval("#numbers-rows tr", (rows) =>
    rows.map((row) => [...row.cells].map(({ textContent }) => textContent).join(" ")),
  );

const visible = (selector: string) => page.waitForSelector(selector, { visible: true });

beforeAll(async () => {
  world = await makeWorld();
  page = await world.browser.welcome();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("the welcome page, from the first look to the proof", () => {
  it("says what the key is and what it risks, with a refusal as easy as an acceptance", async () => {
    const accept = await visible("#accept");
    expect(await page.$eval("main", (main) => main.innerText)).not.toContain("like a password");
    await page.click("input[name=grade][value=key]");
    const text = await page.$eval("main", (main) => main.innerText);
    for (const words of [
      /Full access, like a password\s+This key is full access to your Claude account/,
      /It is saved unencrypted\s+In OpenClaw's file, usually ~\/\.openclaw\/openclaw\.json, or by its gateway/,
      /Others may read it there\s+Programs that run as you, OpenClaw's plugins and its agents/,
      /Used only to show usage\s+OpenClaw itself uses it for nothing else/,
      /Your account could be limited\s+Anthropic's terms restrict how third parties handle session tokens/,
      /You can revoke it\s+Sign out of claude.ai/,
      "If claude login works for you, you may not need this at all",
      "and you before it exports another account's",
      BROWSER === "firefox"
        ? "collects authentication information"
        : "read and change your data on claude.ai",
    ]) {
      expect(text).toMatch(words);
    }
    expect(text).not.toContain("To prove an export");
    await page.click("summary");
    expect(await page.$eval("details", (more) => more.innerText)).toContain("the companion asks the same");
    await page.click("summary");
    const looks = (button: Element) => {
      const { width, height } = button.getBoundingClientRect();
      const { backgroundColor, borderColor, color, fontWeight } = getComputedStyle(button);
      return { width, height, backgroundColor, borderColor, color, fontWeight };
    };
    expect(await accept!.evaluate(looks)).toEqual(await page.$eval("#refuse", looks));
    expect(await filled()).toEqual([]);
    expect(await page.$eval("#auto-sync", (box) => (box as HTMLInputElement).checked)).toBe(false);
    await lookTwice("welcome-1-decide");
  });

  it("has its two buttons in the first window of a desk, whichever grade is chosen", async () => {
    await page.setViewport({ width: 960, height: 960 });
    for (const grade of ["key", "numbers"]) {
      await page.click(`input[name=grade][value=${grade}]`);
      for (const button of ["#accept", "#refuse"])
        expect(await page.$eval(button, (shown) => shown.getBoundingClientRect().bottom)).toBeLessThan(960);
    }
    await page.setViewport(null);
  });

  it("can be walked with the keyboard alone, in the order of the page", async () => {
    const order: string[] = [];
    await page.bringToFront();
    await page.focus("#title");
    for (const _ of ["grade", "sync", "accept", "refuse", "more"]) {
      await page.keyboard.press("Tab");
      order.push(await focused());
    }
    expect(order).toEqual(["grade-numbers", "auto-sync", "accept", "refuse", "more"]);
  });

  it("says how to come back after a no", async () => {
    await page.click("#refuse");
    await visible("#again");
    expect(await focused()).toBe("title");
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

  it("offers the ways as cards, chooses none beforehand, and leads back with the choice as it was", async () => {
    await page.click("#auto-sync");
    await page.click("input[name=grade][value=key]");
    await world.clickAndAnswer(page, "#accept", "accept");
    await visible("#choose-companion");
    expect(await focused()).toBe("title");
    expect(await progress()).toEqual(["Done: Decide", "*2 Choose a way", "3 Connect", "4 See it work"]);
    // Firefox keeps no file for an extension, and says so with the way that there is.
    const isPickable = BROWSER === "chromium";
    const ways = ["gateway", "companion", ...(isPickable ? ["picked"] : []), "clipboard"];
    const shown = await page.$$eval("#ways button", (cards) => cards.map(({ id }) => id));
    expect(shown).toEqual(ways.map((way) => `choose-${way}`));
    expect((await page.$("#no-picking:not([hidden])")) === null).toBe(isPickable);
    const facts = await page.$$eval("#ways .fact", (rows) => rows.map((row) => row.firstChild?.textContent));
    expect(facts).toEqual(
      ways.flatMap((way) => (way === "gateway" ? ["Needs", "Changes", "Can't"] : ["Needs", "Can't"])),
    );
    expect(await filled()).toEqual([]);
    await lookTwice("welcome-2-ways");

    await afterReload(page, () => page.click("#step-target [data-back]"));
    await visible("#accept");
    expect(await page.$eval("#auto-sync", (box) => (box as HTMLInputElement).checked)).toBe(true);
    await page.click("#auto-sync");
    await page.click("#accept");
    await visible("#choose-companion");
  });

  it("lets a pasted key be copied in each format, and says how to see it in OpenClaw", async () => {
    await afterReload(page, () => page.click("#choose-clipboard"));
    await visible("#copy");
    await waitForText(page, "#copy", "Open claude.ai");
    await lookTwice("welcome-3-clipboard-signed-out");
    const claude = await world.signIn();
    await page.bringToFront();
    await waitForText(page, "#copy", /^Copy$/);
    await page.select("#format", "ssh");
    expect(await page.$eval("#paste", ({ textContent }) => textContent)).toContain("your machine's name");
    await page.click("#copy");
    await waitForTone(page, "good");
    expect(await filled()).toEqual(["next"]);
    await lookTwice("welcome-3-clipboard-copied");

    await page.click("#next");
    await page.waitForSelector("#numbers-rows tr");
    expect(await focused()).toBe("title");
    expect(await numbers()).toEqual(["5-hour limit 41%", "Weekly limit 66%", "Haiku 12%"]);
    expect(await statusText(page)).toContain("openclaw status --usage");
    expect(await filled()).toEqual(["Copy command"]);
    await lookTwice("welcome-4-clipboard");
    await reload(page);
    await page.waitForSelector("#numbers-rows tr");

    await pressButton(claude, "Sign out");
    await claude.close();
    await page.bringToFront();
    await page.evaluate(() => (location.hash = "target"));
    await visible("#choose-companion");
  });

  it("shows the one command, waits for the companion, and finds it by itself", async () => {
    await world.clickAndAnswer(page, "#choose-companion", "accept");
    await visible("#install");
    expect(await page.$eval("#command", (code) => code.textContent)).toBe("node dist/clawkey.mjs install");
    expect(await statusText(page)).toContain("Waiting for the companion");
    expect(await filled()).toEqual(["copy-command"]);
    await lookTwice("welcome-3-companion-waiting");
    await page.click("#copy-command");
    await waitForText(page, "#copy-command", "Copied");
    expect(await focused()).toBe("copy-command");

    await world.home.installCompanion();
    await visible("#found");
    expect(await page.$("#install:not([hidden])")).toBeNull();
    const files = await page.$eval("#files", (box) => (box as HTMLElement).innerText);
    expect(files).toContain(world.home.config);
    expect(files).toContain(world.home.dotenv);
    expect(await page.$eval("#findings", (list) => (list as HTMLElement).innerText)).toContain(
      "Version 0.1.0",
    );
    await waitForText(page, "#export", "Open claude.ai");
    expect(await filled()).toEqual(["export"]);
    await lookTwice("welcome-3-companion-signed-out");
  });

  it("says what is wrong with a companion that does not work", async () => {
    await crashingCompanion(world.home);
    const tab = await world.browser.open("welcome", "companion");
    await tab.waitForSelector("[role=status][data-tone=bad]");
    expect(await statusText(tab)).toContain("The companion stopped without an answer");
    await look(tab, "welcome-3-companion-crashing", DESK);
    await world.home.uninstallCompanion();
    await world.home.installCompanion();
    await tab.waitForSelector("#found", { visible: true });
    await tab.close();
  });

  it("notices the sign-in, exports with the click that confirms the file, and shows both numbers", async () => {
    await world.home.installCompanion({ PATH: pathTo(SLOW) });
    await world.signIn();
    await page.bringToFront();
    await waitForText(page, "#export", "Export to OpenClaw");
    expect(await readFile(world.home.config, "utf8")).not.toContain("sk-ant-");
    await lookTwice("welcome-3-companion-found");
    await page.click("#export");
    await page.waitForSelector("#step-proof", { visible: true });
    await waitForText(page, "#status", "the gateway");
    expect(await readFile(world.home.config, "utf8")).toContain("sk-ant-");
    expect(await focused()).toBe("title");
    await look(page, "welcome-4-asking", DESK);
    await page.setViewport(null);
    await waitForTone(page, "good");
    expect(await page.$eval("#title", ({ textContent }) => textContent)).toBe("OpenClaw shows your plan");
    expect(await statusText(page)).toContain(`Written to ${world.home.config}`);
    expect(await numbers()).toEqual([
      "5-hour limit 41% 41% the same",
      "Weekly limit 66% 66% the same",
      "Haiku 12% 12% the same",
    ]);
    expect(await progress()).toEqual([
      "Done: Decide",
      "Done: Choose a way",
      "Done: Connect",
      "*4 See it work",
    ]);
    expect(await filled()).toEqual([]);
    await lookTwice("welcome-4-proof");
  });

  it("names what keeps OpenClaw from it, and asks again on a click", async () => {
    await world.home.installCompanion({ PATH: "/usr/bin:/bin" });
    await reload(page);
    await waitForTone(page, "warning");
    expect(await statusText(page)).toContain("No openclaw program was found");
    expect(await filled()).toEqual(["Copy command"]);
    await lookTwice("welcome-4-trouble");
    await world.home.installCompanion({ PATH: pathTo() });
    await page.click("#ask-again");
    await waitForTone(page, "good");
  });
});

describe("the options and the welcome page", () => {
  beforeAll(async () => {
    page = await world.browser.open("options");
    await visible("#change-file");
  });

  it("takes a click at once, as the welcome page does", async () => {
    await clickOnSight(page, "#settings", "#withdraw");
    await visible("#withdraw-form");
    await page.click("#withdraw-cancel");

    const welcome = await world.browser.open("welcome", "companion");
    await clickOnSight(welcome, "#found", "#export");
    await welcome.waitForSelector("#step-proof", { visible: true });
    await welcome.close();
  });

  it("leads back to the choice of the file without losing the old one", async () => {
    await page.click("#change-file");
    const welcome = await world.browser.opened("welcome", "companion");
    await welcome.waitForSelector("#found", { visible: true });
    await welcome.click('input[value="dotenv"]');
    const stored = await page.evaluate(async () => (await chrome.storage.local.get("settings"))["settings"]);
    expect(stored).toMatchObject({ file: { path: world.home.config } });
    await welcome.click("#export");
    await welcome.waitForSelector("#step-proof", { visible: true });
    await reload(page);
    await page.waitForFunction(
      (file) => document.querySelector("#file")?.textContent === file,
      {},
      world.home.dotenv,
    );
    await welcome.close();
  });

  it("offers, after a change of file, to take the key out of the old one", async () => {
    const welcome = await world.browser.open("welcome", "companion");
    await (await welcome.waitForSelector('input[value="config"]', { visible: true }))!.click();
    await welcome.click("#export");
    await welcome.waitForSelector("#old-file", { visible: true });
    expect(await welcome.$eval("#old-text", (text) => text.textContent)).toContain(world.home.dotenv);
    await welcome.waitForSelector("#status:not([data-tone=busy])");
    await look(welcome, "welcome-4-old-file", DESK);
    expect(await readFile(world.home.dotenv, "utf8")).toContain("CLAUDE_AI_SESSION_KEY");
    await welcome.click("#old-remove");
    await waitForText(welcome, "#status", "Removed from");
    expect(await readFile(world.home.dotenv, "utf8")).toBe("");
    expect(await welcome.$("#old-file:not([hidden])")).toBeNull();
    expect(await readFile(world.home.config, "utf8")).toContain("CLAUDE_AI_SESSION_KEY");
    await welcome.close();
    await reload(page);
    await page.bringToFront();
    await visible("#withdraw");
  });
});

describe("with auto-sync chosen, the pages", () => {
  it("say when the key is written, keep a history, and warn that a gateway reads .env when it starts", async () => {
    await using synced = await makeWorld({ autoSync: true });
    await synced.home.installCompanion();
    page = await synced.consent();
    await synced.clickAndAnswer(page, "#choose-companion", "accept");
    await visible("#found");
    expect(await page.$eval("main", (main) => main.innerText)).toMatch(
      /Open claude.ai confirms it; after the sign-in the key goes there by itself/,
    );
    await lookTwice("welcome-3-companion-signed-out-sync");
    await page.click('input[value="dotenv"]');
    await page.click("#export");
    await synced.signIn();
    // No click: the last step comes with the key.
    await page.bringToFront();
    await visible("#step-proof");
    expect(await readFile(synced.home.dotenv, "utf8")).toContain("sk-ant-");
    expect(await page.$eval("main", (main) => main.innerText)).toContain("Auto-sync is on, as you chose");
    await page.waitForSelector("#status:not([data-tone=busy])");
    await lookTwice("welcome-4-sync");

    page = await synced.browser.open("options");
    await page.waitForFunction(() => document.querySelector("#history-rows tr"));
    await lookTwice("options-sync");
    const popup = await synced.browser.open("popup");
    await waitForText(popup, "#status", "A running gateway has the old key until you restart it");
    await popup.waitForSelector("#usage [role=meter]");
    await look(popup, "popup-restart-left", POPUP);
  });
});
