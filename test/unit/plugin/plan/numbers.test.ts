/** The plan's numbers as browsers send them: kept for the next start, newest first, and taken out again. */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { USAGE_MARKER_VARIABLE } from "../../../../src/core/config/precedence.ts";
import type { PlanNumbers } from "../../../../src/core/claude/plan-numbers.ts";
import { forget } from "../../../../src/plugin/cli/forget.ts";
import { keepNumbers, readNumbers } from "../../../../src/plugin/plan/numbers.ts";
import { CHROME_ORIGIN, FIREFOX_ORIGIN, pairBrowser } from "../../../helpers/gateway-client.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { pluginGateway } from "../../../helpers/plugin-gateway.ts";

const SALT = "5a".repeat(16);
const MINUTE_MS = 60_000;

const numbers = (percent = 41, ageMs = 0): PlanNumbers => ({
  organization: "Canary Ltd",
  plan: "Max (20x)",
  windows: [{ label: "5h", usedPercent: percent, resetAt: 1_790_000_000_000 }],
  ageMs,
});

async function world(version?: string) {
  const gateway = await pluginGateway(version === undefined ? {} : { openclaw: () => version });
  const chrome = await pairBrowser(gateway.url, await gateway.newCode(), CHROME_ORIGIN);
  const firefox = await pairBrowser(gateway.url, await gateway.newCode(), FIREFOX_ORIGIN);
  const { state, home } = gateway;
  return {
    gateway,
    chrome,
    firefox,
    file: path.join(state, "clawkey/numbers.json"),
    kept: () => readNumbers(state),
    dotenv: () => home.read("dotenv") ?? "",
    status: async (browser = chrome) => (await browser.ask({ op: "status", salt: SALT }))?.["numbers"],
  };
}

