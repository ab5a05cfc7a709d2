/** Whose numbers the pages show, how fast they are used up, and what is told of them outside of any page. */
import type { Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Account } from "../helpers/standin/account.ts";
import { until } from "../helpers/world/until.ts";
import { DESK, look, PHONE, POPUP } from "./looks.ts";
import { statusText, waitForText } from "./popup.ts";
import { makeWorld, type World } from "./world.ts";

const TEAM = "11111111-2222-4333-8444-555555555555";
const EMPTY = { five_hour: null, seven_day: null, limits: [] };

let world: World;
/** It stays, to change what the popup finds. */
let options: Page;
let popup: Page;
let usual: Account["organizations"];

/** Opens the popup with nothing kept, and waits for what claude.ai answers. */
async function openPopup(): Promise<void> {
  await options.evaluate(() => chrome.storage.session.clear());
  popup = await world.browser.open("popup");
  await settled();
}

async function settled(): Promise<void> {
  await popup.waitForFunction(
    () => !["", "looking …"].includes(document.querySelector("#openclaw")?.textContent ?? ""),
  );
  await popup.waitForSelector("#usage:not([aria-busy=true])", { timeout: 20_000 });
}

/** In the pages' own words, and in one line. */
const wordsOf = (page: Page, selector: string) =>
  page.$eval(selector, (part) => (part as HTMLElement).innerText.replaceAll(/\s+/g, " ").trim());

const heightOf = () => popup.evaluate(() => document.body.getBoundingClientRect().height);

const choose = (page: Page, words: string) =>
  page.$eval(
    "#organization",
    (select, wanted) => {
      const list = select as HTMLSelectElement;
      list.value = Array.from(list.options).find(({ text }) => text === wanted)!.value;
      list.dispatchEvent(new Event("change"));
    },
    words,
  );

const chosen = (page: Page) =>
  page.$eval("#organization", (select) => (select as HTMLSelectElement).selectedOptions[0]!.text);

/** The page's status lies over its foot. */
const bringInSight = async (id: string) => {
  await options.bringToFront();
  await options.$eval(`#${id}`, (box) => box.scrollIntoView({ block: "center" }));
};

const tick = async (id: string) => {
  await bringInSight(id);
  await options.click(`#${id}`);
};

/** What claude.ai has beside the user's own plan. */
function addTeam(usage: object): void {
  const { organizations } = world.standin.account();
  const [own] = organizations;
  organizations.push({
    ...own!,
    uuid: TEAM,
    name: "Amber Lane & Company",
    capabilities: ["chat", "raven"],
    raven_type: "team",
    usage: { ...structuredClone(own!.usage), ...usage },
  });
}

beforeAll(async () => {
  world = await makeWorld();
  await world.home.installCompanion();
  await world.setUp();
  await (await world.signIn()).close();
  usual = structuredClone(world.standin.account().organizations);
  options = await world.browser.open("options");
});

