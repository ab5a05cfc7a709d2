import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { readSession } from "../../../../src/extension/browser/cookies.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../../helpers/keys.ts";

const COOKIE = { name: "sessionKey", value: KEY_TEXT, domain: ".claude.ai", secure: true, httpOnly: true };
const ASKED = { url: "https://claude.ai/", name: "sessionKey", partitionKey: {} };

const getAll = vi.fn<(details: object) => Promise<object[]>>();

beforeEach(() => {
  vi.unstubAllEnvs();
  getAll.mockReset();
  // fakeBrowser has no cookies.
  Object.assign(browser, { cookies: { getAll } });
});

describe("The session", () => {
  it.each([
    ["outside of all containers, whatever stands in one", null, {}],
    ["in the chosen container, and in no other", "firefox-container-2", { storeId: "firefox-container-2" }],
  ])("is read %s, with all that are partitioned", async (_, container, store) => {
    getAll.mockResolvedValue([COOKIE]);
    await expect(readSession(container)).resolves.toMatchObject({ ok: true });
    expect(getAll.mock.calls).toEqual([[{ ...ASKED, ...store }]]);
  });

  it("is asked for by its first party where Firefox refuses to answer without one", async () => {
    vi.stubEnv("BROWSER", "firefox");
    getAll.mockRejectedValueOnce(new Error("First-Party Isolation is enabled"));
    getAll.mockResolvedValueOnce([{ ...COOKIE, firstPartyDomain: "claude.ai" }]);
    await expect(readSession(null)).resolves.toMatchObject({ ok: true });
    expect(getAll.mock.lastCall).toEqual([{ ...ASKED, firstPartyDomain: "claude.ai" }]);
  });

  it("is none that was left behind when isolation was switched off", async () => {
    getAll.mockResolvedValue([{ ...COOKIE, firstPartyDomain: "claude.ai" }]);
    await expect(readSession(null)).resolves.toMatchObject({ code: "signed_out" });
    const own = { ...COOKIE, firstPartyDomain: "", value: OTHER_KEY_TEXT };
    getAll.mockResolvedValue([{ ...COOKIE, firstPartyDomain: "claude.ai" }, own]);
    const session = await readSession(null);
    expect(session.ok && session.key.masked.slice(-4)).toBe(OTHER_KEY_TEXT.slice(-4));
  });

  it("is not asked for again where Chromium refuses: it has no first parties", async () => {
    getAll.mockRejectedValue(new Error("no host permission"));
    await expect(readSession(null)).rejects.toThrow("no host permission");
    expect(getAll).toHaveBeenCalledTimes(1);
  });
});
