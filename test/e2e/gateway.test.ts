/** The gateway as a destination, with the plugin's own code on a plain server, behind a proxy that hears everything. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { HTTPRequest, Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { readCode } from "../../src/core/pairing/code.ts";
import { SESSION_KEY_VARIABLE } from "../../src/core/config/precedence.ts";
import { browserDigits, forgetBrowser, readPairings } from "../../src/plugin/pairings.ts";
import { writePending } from "../../src/plugin/pending.ts";
import type { SyncState } from "../../src/extension/browser/records.ts";
import { pluginGateway } from "../helpers/plugin-gateway.ts";
import { recordingProxy } from "../helpers/world/recording-proxy.ts";
import { until } from "../helpers/world/until.ts";
import { badgeOn, leaveNoPage, press } from "./auto-sync.ts";
import { filesWith } from "./canary.ts";
import { exportAndWait, waitForText, waitForTone } from "./popup.ts";
import { BROWSER, makeWorld, type World } from "./world.ts";

const WINDOWS = [
  { label: "5h", usedPercent: 12, resetAt: null },
  { label: "Week", usedPercent: 34, resetAt: null },
];

/** A browser with consent, a gateway, and a proxy between the two. Its keys are canaries. */
async function scene(options: { autoSync: boolean; quick: boolean }) {
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
type Scene = Awaited<ReturnType<typeof scene>>;

/** All that pages and worker ask for, as Chromium's own protocol tells it; whose worker then never rests. */
function recordedRequests({ browser }: World): string[] {
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

const troubleOn = (page: Page): Promise<string | undefined> =>
  page.evaluate(async () => {
    const { state } = await chrome.storage.local.get<{ state: SyncState }>("state");
    return state.trouble?.code;
  });

/** Pairs on the welcome page. What the user does in a terminal is done to the file that the terminal writes. */
async function pair({ gateway, proxy }: Scene, page: Page, { inMemory = false } = {}): Promise<void> {
  await page.waitForSelector("#choose-gateway", { visible: true });
  await page.click("#choose-gateway");
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

it("pairs by one code, exports by a click, shows the gateway's own word, and takes the key out at the withdrawal", async () => {
  await using own = await scene({ autoSync: false, quick: false });
  const { world, gateway, proxy, canary } = own;
  const requests = recordedRequests(world);
  const page = await world.consent();
  await pair(own, page);
  await world.signIn();
  const popup = await world.browser.open("popup");
  await exportAndWait(popup);
  await waitForText(popup, "[role=status]", "12%");
  expect(own.keyInUse()).toContain(canary);
  expect(readFileSync(path.join(gateway.state, "clawkey/key.json"), "utf8")).toContain(canary);

  const options = await world.browser.open("options");
  const stored = await options.evaluate(async () => JSON.stringify(await chrome.storage.local.get()));
  expect(stored).not.toContain(canary);
  const secret = await options.evaluate(async () => {
    const opening = indexedDB.open("pairing");
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const read = opening.result.transaction("secrets").objectStore("secrets").getAll();
    await new Promise((resolve) => (read.onsuccess = resolve));
    opening.result.close();
    const [key] = read.result as CryptoKey[];
    return { isReadable: key!.extractable, bytes: await crypto.subtle.exportKey("raw", key!).catch(String) };
  });
  expect(secret).toMatchObject({ isReadable: false, bytes: expect.stringContaining("InvalidAccessError") });

  await options.click("#withdraw");
  await options.waitForSelector("#withdraw-confirm", { visible: true });
  await options.click("#withdraw-confirm");
  await waitForTone(options, "good");
  expect(own.keyInUse()).toBeUndefined();
  expect(await options.evaluate(async () => chrome.storage.local.get())).toEqual({});
  const databases = await options.evaluate(() => indexedDB.databases());
  expect(databases).toEqual([]);

  expect(proxy.heard().length).toBeGreaterThan(1_000);
  expect(proxy.heard().includes(canary)).toBe(false);
  const routes = new Set(proxy.asked);
  routes.delete("HEAD /");
  expect([...routes].toSorted()).toEqual(["hello", "msg", "pair"].map((one) => `POST /clawkey/v1/${one}`));
  const elsewhere = requests.filter(
    (url) => !/^(chrome-extension:|https:\/\/claude\.ai\/)/.test(url) && !url.startsWith(`${proxy.url}/`),
  );
  // Where a gateway listens unless told otherwise: it was looked for there first.
  expect(elsewhere.filter((url) => !url.startsWith("http://127.0.0.1:18789/"))).toEqual([]);
  await world.browser.puppeteer.close();
  const cookies = BROWSER === "chromium" ? "Default/Network/Cookies" : "cookies.sqlite";
  const found = await filesWith(canary, world.home.profile);
  expect(found.filter((file) => !file.startsWith(path.join(world.home.profile, cookies)))).toEqual([]);
});

it("follows a rotation by itself, puts the key back into a gateway that had it in memory only, and gives none to whoever has its port then", async () => {
  await using own = await scene({ autoSync: true, quick: true });
  const { world, gateway, proxy, canary } = own;
  await pair(own, await world.consent(), { inMemory: true });
  await leaveNoPage(world);
  const claude = await world.signIn();
  const first = await until("the first key", own.keyInUse);
  await press(world, claude, "Rotate key");
  const second = await until("the rotated key", () => own.keyInUse() !== first && own.keyInUse());
  expect(await filesWith(canary, gateway.state)).toEqual([]);

  await gateway.restart();
  expect(own.keyInUse()).toBeUndefined();
  expect(await until("the key again", own.keyInUse)).toBe(second);

  const asked: string[] = [];
  proxy.squat((incoming, outgoing) => {
    asked.push(incoming.url!);
    outgoing.setHeader("access-control-allow-origin", incoming.headers.origin ?? "*");
    incoming.pipe(outgoing);
  });
  const popup = await world.browser.open("popup");
  await press(world, claude, "Rotate key");
  await popup.bringToFront();
  await until("a badge", async () => (await badgeOn(popup)).text === "!");
  expect(await troubleOn(popup)).toBe("gateway_other");
  // What knows the process of before seals its first question under that: nobody else opens it.
  expect(asked).toContain("/clawkey/v1/hello");
  expect(["/clawkey/v1/hello", "/clawkey/v1/msg"]).toEqual(expect.arrayContaining(asked));

  proxy.squat(null);
  const { browsers } = await readPairings(gateway.state);
  await forgetBrowser(gateway.state, browsers[0]!.id);
  await until("the next try", async () => (await troubleOn(popup)) === "gateway_not_paired");
  expect(proxy.heard().includes(canary)).toBe(false);
});