afterEach(async () => {
  world.standin.account().organizations = structuredClone(usual);
  if (!popup.isClosed()) await popup.close();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("the pace of a window", () => {
  it("is a mark and a verdict, and takes no room where it is switched off", async () => {
    await openPopup();
    const marks = () => popup.$$eval("#usage-rows .pace", (all) => all.length);
    expect(await marks()).toBe(3);
    expect(await wordsOf(popup, "#usage-rows")).toMatch(/(On|Under) pace .* Over pace, full /);
    const height = await heightOf();
    await look(popup, "pace-on", POPUP);
    await popup.close();

    await tick("pace");
    await waitForText(options, "#status", "Saved");
    await openPopup();
    expect(await marks()).toBe(0);
    expect(await wordsOf(popup, "#usage-rows")).not.toContain("pace");
    expect(await heightOf()).toBe(height);
    await look(popup, "pace-off", POPUP);
    await tick("pace");
  });

  it("says that it is nearly full, whatever time has gone", async () => {
    world.standin.account().organizations[0]!.usage.five_hour!.utilization = 93;
    await openPopup();
    expect(await wordsOf(popup, "#usage-rows")).toContain("Nearly full");
    await look(popup, "pace-nearly-full", POPUP);
  });
});

describe("of several organizations", () => {
  it("the popup shows the one that the user is on, and another one's numbers when it is picked", async () => {
    addTeam({ five_hour: { utilization: 7, resets_at: null } });
    await openPopup();
    const own = "robin@example.com's Organization";
    expect(await chosen(popup)).toBe(`${own}, as on claude.ai`);
    const height = await heightOf();
    await look(popup, "organizations", POPUP);
    await choose(popup, "Amber Lane & Company");
    await popup.waitForFunction(() => document.querySelector("[role=meter]")?.ariaValueNow === "7");
    expect(await wordsOf(popup, ".who")).toMatch(/^Team/);
    expect(await statusText(popup)).toContain(`reads your first one, ${own}`);
    expect(await heightOf()).toBeGreaterThanOrEqual(height);
    await look(popup, "organizations-picked", POPUP);

    // The other page shows the same choice, with what the key's own way reads.
    const page = await world.browser.open("options");
    await page.waitForSelector("#organizations", { visible: true });
    expect(await chosen(page)).toBe("Amber Lane & Company");
    expect(await wordsOf(page, "#organization-note")).toContain(own);
    await look(page, "options-organizations", DESK);
    await look(page, "options-organizations-narrow", PHONE);
    await page.close();
  });

  it("a picked one that is gone gives way, and the popup says so", async () => {
    await openPopup();
    expect(await statusText(popup)).toContain("The organization you picked is gone");
    expect(await statusText(popup)).toContain("The numbers above are of robin@example.com's Organization");
    expect(await chosen(popup)).toBe("no longer there");
    await look(popup, "organizations-gone", POPUP);
    await choose(popup, "robin@example.com's Organization, as on claude.ai");
    await popup.waitForFunction(() => !document.querySelector("#status")?.textContent?.includes("is gone"));
    // There is nothing left to choose.
    expect(await popup.$eval("#usage-choice", (part) => part.checkVisibility())).toBe(false);
  });
});

describe("a plan without windows", () => {
  const only = (changes: object, usage: object) =>
    Object.assign(world.standin.account().organizations[0]!, changes, {
      usage: { ...structuredClone(usual[0]!.usage), ...EMPTY, ...usage },
    });
  const spend = {
    is_enabled: true,
    monthly_limit: null,
    used_credits: 1240,
    utilization: null,
    currency: "USD",
  };

  it("says that it has no limits to show", async () => {
    only({}, { extra_usage: null });
    await openPopup();
    expect(await wordsOf(popup, "#usage-empty")).toBe("This plan has no limits to show");
    await look(popup, "plan-without-windows", POPUP);
  });

  it("shows what was spent, whose that is, and no bar where claude.ai tells no share", async () => {
    only({ capabilities: ["chat", "raven"], raven_type: "enterprise" }, { extra_usage: spend });
    await openPopup();
    expect(await wordsOf(popup, "#usage-rows")).toBe("Extra usage, all members $12.40 spent No limit set");
    expect(await wordsOf(popup, ".who")).toMatch(/^Enterprise/);
    expect(await popup.$("[role=meter]")).toBeNull();
    await look(popup, "plan-extra-usage", POPUP);
  });

  it("shows its share as a bar where there is one", async () => {
    only({}, { extra_usage: { ...spend, monthly_limit: 2000, utilization: 62 } });
    await openPopup();
    expect(await wordsOf(popup, "#usage-rows")).toMatch(/^Extra usage 62%/);
    await look(popup, "plan-extra-usage-share", POPUP);
  });
});

describe("notices", () => {
  const button = () =>
    options.evaluate(async () => [await chrome.action.getBadgeText({}), await chrome.action.getTitle({})]);

  it("tell on the toolbar's button, once they are chosen, and end with the next popup", async () => {
    world.standin.account().organizations[0]!.usage.five_hour!.utilization = 82;
    await openPopup();
    expect(await button()).toEqual(["", expect.not.stringContaining("82%")]);
    await popup.close();
    await tick("notices");
    await options.waitForSelector("#notifying", { visible: true });
    await until("the notice", async () => (await button())[0] === "82%");
    expect((await button())[1]).toContain("5-hour limit: 82% used");
    await openPopup();
    expect(await button()).toEqual(["", expect.not.stringContaining("82%")]);
    await look(options, "options-notices", DESK);
    await look(options, "options-notices-narrow", PHONE);
  });

  it("come as notifications where the user allows the browser's permission, which can be given back", async () => {
    const held = () => options.evaluate(async () => (await chrome.permissions.getAll()).permissions);
    expect(await held()).not.toContain("notifications");
    await bringInSight("notify");
    await world.clickAndAnswer(options, "#notify", "accept");
    await until("the permission", async () => (await held())?.includes("notifications"));
    expect(await options.$eval("#notify", (box) => (box as HTMLInputElement).checked)).toBe(true);
    // The permission wakes the worker, whose own question would bring the old numbers after the change of them.
    await openPopup();
    await popup.close();
    world.standin.account().organizations[0]!.usage.five_hour!.utilization = 97;
    await openPopup();
    // It is told behind what the popup shows.
    await until("the notice", async () => (await button())[0] === "97%");
    await tick("notify");
    await options.waitForFunction(() => !document.querySelector<HTMLInputElement>("#notify")!.checked);
    expect(await held()).not.toContain("notifications");
  });
});
