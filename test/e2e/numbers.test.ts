/** Numbers only, with the plugin's own code behind: what OpenClaw gets, and that the key goes nowhere. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { expect, it, vi } from "vitest";
import { failure } from "../../src/core/messages/failures.ts";
import { readNumbers } from "../../src/plugin/plan/numbers.ts";
import { usualBehaviour } from "../helpers/standin/behaviour.ts";
import { until } from "../helpers/world/until.ts";
import { badgeOn, leaveNoPage } from "./auto-sync.ts";
import { filesWith } from "./canary.ts";
import { elsewhereOf, pair, recordedRequests, scene, type Scene } from "./gateway-scene.ts";
import { DESK, look, PHONE, POPUP } from "./looks.ts";
import { exportAndWait, reload, statusText, waitForText, waitForTone } from "./popup.ts";
import { BROWSER } from "./world.ts";

/** A plugin of before, which knows no numbers. */
const plugin = vi.hoisted(() => ({ isOld: false }));
vi.mock(import("../../src/plugin/plan/numbers.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    keepNumbers: async (...sent) => (plugin.isOld ? failure("request_invalid") : real.keepNumbers(...sent)),
  };
});

async function lookTwice(page: Page, name: string): Promise<void> {
  await look(page, name, DESK);
  await look(page, `${name}-narrow`, PHONE);
  await page.setViewport(null);
}

const sentTo = ({ gateway }: Scene) => readNumbers(gateway.state);

/** Two hours later: what was read and sent is of then, and claude.ai may be asked again. */
async function makeOld(): Promise<void> {
  const hours = 2 * 3_600_000;
  const before = (time: string) => new Date(Date.parse(time) - hours).toISOString();
  const older = (stored: object) =>
    JSON.parse(JSON.stringify(stored).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, before)) as object;
  await chrome.storage.session.set(older(await chrome.storage.session.get()));
  await chrome.storage.local.set(older(await chrome.storage.local.get(["numbers"])));
}

async function openPopup({ world }: Scene): Promise<Page> {
  const popup = await world.browser.open("popup");
  await popup.waitForSelector("[role=status][data-tone]");
  return popup;
}

it("leads from the consent to OpenClaw's numbers, and the key is in no message, file, storage or process but the browser's own", async () => {
  await using own = await scene({ autoSync: false, quick: false });
  const { world, gateway, proxy, canary } = own;
  const requests = recordedRequests(world);
  const first = await world.browser.welcome();
  await lookTwice(first, "numbers-1-decide");
  const page = await world.consent("numbers");
  expect(await page.evaluate(async () => (await chrome.permissions.getAll()).permissions)).not.toContain(
    "nativeMessaging",
  );
  await lookTwice(page, "numbers-3-line");
  await pair(own, page, { grade: "numbers" });
  await world.signIn();
  await page.bringToFront();
  await waitForText(page, "#export-gateway", "Send now");
  await lookTwice(page, "numbers-3-paired");
  await page.click("#export-gateway");
  await page.waitForSelector("#step-proof:not([hidden])");
  await waitForText(page, "#status", "The key stays here");
  await page.waitForSelector("#numbers tbody tr");
  await lookTwice(page, "numbers-4-shown");
  expect(await sentTo(own)).toMatchObject({
    windows: expect.arrayContaining([expect.objectContaining({ label: "5h" })]),
    organization: null,
  });

  const popup = await openPopup(own);
  await waitForText(popup, "#status", "OpenClaw has your numbers");
  await waitForTone(popup, "good");
  await popup.waitForSelector("#usage [role=meter]");
  expect(await popup.$eval("#copying", (part) => (part as HTMLElement).checkVisibility())).toBe(false);
  expect(await popup.$$eval("#due button", (all) => all.filter((one) => one.checkVisibility()).length)).toBe(
    0,
  );
  await look(popup, "numbers-popup-sent", POPUP);

  const options = await world.browser.open("options");
  await waitForText(options, "#reads-what", "OpenClaw has your numbers");
  await lookTwice(options, "numbers-options");
  const stored = await options.evaluate(async () =>
    JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]),
  );
  expect(stored).toContain("informed");
  expect(stored).not.toContain(canary);

  await options.click("#withdraw");
  await options.waitForSelector("#withdraw-confirm", { visible: true });
  await options.click("#withdraw-confirm");
  await waitForText(options, "#status", "Consent is withdrawn");
  await waitForTone(options, "good");
  expect(await sentTo(own)).toBeNull();
  expect(own.keyInUse()).toBeUndefined();

  expect(proxy.heard().length).toBeGreaterThan(1_000);
  expect(proxy.heard().includes(canary)).toBe(false);
  expect(elsewhereOf(requests, own)).toEqual([]);
  expect(await filesWith(canary, gateway.state)).toEqual([]);
  await world.browser.puppeteer.close();
  expect(world.browser.output()).not.toContain(canary);
  const cookies = BROWSER === "chromium" ? "Default/Network/Cookies" : "cookies.sqlite";
  const found = await filesWith(canary, world.home.folder);
  expect(found.filter((file) => !file.startsWith(path.join(world.home.profile, cookies)))).toEqual([]);
});