describe("What a browser has read", () => {
  it("is kept for its owner alone, with the time by this machine's clock and a line in .env", async () => {
    const { chrome, firefox, file, kept, dotenv, status } = await world();
    const before = Date.now();
    expect(await chrome.ask({ op: "numbers", numbers: numbers(41, 5 * MINUTE_MS) })).toEqual({
      ok: true,
      changed: true,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { readAt, ...rest } = (await kept())!;
    const { ageMs: _, ...sent } = numbers();
    expect(rest).toEqual({ ...sent, by: chrome.id });
    expect(readAt).toBeGreaterThanOrEqual(before - 5 * MINUTE_MS);
    expect(readAt).toBeLessThanOrEqual(Date.now() - 5 * MINUTE_MS);
    expect(dotenv()).toBe(`${USAGE_MARKER_VARIABLE}=1\n`);
    expect(await status()).toMatchObject({ isYours: true });
    expect(await status(firefox)).toMatchObject({ isYours: false });
  });

  it("leaves .env alone where OpenClaw's command line needs no line", async () => {
    const { chrome, dotenv } = await world("2026.7.35");
    expect(await chrome.ask({ op: "numbers", numbers: numbers() })).toMatchObject({ ok: true });
    expect(dotenv()).toBe("");
  });

  it("is there after the gateway's end", async () => {
    const { gateway, chrome, kept } = await world();
    await chrome.ask({ op: "numbers", numbers: numbers(77), organizationId: "11-aa" });
    await gateway.restart();
    expect(await kept()).toMatchObject({ windows: [{ usedPercent: 77 }], organizationId: "11-aa" });
  });

  it.for([
    ["a window that is no number", { windows: [{ label: "5h", usedPercent: "41", resetAt: null }] }],
    ["seventeen windows", { windows: Array.from({ length: 17 }, () => numbers().windows[0]) }],
    ["an age below nothing", { ageMs: -1 }],
    ["an age before all dates", { ageMs: 1e300 }],
    ["a reset after all dates", { windows: [{ label: "5h", usedPercent: 41, resetAt: 1e16 }] }],
  ] as const)("is refused with %s", async ([, wrong]) => {
    const { chrome, kept } = await world();
    const answer = await chrome.ask({ op: "numbers", numbers: { ...numbers(), ...wrong } });
    expect(answer).toMatchObject({ ok: false, code: "request_invalid" });
    expect(await kept()).toBeNull();
  });
});

describe("Of two browsers", () => {
  it("the one that has read last counts, whichever has sent last", async () => {
    const { chrome, firefox, kept } = await world();
    await chrome.ask({ op: "numbers", numbers: numbers(10, MINUTE_MS) });
    expect(await firefox.ask({ op: "numbers", numbers: numbers(20, 5 * MINUTE_MS) })).toMatchObject({
      changed: false,
    });
    expect(await kept()).toMatchObject({ by: chrome.id });
    expect(await firefox.ask({ op: "numbers", numbers: numbers(30) })).toMatchObject({ changed: true });
    expect(await kept()).toMatchObject({ by: firefox.id, windows: [{ usedPercent: 30 }] });
  });

  it("each replaces its own, even by what was read earlier", async () => {
    const { chrome, kept } = await world();
    await chrome.ask({ op: "numbers", numbers: numbers(10) });
    await chrome.ask({ op: "numbers", numbers: numbers(20, MINUTE_MS) });
    expect(await kept()).toMatchObject({ windows: [{ usedPercent: 20 }] });
  });

  it("any replaces what the clock calls to come", async () => {
    const { gateway, chrome, firefox, kept } = await world();
    await keepNumbers(gateway.host, { numbers: numbers(10), by: chrome.id }, Date.now() + 60 * MINUTE_MS);
    await firefox.ask({ op: "numbers", numbers: numbers(20, MINUTE_MS) });
    expect(await kept()).toMatchObject({ windows: [{ usedPercent: 20 }] });
  });
});

describe("Numbers go", () => {
  it("where their own browser takes them out, and for no other", async () => {
    const { chrome, firefox, file, dotenv, status } = await world();
    await chrome.ask({ op: "numbers", numbers: numbers() });
    expect(await firefox.ask({ op: "numbers", numbers: null })).toEqual({ ok: true, changed: false });
    expect(existsSync(file)).toBe(true);
    expect(await chrome.ask({ op: "numbers", numbers: null })).toEqual({ ok: true, changed: true });
    expect(existsSync(file)).toBe(false);
    expect(dotenv()).toBe("");
    expect(await status()).toBeNull();
    expect(await chrome.ask({ op: "numbers", numbers: null })).toEqual({ ok: true, changed: false });
  });

  it("with their browser, where it is forgotten, and stay where another one is", async () => {
    const { gateway, chrome, firefox, kept } = await world();
    await chrome.ask({ op: "numbers", numbers: numbers() });
    expect(await forget(gateway.host, firefox.id)).toMatchObject({ exit: 0 });
    expect(await kept()).not.toBeNull();
    const again = await pairBrowser(gateway.url, await gateway.newCode(), FIREFOX_ORIGIN);
    expect(await forget(gateway.host, chrome.id)).toMatchObject({ exit: 0 });
    expect(await kept()).toBeNull();
    expect(await again.ask({ op: "status", salt: SALT })).toMatchObject({ numbers: null });
  });

  it("with all browsers, and with the plugin", async () => {
    for (const end of ["forget", "uninstall"] as const) {
      const { gateway, chrome, file, dotenv } = await world();
      await chrome.ask({ op: "numbers", numbers: numbers() });
      if (end === "forget") await forget(gateway.host, null);
      else await gateway.stop("disable");
      expect(existsSync(path.dirname(file))).toBe(false);
      expect(dotenv()).toBe("");
    }
  });

  it("and are not kept for a browser that was forgotten a moment before", async () => {
    const { gateway, kept } = await world();
    const by = "ee".repeat(16);
    expect(await keepNumbers(gateway.host, { numbers: numbers(), by })).toMatchObject({ ok: false });
    expect(await kept()).toBeNull();
  });

  it("with a key only where they were read with it; the line in .env stays as long as either is kept", async () => {
    const { gateway, chrome, kept, dotenv } = await world();
    await chrome.ask({ op: "put", key: KEY_TEXT, keep: true });
    await chrome.ask({ op: "numbers", numbers: numbers() });
    expect(await chrome.ask({ op: "remove", only: null })).toMatchObject({ changed: true });
    expect(await kept()).not.toBeNull();
    expect(dotenv()).toContain(USAGE_MARKER_VARIABLE);
    await chrome.ask({ op: "put", key: KEY_TEXT, keep: true });
    await keepNumbers(gateway.host, { numbers: numbers(), by: chrome.id, isReadHere: true });
    await chrome.ask({ op: "remove", only: null });
    expect(await kept()).toBeNull();
    expect(dotenv()).toBe("");
  });

  it("for the next ones, where the file is damaged", async () => {
    const { chrome, file, kept, status } = await world();
    await chrome.ask({ op: "numbers", numbers: numbers() });
    writeFileSync(file, readFileSync(file, "utf8").slice(1), { mode: 0o600 });
    expect(await status()).toBeNull();
    expect(await chrome.ask({ op: "numbers", numbers: numbers(5) })).toMatchObject({ changed: true });
    expect(await kept()).toMatchObject({ windows: [{ usedPercent: 5 }] });
  });
});
