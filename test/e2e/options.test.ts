/** The options page: each group does what it says, and the one status is seen from everywhere. */
import { userInfo } from "node:os";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANY_SECRET } from "../helpers/keys.ts";
import { reportingOpenClaw } from "../helpers/reporting-openclaw.ts";
import { DESK, look, PHONE } from "./looks.ts";
import { clickAndWait, exportAndWait, reload, statusText, waitForText, waitForTone } from "./popup.ts";
import { BROWSER, readyWorld, type World } from "./world.ts";

let world: World;
let page: Page;

const focused = () => page.evaluate(() => document.activeElement?.id);
const textOf = (selector: string) => page.$eval(selector, (part) => (part as HTMLElement).innerText);

/** Wide and narrow. */
async function lookTwice(name: string): Promise<void> {
  await look(page, name, DESK);
  await look(page, `${name}-narrow`, PHONE);
  await page.setViewport(DESK);
}

beforeAll(async () => {
  world = await readyWorld();
  const popup = await world.browser.open("popup");
  await exportAndWait(popup);
  await popup.close();
  page = await world.browser.open("options");
  await page.setViewport(DESK);
  await waitForText(page, "#companion-version", /^0\.1\.0$/);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("the options page", () => {
  it("says where the key goes and what OpenClaw reads, and leaves out what does not apply", async () => {
    expect(await textOf("#openclaw")).toContain(`Writes the key to ${world.home.config}`);
    expect(await textOf("#reads")).toContain("OpenClaw reads the exported key");
    expect(await textOf("#reads")).toContain("From env.vars in openclaw.json. Companion 0.1.0");
    for (const row of ["#sync-now", "#sign-out", "#file-problem", "#withdraw-form"])
      expect(await page.$(`${row}:not([hidden])`), row).toBeNull();
    expect((await page.$("#containers:not([hidden])")) === null).toBe(BROWSER !== "firefox");
    await lookTwice("options-exported");
  });

  it("asks OpenClaw itself on a click, and tells it in sight, without moving the page or the focus", async () => {
    await world.home.installCompanion({ PATH: reportingOpenClaw().env["PATH"]! });
    await page.evaluate(() => scrollTo(0, 0));
    await clickAndWait(page, "Check now", "good");
    expect(await statusText(page)).toMatch(/Seen by OpenClaw\s+It shows 5h 41%/);
    expect(await focused()).toBe("check");
    expect(await page.evaluate(() => scrollY)).toBe(0);
    const isInSight = await page.$eval("#status", (box) => box.getBoundingClientRect().bottom <= innerHeight);
    expect(isInSight).toBe(true);
    await lookTwice("options-checked");
  });

  it("marks the group that a link was followed to, and has no links where there is no room beside", async () => {
    const current = () => page.$$eval("nav [aria-current]", (links) => links.map((link) => link.textContent));
    expect(await current()).toEqual(["OpenClaw"]);
    await page.click('nav a[href="#consent"]');
    await page.waitForFunction(() => document.querySelector("nav [aria-current]")?.textContent === "Consent");
    expect(await current()).toEqual(["Consent"]);
    await page.setViewport(PHONE);
    expect(await page.$eval("nav", (nav) => nav.checkVisibility())).toBe(false);
    await page.setViewport(DESK);
  });

  it("reports versions, states and codes, and nothing that tells who or where somebody is", async () => {
    const report = await textOf("#report");
    expect(report).toContain("companion 0.1.0, protocol 1");
    expect(report).toContain("openclaw reads the exported key from configVars");
    expect(report).toMatch(/click saved/);
    const { name, uuid } = world.standin.account().organizations[0]!;
    for (const secret of [world.home.config, "openclaw.json\n/", name, uuid, userInfo().homedir])
      expect(report).not.toContain(secret);
    expect(report).not.toMatch(ANY_SECRET);
    expect(report).not.toMatch(/[0-9a-f]{32}/);
    await clickAndWait(page, "Copy report", "good");
    expect(await statusText(page)).toContain("Report copied");
    expect(await focused()).toBe("copy-report");
  });

  it("follows what is changed on another page", async () => {
    const other = await world.browser.open("options");
    await (await other.waitForSelector("#auto-sync", { visible: true }))!.click();
    await page.bringToFront();
    await page.waitForSelector("#sync-now", { visible: true });
    expect(await page.$eval("#auto-sync", (box) => (box as HTMLInputElement).checked)).toBe(true);
    expect(await textOf("#sync-now")).toContain("Now: on");
    await other.close();
    await lookTwice("options-auto-sync");
  });

  it("pauses auto-sync and lets it go on, and keeps the focus on the button", async () => {
    await clickAndWait(page, "Pause", "good");
    await waitForText(page, "#sync-state", "Now: paused");
    expect(await focused()).toBe("pause");
    await clickAndWait(page, "Resume", "good");
    await waitForText(page, "#sync-state", "Now: on");
  });

  it("changes with the choice what it says of a sign-out, and keeps it", async () => {
    await page.click("input[value=remove]");
    await waitForText(page, "#sign-out-note", "Only the key that this browser put there");
    const stored = await page.evaluate(async () => (await chrome.storage.local.get("settings"))["settings"]);
    expect(stored).toMatchObject({ onSignOut: "remove" });
  });

  it("shows the last results in a table, and forgets them on a click", async () => {
    const [row] = await page.$$eval("#history-rows tr", (rows) =>
      rows.map(({ cells }) => Array.from(cells, (cell) => cell.innerText.trim())),
    );
    expect(row!.slice(1)).toEqual(["Key exported", world.home.config, "click"]);
    expect(await textOf("#history-note")).toBe("The last 20 are kept, in this browser only.");
    await clickAndWait(page, "Clear history", "good");
    await waitForText(page, "#history-note", "Nothing yet.");
    expect(await page.$("#history:not([hidden])")).toBeNull();
    expect(await focused()).toBe("history-title");
    await lookTwice("options-cleared");
  });

  it("asks before it withdraws, with a way back as easy as the way on, and can be told not to", async () => {
    await page.click("#withdraw");
    await page.waitForSelector("#withdraw-form", { visible: true });
    expect(await focused()).toBe("withdraw-confirm");
    const sizeOf = (id: string) =>
      page.$eval(id, (button) => [button.clientWidth, button.clientHeight, button.className]);
    expect(await sizeOf("#withdraw-confirm")).toEqual(await sizeOf("#withdraw-cancel"));
    await lookTwice("options-withdraw");
    await page.click("#withdraw-cancel");
    await page.waitForSelector("#withdraw", { visible: true });
    expect(await focused()).toBe("withdraw");
  });

  it("tells what is wrong with the companion in the row and in the status, with its command", async () => {
    await world.home.uninstallCompanion();
    await reload(page);
    await waitForText(page, "#reads-what", /companion/);
    await waitForTone(page, "bad");
    expect(await page.$eval("#status code", ({ textContent }) => textContent)).toContain("install");
    expect(await textOf("#report")).toContain("companion companion_missing");
    await lookTwice("options-companion-missing");
  });

  it("withdraws where the key can't be taken out too, and says where it is left", async () => {
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.click("#withdraw");
    // Where the form comes, the status at the foot does not lie over its buttons.
    await page.waitForFunction(() => document.activeElement?.id === "withdraw-confirm");
    await page.click("#withdraw-confirm");
    await waitForText(page, "#status", "Consent is withdrawn");
    expect(await statusText(page)).toContain(`${world.home.config} may still hold the key`);
    expect(await focused()).toBe("status");
    await lookTwice("options-withdrawn");
    await reload(page);
    await page.waitForSelector("[role=status][data-tone]");
    expect(await statusText(page)).toContain("Clawkey is off");
    expect(
      await page.$$eval("main button", (buttons) => buttons.filter((one) => one.checkVisibility()).length),
    ).toBe(1);
    await lookTwice("options-off");
  });
});