it("sends them by itself, and says in the popup and on the badge what keeps them from OpenClaw", async () => {
  await using own = await scene({ autoSync: true, quick: true });
  const { world, gateway, proxy } = own;
  await pair(own, await world.consent("numbers"), { grade: "numbers" });
  await leaveNoPage(world);
  await world.signIn();
  const first = await until("the first numbers", () => sentTo(own));
  await until("newer ones", async () => (await sentTo(own))!.readAt > first.readAt, 60_000);

  plugin.isOld = true;
  let popup = await openPopup(own);
  await waitForText(popup, "#status", "The plugin is older than this extension");
  expect((await badgeOn(popup)).text).toBe("!");
  await look(popup, "numbers-popup-plugin-too-old", POPUP);
  plugin.isOld = false;
  await popup.locator('::-p-aria([name="Send now"][role="button"])').click();
  await waitForText(popup, "#status", "OpenClaw has your numbers");
  await popup.close();

  proxy.squat((incoming) => incoming.socket.destroy());
  popup = await openPopup(own);
  await waitForText(popup, "#status", "OpenClaw shows your numbers from");
  await look(popup, "numbers-popup-gateway-down", POPUP);
  await popup.close();
  proxy.squat(null);

  world.standin.behaviour.claudeApi = "cloudflare";
  await world.browser.open("options").then((page) => page.evaluate(makeOld));
  popup = await openPopup(own);
  await waitForText(popup, "#status", "OpenClaw shows your numbers from");
  expect(await statusText(popup)).toMatch(/A bot check blocks claude.ai\s+Next try at /);
  await look(popup, "numbers-popup-stale", POPUP);
  await popup.close();
  Object.assign(world.standin.behaviour, usualBehaviour());

  // Else claude.ai was asked a moment ago, and is not asked again.
  await world.browser.open("options").then((page) => page.evaluate(makeOld));
  popup = await openPopup(own);
  await waitForText(popup, "#status", "OpenClaw has your numbers");
  await popup.click("#pause");
  await waitForText(popup, "#status", "Auto-sync is paused");
  // Off the button, which looks another way below the pointer.
  await popup.mouse.move(1, 400);
  await look(popup, "numbers-popup-paused", POPUP);
  expect(await statusText(popup)).toContain("OpenClaw shows your numbers from");
  expect(await popup.$("#copying:not([hidden])")).toBeNull();
  expect(own.keyInUse()).toBeUndefined();
  expect(await filesWith(own.canary, gateway.state)).toEqual([]);
});

it("changes from the key to the numbers, and takes a key out later where the gateway was down", async () => {
  await using own = await scene({ autoSync: false, quick: false });
  const { world, canary, proxy } = own;
  await world.home.installCompanion();
  await world.setUp();
  await world.signIn();
  let popup = await openPopup(own);
  await exportAndWait(popup);
  expect(await readFile(world.home.config, "utf8")).toContain(canary);
  const page = await world.browser.open("welcome", "target");
  await pair(own, page);
  await page.evaluate(async () => {
    const { settings } = await chrome.storage.local.get<{ settings: object }>("settings");
    await chrome.storage.local.set({ settings: { ...settings, target: "gateway" } });
  });
  popup = await openPopup(own);
  await exportAndWait(popup);
  expect(own.keyInUse()).toContain(canary);

  let options = await world.browser.open("options");
  await waitForText(options, "#consent-grade", "OpenClaw may have the session key");
  await options.click("#change-grade");
  const welcome = await world.browser.opened("welcome", "consent");
  await welcome.waitForSelector("#accept", { visible: true });
  await lookTwice(welcome, "numbers-1-from-key");
  await welcome.click("#grade-numbers");
  proxy.squat((incoming) => incoming.socket.destroy());
  // It asks for less than what it has: no browser has a question.
  await welcome.click("#accept");
  await welcome.waitForSelector("#go-on", { visible: true });
  await waitForText(welcome, "#status", "The key was removed from");
  expect(await statusText(welcome)).toContain(world.home.config);
  await lookTwice(welcome, "numbers-1-changed");
  expect(await readFile(world.home.config, "utf8")).not.toContain(canary);
  expect(own.keyInUse()).toContain(canary);

  options = await world.browser.open("options");
  await waitForText(options, "#status", "A key may still be in OpenClaw");
  await lookTwice(options, "numbers-options-owed");
  proxy.squat(null);
  await reload(options);
  await waitForText(options, "#status", "OpenClaw has no key from here any more");
  expect(own.keyInUse()).toBeUndefined();
  const held = await until("what only the key needed to be given back", async () => {
    const now = await welcome.evaluate(async () => ({
      granted: await chrome.permissions.getAll(),
      stored: await chrome.storage.local.get<{ written: unknown[]; lastExport: unknown }>(),
    }));
    return now.granted.permissions?.includes("nativeMessaging") ? null : now;
  });
  expect(JSON.stringify(held.granted)).not.toContain("authenticationInfo");
  expect(held.stored).toMatchObject({ written: [], lastExport: null });
  const state = await filesWith(canary, world.home.folder);
  const isBrowsers = (file: string) => file.startsWith(world.home.profile);
  // OpenClaw's own backups are named, and left.
  expect(state.filter((file) => !isBrowsers(file))).toEqual([]);
});
