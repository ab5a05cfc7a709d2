import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { readSession } from "../../../../src/extension/browser/cookies.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";

const COOKIE = { name: "sessionKey", value: KEY_TEXT, domain: ".claude.ai", secure: true };

const get = vi.fn<(details: object) => Promise<object | null>>();

beforeEach(() => {
  vi.unstubAllEnvs();
  get.mockReset();
  // fakeBrowser has no cookies.
  Object.assign(browser, { cookies: { get } });
});

describe("The session", () => {
  it.each([
    ["outside of all containers, whatever stands in one", null, {}],
    ["in the chosen container, and in no other", "firefox-container-2", { storeId: "firefox-container-2" }],
  ])("is read %s", async (_, container, store) => {
    get.mockResolvedValue(COOKIE);
    await expect(readSession(container)).resolves.toMatchObject({ ok: true });
    expect(get.mock.calls).toEqual([[{ url: "https://claude.ai/", name: "sessionKey", ...store }]]);
  });

  it("is asked for by its first party where Firefox refuses to answer without one", async () => {
    vi.stubEnv("BROWSER", "firefox");
    get.mockRejectedValueOnce(new Error("First-Party Isolation is enabled"));
    get.mockResolvedValueOnce({ ...COOKIE, firstPartyDomain: "claude.ai" });
    await expect(readSession(null)).resolves.toMatchObject({ ok: true });
    expect(get.mock.lastCall).toEqual([
      { url: "https://claude.ai/", name: "sessionKey", firstPartyDomain: "claude.ai" },
    ]);
  });

  it("is not asked for again where Chromium refuses: it has no first parties", async () => {
    get.mockRejectedValue(new Error("no host permission"));
    await expect(readSession(null)).rejects.toThrow("no host permission");
    expect(get).toHaveBeenCalledTimes(1);
  });
});
