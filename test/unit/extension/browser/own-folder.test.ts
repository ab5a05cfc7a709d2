import { beforeEach, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { followOwnFolder } from "../../../../src/extension/browser/own-folder.ts";

const reload = vi.fn();
let installType: string;
let pages: object[];
/** What the folder's manifest says; an error where it is not there. */
let inFolder: () => string;

beforeEach(() => {
  fakeBrowser.reset();
  vi.restoreAllMocks();
  reload.mockReset();
  [installType, pages, inFolder] = ["development", [], () => '{ "version": "0.2.0" }'];
  Object.assign(browser, { management: { getSelf: async () => ({ installType }) } });
  Object.assign(browser.runtime, {
    reload,
    getURL: (path: string) => `chrome-extension://id${path}`,
    getManifest: () => ({ version: "0.1.0" }),
    getContexts: async () => pages,
  });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (address) => {
    expect(address).toBe("chrome-extension://id/manifest.json");
    return new Response(inFolder());
  });
});

const LOOK = "look-into-folder";

async function alarm(name = LOOK): Promise<void> {
  await fakeBrowser.alarms.onAlarm.trigger({ name, scheduledTime: 0, persistAcrossSessions: true });
}

it("looks every half hour where it is unpacked, and never where a store keeps it new", async () => {
  followOwnFolder();
  await vi.waitFor(async () => expect(await browser.alarms.get(LOOK)).toMatchObject({ periodInMinutes: 30 }));
  await browser.alarms.clear(LOOK);
  installType = "normal";
  followOwnFolder();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await browser.alarms.get(LOOK)).toBeUndefined();
});

it("loads another version of its folder when nobody is at work, and only at its own alarm", async () => {
  followOwnFolder();
  await alarm("next");
  expect(reload).not.toHaveBeenCalled();
  await alarm();
  expect(reload).toHaveBeenCalledTimes(1);
});

it.each<[what: string, prepare: () => unknown]>([
  ["the folder has the same version", () => (inFolder = () => '{ "version": "0.1.0" }')],
  ["the manifest is half written", () => (inFolder = () => '{ "vers')],
  [
    "the folder is gone",
    () =>
      (inFolder = () => {
        throw new TypeError("Failed to fetch");
      }),
  ],
  ["a page of ours is open", () => (pages = [{ contextType: "POPUP" }])],
  ["a sync is at work", () => browser.alarms.create("guard", { when: Date.now() + 60_000 })],
])("goes on as it is where %s", async (_, prepare) => {
  followOwnFolder();
  await prepare();
  await alarm();
  expect(reload).not.toHaveBeenCalled();
});

it("looks again in a minute where somebody was at work", async () => {
  followOwnFolder();
  pages = [{ contextType: "TAB" }];
  await alarm();
  const { scheduledTime = 0 } = (await browser.alarms.get(LOOK)) ?? {};
  expect(scheduledTime - Date.now()).toBeLessThanOrEqual(60_000);
});
