import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import {
  consentItem,
  forgetEverything,
  loadKept,
  save,
  usageItem,
} from "../../../../src/extension/browser/storage.ts";
import { giveConsent } from "../../../../src/extension/browser/consent.ts";
import { currentUsage, knownUsage } from "../../../../src/extension/usage/plan-usage.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const KEY = sessionKey(KEY_TEXT);
const ORGANIZATION = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };
const START = new Date("2026-07-01T12:00:00.000Z");

/** Of the plan, as the fake claude.ai has it. */
let used = 41;
const fetched = vi.fn<typeof fetch>();
/** The browser's, by their names. */
let cookies: Record<string, object>;
const cookie = vi.fn<(asked: { name: string }) => Promise<unknown>>();
const SESSION_COOKIE = { name: "sessionKey", value: KEY_TEXT, domain: ".claude.ai", secure: true };

beforeEach(async () => {
  fakeBrowser.reset();
  vi.useFakeTimers({ toFake: ["Date"], now: START });
  used = 41;
  cookies = { sessionKey: SESSION_COOKIE };
  cookie.mockReset().mockImplementation(async ({ name }) => cookies[name] ?? null);
  Object.assign(browser, { cookies: { get: cookie } });
  fetched.mockReset().mockImplementation(async (url) => {
    const usage = { five_hour: { utilization: used, resets_at: null } };
    return Response.json(new Request(url).url.endsWith("/usage") ? usage : [ORGANIZATION]);
  });
  vi.stubGlobal("fetch", fetched);
  await save(consentItem, giveConsent({ autoSync: false }, START));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const percent = async (key = KEY) => {
  const { answer } = await currentUsage(key);
  if (!answer) return null;
  return answer.usage.ok ? answer.usage.windows[0]?.usedPercent : answer.usage.code;
};
/** Its page is closed before the answer: what was noted by then is all that stays. */
async function abandon(key = KEY): Promise<void> {
  let noted = {};
  fetched.mockImplementationOnce(async () => {
    noted = await browser.storage.session.get();
    throw new TypeError("Failed to fetch");
  });
  await currentUsage(key);
  fetched.mockClear();
  await browser.storage.session.clear();
  await browser.storage.session.set(noted);
}
/** An answer takes two requests. */
const questions = () => fetched.mock.calls.length / 2;

describe("currentUsage", () => {
  it("asks claude.ai at most once a minute", async () => {
    expect(await percent()).toBe(41);
    used = 42;
    vi.setSystemTime(START.getTime() + 59_000);
    expect(await percent()).toBe(41);
    vi.setSystemTime(START.getTime() + 61_000);
    expect(await percent()).toBe(42);
    expect(questions()).toBe(2);
  });

  it("asks once for all pages that are opened together", async () => {
    expect(await Promise.all([percent(), percent(), percent()])).toEqual([41, 41, 41]);
    expect(questions()).toBe(1);
  });

  it("asks at once for another key", async () => {
    await percent();
    used = 7;
    expect(await percent(sessionKey(OTHER_KEY_TEXT))).toBe(7);
  });

  it("keeps a failure for the same minute", async () => {
    fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    expect(await percent()).toBe("claude_offline");
    expect(await percent()).toBe("claude_offline");
    vi.setSystemTime(START.getTime() + 61_000);
    expect(await percent()).toBe(41);
  });

  it("counts a question whose page was closed before the answer", async () => {
    await abandon();
    vi.setSystemTime(START.getTime() + 59_000);
    expect(await percent()).toBeNull();
    expect(await percent(sessionKey(OTHER_KEY_TEXT))).toBe(41);
    expect(questions()).toBe(1);
    await abandon();
    vi.setSystemTime(START.getTime() + 120_000);
    expect(await percent()).toBe(41);
  });

  it("keeps the numbers of before while it asks, and no failure", async () => {
    const { answer } = await currentUsage(KEY);
    vi.setSystemTime(START.getTime() + 61_000);
    await abandon();
    expect(await knownUsage(KEY)).toMatchObject({ kept: { answer } });
    vi.setSystemTime(START.getTime() + 122_000);
    fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    expect(await percent()).toBe("claude_offline");
    vi.setSystemTime(START.getTime() + 183_000);
    await abandon();
    expect(await knownUsage(KEY)).toMatchObject({ kept: { answer: null } });
  });

  it("keeps no key, and nothing on the disk", async () => {
    await percent();
    const kept = await browser.storage.session.get();
    expect(Object.keys(kept)).toEqual(["usage"]);
    expect(JSON.stringify(kept)).not.toContain("sk-ant");
    expect(Object.keys(await browser.storage.local.get()).toSorted()).toEqual(["consent", "salt"]);
  });

  it("leaves nothing behind where consent was withdrawn while it asked", async () => {
    fetched.mockImplementationOnce(async () => {
      await forgetEverything();
      return Response.json([ORGANIZATION]);
    });
    await percent();
    await expect(loadKept(usageItem)).resolves.toBeNull();
    expect(await browser.storage.session.get()).toEqual({});
  });
});

describe("knownUsage", () => {
  it("asks claude.ai nothing: the last answer of this very key, however old, and the browser's organization", async () => {
    expect(await knownUsage(KEY)).toEqual({ kept: null, activeId: null });
    expect(fetched).not.toHaveBeenCalled();
    const current = await currentUsage(KEY);
    cookies["lastActiveOrg"] = { name: "lastActiveOrg", value: ORGANIZATION.uuid, domain: ".claude.ai" };
    vi.setSystemTime(START.getTime() + 86_400_000);
    expect(await knownUsage(KEY)).toEqual({ kept: current, activeId: ORGANIZATION.uuid });
    cookies["sessionKey"] = { ...SESSION_COOKIE, value: OTHER_KEY_TEXT };
    expect(await knownUsage(sessionKey(OTHER_KEY_TEXT))).toMatchObject({ kept: null });
    expect(questions()).toBe(1);
  });

  it("is none where the browser would ask claude.ai with another sign-in, or with none", async () => {
    expect(await knownUsage(sessionKey(OTHER_KEY_TEXT))).toBeNull();
    cookies = {};
    expect(await knownUsage(KEY)).toBeNull();
    cookie.mockRejectedValue(new Error("First-Party Isolation is enabled"));
    expect(await knownUsage(KEY)).toBeNull();
  });
});
