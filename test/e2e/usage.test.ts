import type { Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { usualBehaviour, type Behaviour } from "../helpers/standin/behaviour.ts";
import { until } from "../helpers/world/until.ts";
import { look, POPUP } from "./looks.ts";
import { clickAndWait, EXPORT, statusText, waitForText, waitForTone } from "./popup.ts";
import { makeWorld, type World } from "./world.ts";

const OTHER_ORGANIZATION = "11111111-2222-4333-8444-555555555555";

let world: World;
/** An extension page that stays, to look and to change what the popup finds. */
let keeper: Page;
let popup: Page;

/** The stand-in's own pages never call the API, so these come from the extension. */
const asked = () => world.standin.requests.filter(({ path }) => path.startsWith("/api/")).length;

/** Opens the popup with nothing kept, and waits for what claude.ai answers. */
async function askAnew(): Promise<Page> {
  await keeper.evaluate(() => chrome.storage.session.clear());
  return openPopup();
}

async function openPopup(): Promise<Page> {
  popup = await world.browser.open("popup");
  await settled();
  return popup;
}

async function settled(): Promise<void> {
  await popup.waitForSelector("#usage:not([aria-busy=true])", { timeout: 20_000 });
  // What the companion has to say comes beside it.
  await popup.waitForFunction(
    () => !["", "looking …"].includes(document.querySelector("#openclaw")?.textContent ?? ""),
  );
}

/** Label, number, and the words of each row. */
const bars = () =>
  popup.$$eval("#usage-rows:not([hidden]) li", (rows) =>
    rows.map((row) => {
      const meter = row.querySelector("[role=meter]");
      const words = (row as HTMLElement).innerText.replaceAll(/\s+/g, " ");
      return [meter?.ariaLabel, meter?.ariaValueNow, meter?.ariaValueText, words] as const;
    }),
  );

/** In pixels from the popup's top: whatever changes above must not move it. */
const placeOfStatus = () => popup.$eval("#status", (box) => box.getBoundingClientRect().top);

const emptyText = () => popup.$eval("#usage-empty", (box) => box.textContent);

/** The claude.ai page's button, and back to where the extension can be looked at. */
async function clickAtClaude(name: string): Promise<void> {
  const page = await world.browser.claude();
  await page.bringToFront();
  await Promise.all([page.waitForNavigation(), page.click(`::-p-aria([name="${name}"][role="button"])`)]);
  await page.close();
}

/** In the browser's words, of a time that is some days away. */
const weekdayOf = (time: string | null): string =>
  new Date(time ?? "")
    .toLocaleString("en-US", { weekday: "short", hour: "numeric", minute: "2-digit" })
    .replaceAll(/\s/g, " ");

beforeAll(async () => {
  world = await makeWorld();
  await world.home.installCompanion();
  await world.setUp();
  const page = await world.signIn();
  await page.close();
  keeper = await world.browser.open("options");
});

afterEach(async () => {
  Object.assign(world.standin.behaviour, usualBehaviour());
  await popup.close();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("the popup's plan usage", () => {
  it("is what claude.ai says, with the time of each reset", async () => {
    await askAnew();
    const { usage } = world.standin.account().organizations[0]!;
    const week = `Weekly limit 66% used Resets ${weekdayOf(usage.seven_day!.resets_at)} Over pace, full `;
    expect(await bars()).toEqual([
      [
        "5-hour limit",
        "41",
        expect.stringMatching(/^41% used, \d\d% of its time has gone, (On|Under) pace$/),
        expect.stringMatching(/^5-hour limit 41% used Resets in \d hr( \d+ min)? (On|Under) pace$/),
      ],
      [
        "Weekly limit",
        "66",
        expect.stringMatching(/^66% used, \d\d% of its time has gone, Over pace, full /),
        expect.stringContaining(week),
      ],
      [
        "Haiku",
        "12",
        expect.stringMatching(/^12% used, \d\d% of its time has gone, Under pace$/),
        "Haiku 12%",
      ],
    ]);
    expect(await popup.$eval(".who", (line) => (line as HTMLElement).innerText)).toMatch(
      /^Max \(5x\)\s+robin@example.com's Organization/,
    );
    await look(popup, "usage-bars", POPUP);
  });

  it("comes without moving what stands below", async () => {
    await keeper.evaluate(() => chrome.storage.session.clear());
    world.standin.behaviour.delayMs = 700;
    popup = await world.browser.open("popup");
    await popup.waitForSelector("#usage[aria-busy=true] .empty", { visible: true });
    const place = await placeOfStatus();
    await settled();
    expect(await bars()).toHaveLength(3);
    expect(await placeOfStatus()).toBe(place);
  });

  it("is asked for once in a minute, however often the popup is opened", async () => {
    await askAnew();
    const before = asked();
    await popup.close();
    await openPopup();
    expect(await bars()).toHaveLength(3);
    expect(asked()).toBe(before);
    await popup.close();

    await keeper.evaluate(async () => {
      const { usage } = await chrome.storage.session.get<{ usage: { askedAt: string }[] }>("usage");
      for (const kept of usage) kept.askedAt = new Date(Date.parse(kept.askedAt) - 61_000).toISOString();
      await chrome.storage.session.set({ usage });
    });
    world.standin.behaviour.claudeApi = "silent";
    popup = await world.browser.open("popup");
    await popup.waitForSelector("#usage[aria-busy=true] li");
    // The old numbers, and the same room for what comes.
    expect(await bars()).toHaveLength(3);
    const place = await placeOfStatus();
    await look(popup, "usage-asking", POPUP);
    await settled();
    expect(await statusText(popup)).toMatch(/claude\.ai did not answer in time[^]+Next try at /);
    expect(await bars()).toHaveLength(3);
    expect(await popup.$eval("#usage-note", (note) => note.textContent)).toMatch(/^Old: from /);
    expect(await placeOfStatus()).toBe(place);
    expect(asked()).toBe(before + 1);
    await look(popup, "usage-timeout", POPUP);
  });

  it("is not asked for again at once where the popup was closed before the answer", async () => {
    await keeper.evaluate(() => chrome.storage.session.clear());
    const before = asked();
    world.standin.behaviour.claudeApi = "silent";
    popup = await world.browser.open("popup");
    await until("the question", () => asked() > before);
    await popup.close();
    popup = await world.browser.open("popup");
    await waitForText(popup, "#usage-empty", /^Asked just now, next at /);
    expect(asked()).toBe(before + 1);
    await look(popup, "usage-unanswered", POPUP);
  });

  it("is the new key's after a rotation, and another account's after a switch", async () => {
    await askAnew();
    await popup.close();
    const { usage } = world.standin.account().organizations[0]!;
    usage.five_hour!.utilization = 52;
    await clickAtClaude("Rotate key");
    await openPopup();
    expect((await bars()).map(([, percent]) => percent)).toEqual(["52", "66", "12"]);
    usage.five_hour!.utilization = 41;
    await popup.close();

    await clickAtClaude("Sign in as another account");
    await openPopup();
    expect((await bars()).map(([, percent]) => percent)).toEqual(["7", "23", "12"]);
    await clickAtClaude("Sign in as another account");
  });

  it("has room for four windows, and tells of the others beside Details", async () => {
    const { usage } = world.standin.account().organizations[0]!;
    const before = structuredClone(usage);
    usage.five_hour = { utilization: 100, resets_at: null };
    usage.seven_day_opus = { utilization: 93.4, resets_at: null };
    for (const name of ["<b>An unusually long name of a model</b>", "Fable"]) {
      usage.limits.push({ ...before.limits[0]!, scope: { model: { id: name, display_name: name } } });
    }
    usage.limits.shift();
    await askAnew();
    expect((await bars()).map(([label, percent]) => [label, percent])).toEqual([
      ["5-hour limit", "100"],
      ["Weekly limit", "66"],
      ["Opus", "93"],
      ["<b>An unusually long na…", "12"],
    ]);
    expect(await popup.$eval("#more", (more) => more.textContent)).toBe("Fable 12%");
    await look(popup, "usage-more", POPUP);
    Object.assign(usage, before);
  });
});

describe("where claude.ai can't be read, the popup says so and lets everything be clicked:", () => {
  it.each<[Behaviour["claudeApi"], string]>([
    ["cloudflare", "A bot check blocks claude.ai"],
    ["page", "A bot check blocks claude.ai"],
    ["rate-limited", "claude.ai was asked too often"],
    ["endless", "The answer from claude.ai is too large"],
    ["region", "claude.ai is not available from this place"],
    ["refused", "claude.ai is not available from this place"],
  ])("by its answer: %s", async (claudeApi, words) => {
    world.standin.behaviour.claudeApi = claudeApi;
    await askAnew();
    expect(await statusText(popup)).toContain(words);
    expect(await statusText(popup)).toContain("Next try at ");
    expect(await emptyText()).toBe("No numbers right now");
    expect(await popup.$(EXPORT)).not.toBeNull();
    await look(popup, `usage-${claudeApi}`, POPUP);
  });

  it("because there is no way to it", async () => {
    await keeper.evaluate(() => chrome.storage.session.clear());
    popup = await world.browser.puppeteer.newPage();
    await popup.setOfflineMode(true);
    await popup.goto(keeper.url().replace("options", "popup"));
    await settled();
    expect(await statusText(popup)).toContain("claude.ai can't be reached");
    await look(popup, "usage-offline", POPUP);
  });
});

describe("before an export the popup warns", () => {
  it("of a key that claude.ai does not accept, and leads to claude.ai", async () => {
    world.standin.expireAll();
    await askAnew();
    expect(await popup.$eval("#status", (box) => box.getAttribute("data-tone"))).toBe("warning");
    expect(await statusText(popup)).toContain("claude.ai refuses this sign-in");
    expect(await popup.$('#status ::-p-aria([name="Open claude.ai"][role="button"])')).not.toBeNull();
    expect(await popup.$(EXPORT)).not.toBeNull();
    await look(popup, "usage-refused", POPUP);
    await clickAtClaude("Sign in");
  });

  describe("of the organization that OpenClaw reads,", () => {
    const LONG = `Amber Lane ${"and Company ".repeat(40)}`;

    beforeAll(async () => {
      const { organizations } = world.standin.account();
      organizations.push({ ...structuredClone(organizations[0]!), uuid: OTHER_ORGANIZATION, name: LONG });
      await keeper.evaluate(
        (value) =>
          chrome.cookies.set({
            url: "https://claude.ai/",
            domain: ".claude.ai",
            name: "lastActiveOrg",
            value,
            secure: true,
          }),
        OTHER_ORGANIZATION,
      );
    });

    const expectBothNames = async () => {
      const text = await statusText(popup);
      expect(text).toContain("robin@example.com's Organization");
      expect(text).toContain("Amber Lane and Company and Company and …");
      expect(await popup.$eval("#status", (box) => box.getAttribute("data-tone"))).toBe("warning");
      expect(await popup.$(EXPORT)).not.toBeNull();
      return text;
    };

    it("where this browser is on another", async () => {
      await askAnew();
      expect(await expectBothNames()).toContain("OpenClaw will read another organization");
      expect(await bars()).toHaveLength(3);
      await look(popup, "usage-other-organization", POPUP);
    });

    it("also where a click came before claude.ai's answer", async () => {
      await keeper.evaluate(() => chrome.storage.session.clear());
      world.standin.behaviour.delayMs = 2_000;
      popup = await world.browser.open("popup");
      await clickAndWait(popup, "Copy", "good");
      await waitForTone(popup, "warning");
      expect(await expectBothNames()).toContain("Copied");
      await look(popup, "usage-other-organization-copied", POPUP);
    });

    it("where that one has no plan", async () => {
      const [first] = world.standin.account().organizations;
      Object.assign(first!.usage, { five_hour: null, seven_day: null, limits: [] });
      await keeper.evaluate(() =>
        chrome.cookies.remove({ url: "https://claude.ai/", name: "lastActiveOrg" }),
      );
      await askAnew();
      const text = await statusText(popup);
      expect(text).toContain("The organization that OpenClaw reads has no plan limits");
      expect(text).toContain("robin@example.com's Organization");
      await look(popup, "usage-empty-organization", POPUP);
    });
  });
});
