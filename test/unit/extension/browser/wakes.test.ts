import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { onWake } from "../../../../src/extension/browser/wakes.ts";
import { fakeEvent } from "../../../helpers/fake-event.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";

const COOKIE = { name: "sessionKey", domain: ".claude.ai", value: KEY_TEXT, secure: true };

const cookieChanged = fakeEvent<[{ removed: boolean; cause: string; cookie: object }]>();
const granted = fakeEvent<[object]>();
const withdrawn = fakeEvent<[object]>();
const wake = vi.fn();

beforeEach(() => {
  fakeBrowser.reset();
  for (const event of [cookieChanged, granted, withdrawn]) event.forget();
  // fakeBrowser has none of these.
  Object.assign(browser, {
    cookies: { onChanged: cookieChanged },
    permissions: { onAdded: granted, onRemoved: withdrawn },
  });
  wake.mockReset();
  onWake(wake);
});

describe("The worker is woken", () => {
  it.each([
    ["a sign-in", false, "explicit"],
    ["a sign-out in Chromium", true, "expired_overwrite"],
    ["a sign-out in Firefox", true, "explicit"],
    ["the cookie's end", true, "expired"],
    ["the cookie's end by the browser's bounds", true, "evicted"],
  ])("by %s", (_, removed, cause) => {
    cookieChanged.fire({ removed, cause, cookie: COOKIE });
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it.each([
    [".claude.ai", "explicit"],
    ["claude.ai", "explicit"],
  ])("by a cookie of %s", (domain, cause) => {
    cookieChanged.fire({ removed: false, cause, cookie: { ...COOKIE, domain } });
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it("once by a rotation, which is two events", () => {
    cookieChanged.fire({ removed: true, cause: "overwrite", cookie: COOKIE });
    expect(wake).not.toHaveBeenCalled();
    cookieChanged.fire({ removed: false, cause: "explicit", cookie: COOKIE });
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it("by the browser's start", async () => {
    await fakeBrowser.runtime.onStartup.trigger();
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it.each([
    { reason: "install" },
    { reason: "update", previousVersion: "0.1.0" },
    { reason: "chrome_update" },
  ] as const)("by what the browser calls $reason", async (details) => {
    await fakeBrowser.runtime.onInstalled.trigger(details);
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it("by a permission that is granted or withdrawn", () => {
    granted.fire({ origins: ["https://claude.ai/*"] });
    withdrawn.fire({ permissions: ["nativeMessaging"] });
    expect(wake).toHaveBeenCalledTimes(2);
  });

  it.each(["next", "guard"])("by the alarm %j", async (name) => {
    await fakeBrowser.alarms.onAlarm.trigger({ name, scheduledTime: 0, persistAcrossSessions: true });
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it.each(["settings", "consent"])(
    "by a change of the %s: the page that made it may be closed",
    async (key) => {
      await browser.storage.local.set({ [key]: { any: "change" } });
      expect(wake).toHaveBeenCalledTimes(1);
    },
  );
});

describe("The worker sleeps through", () => {
  it.each([
    ["another cookie of claude.ai's", { name: "sessionKeyV3" }],
    ["a cookie that only begins so", { name: "sessionKeyLC" }],
    ["a cookie in another case", { name: "sessionkey" }],
    ["a subdomain's cookie", { domain: ".api.claude.ai" }],
    ["a look-alike's cookie", { domain: ".claude.ai.example.com" }],
    ["a cookie of a domain that ends so", { domain: "notclaude.ai" }],
  ])("%s", (_, changes) => {
    cookieChanged.fire({ removed: false, cause: "explicit", cookie: { ...COOKIE, ...changes } });
    expect(wake).not.toHaveBeenCalled();
  });

  it.each(["sync", "history", "lastExport", "written", "salt"])("its own note: %s", async (key) => {
    await browser.storage.local.set({ [key]: { any: "change" } });
    expect(wake).not.toHaveBeenCalled();
  });
});
