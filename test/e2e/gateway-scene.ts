/** A browser, the plugin's own code on a plain server, and a proxy between the two that hears everything. */
import { randomBytes } from "node:crypto";
import type { HTTPRequest, Page } from "puppeteer-core";
import { expect } from "vitest";
import { SESSION_KEY_VARIABLE } from "../../src/core/config/precedence.ts";
import { readCode } from "../../src/core/pairing/code.ts";
import type { Grade } from "../../src/extension/browser/records.ts";
import { browserDigits, readPairings } from "../../src/plugin/pairings.ts";
import { writePending } from "../../src/plugin/pending.ts";
import { pluginGateway } from "../helpers/plugin-gateway.ts";
import { recordingProxy } from "../helpers/world/recording-proxy.ts";
import { until } from "../helpers/world/until.ts";
import { BROWSER, makeWorld, type World } from "./world.ts";

const WINDOWS = [
  { label: "5h", usedPercent: 12, resetAt: null },
  { label: "Week", usedPercent: 34, resetAt: null },
];

/** A browser with consent, a gateway, and a proxy between the two. Its keys are canaries. */
export async function scene(options: { autoSync: boolean; quick: boolean }) {
  const canary = `CaNaRy-${randomBytes(12).toString("hex")}_`;
  let keys = 0;
  const world = await makeWorld({ ...options, key: () => `sk-ant-sid02-${canary.repeat(3)}${++keys}A` });
  const gateway = await pluginGateway({
    show: async () => ({ ok: true, windows: WINDOWS, version: "2026.9.6" }),
  });
  const proxy = await recordingProxy(gateway.url);
  return {
    world,
    gateway,
    proxy,
    canary,
    keyInUse: () => gateway.host.environment[SESSION_KEY_VARIABLE],
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}
export type Scene = Awaited<ReturnType<typeof scene>>;

/** All that pages and worker ask for, as Chromium's own protocol tells it; whose worker then never rests. */
export function recordedRequests({ browser }: World): string[] {
  const requests: string[] = [];
  const record = (request: HTTPRequest) => requests.push(request.url());
  if (BROWSER === "chromium")
    browser.puppeteer.on("targetcreated", async (target) => {
      if (!target.url().startsWith("chrome-extension://")) return;
      const page = await target.page();
      page?.on("request", record);
      if (page) return;
      const session = await target.createCDPSession();
      await session.send("Network.enable");
      session.on("Network.requestWillBeSent", ({ request }) => requests.push(request.url));
    });
  return requests;
}

/** Pairs on the welcome page. What the user does in a terminal is done to the file that the terminal writes. */
export async function pair(
  { gateway, proxy }: Scene,
  page: Page,
  { inMemory = false, grade = "key" }: { inMemory?: boolean; grade?: Grade } = {},
): Promise<void> {
  if (grade === "key") {
    await page.waitForSelector("#choose-gateway", { visible: true });
    await page.click("#choose-gateway");
  }
  await page.waitForSelector("#line", { visible: true });
  if (inMemory) await page.click("#memory");
  await page.$eval("#step-gateway details", (details) => {
    details.open = true;
  });
  await page.$eval("#address", (field, address) => ((field as HTMLInputElement).value = address), proxy.url);
  await page.$eval("#address", (field) => (field as HTMLInputElement).form!.requestSubmit());
  await until("a question to the gateway", () => proxy.asked.includes("POST /clawkey/v1/pair"));
  const line = await page.$eval("#line", (code) => code.textContent);
  const code = await readCode(/ck1-[\w-]+/.exec(line)![0]);
  expect(await writePending(gateway.state, code!)).toMatchObject({ ok: true });
  await page.waitForSelector("#digits", { visible: true });
  const [browser] = (await readPairings(gateway.state)).browsers;
  expect(await page.$eval("#digits", (digits) => digits.textContent)).toBe(browserDigits(browser!));
  expect(await page.$eval("#paired-host", (host) => host.textContent)).toBe("testhost");
}

/** Those of these addresses that are neither claude.ai's, ours, nor the gateway's. */
export const elsewhereOf = (requests: readonly string[], { proxy }: Scene): string[] =>
  requests.filter(
    (url) =>
      !/^(chrome-extension:|https:\/\/claude\.ai\/)/.test(url) &&
      !url.startsWith(`${proxy.url}/`) &&
      // Where a gateway listens unless told otherwise: it was looked for there first.
      !url.startsWith("http://127.0.0.1:18789/"),
  );
