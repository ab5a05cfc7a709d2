/** What the user sees of the gateway's way, with the plugin's own code on a plain server. */
import { readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { newCode, readCode } from "../../src/core/pairing/code.ts";
import { ownFile } from "../../src/plugin/paths.ts";
import { writePending } from "../../src/plugin/pending.ts";
import { pairBrowser } from "../helpers/gateway-client.ts";
import { pluginGateway, type PluginGateway } from "../helpers/plugin-gateway.ts";
import { until } from "../helpers/world/until.ts";
import { DESK, look, PHONE, POPUP } from "./looks.ts";
import { EXPORT, openDetails, reload, statusText, waitForText, waitForTone } from "./popup.ts";
import { makeWorld, type World } from "./world.ts";

const KEY = `sk-ant-sid02-${"Gateway_-".repeat(11)}`;
const WINDOWS = [
  { label: "5h", usedPercent: 41, resetAt: null },
  { label: "Week", usedPercent: 66, resetAt: null },
];

let world: World;
let page: Page;

async function lookTwice(name: string): Promise<void> {
  await look(page, name, DESK);
  await look(page, `${name}-narrow`, PHONE);
  await page.setViewport(null);
}

const visible = (selector: string) => page.waitForSelector(selector, { visible: true });
const textOf = (selector: string) => page.$eval(selector, ({ textContent }) => textContent);
const keyAt = (gateway: PluginGateway) => gateway.host.environment["CLAUDE_AI_SESSION_KEY"];

/** What stands on the filled buttons that are there to see. */
const filled = () =>
  page.$$eval("button.primary", (buttons) =>
    buttons.filter((button) => button.checkVisibility()).map(({ textContent }) => textContent),
  );

/** The step of the gateway, as a click on another pairing opens it. */
async function openStep(): Promise<void> {
  page = await world.browser.open("welcome", "pairing");
  await visible("#line");
}

async function fillIn(field: string, text: string): Promise<void> {
  await page.$eval("#pairing details", (details) => (details.open = true));
  await page.$eval(field, (input) => ((input as HTMLInputElement).value = ""));
  await page.type(field, text);
  await page.keyboard.press("Enter");
}

/** What the one line does in a terminal, once the plugin is installed. */
async function runLine(gateway: PluginGateway): Promise<string> {
  const [, code = ""] = /echo (\S+) \| openclaw clawkey pair --json=off$/.exec(await textOf("#line")) ?? [];
  expect(await writePending(gateway.state, (await readCode(code))!)).toMatchObject({ ok: true });
  return code;
}

const openPlugin = (changes: Parameters<typeof pluginGateway>[0] = {}) =>
  pluginGateway({ show: async () => ({ ok: true, windows: WINDOWS, version: "2026.9.6" }), ...changes });

async function pair(gateway: PluginGateway): Promise<void> {
  await openStep();
  await fillIn("#address", gateway.url);
  await runLine(gateway);
  await visible("#paired");
}

async function openPopup(): Promise<void> {
  page = await world.browser.open("popup");
  await page.waitForSelector("[role=status][data-tone]");
}

/** Something else that listens on this computer. */
async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  world = await makeWorld({ key: () => KEY });
  await world.home.installCompanion();
  await world.consent();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

beforeEach(async () => {
  for (const open of await world.browser.ownPages()) await open.close();
});

it("offers the gateway first, with all that it changes and can't, and one line to copy", async () => {
  page = await world.browser.open("welcome", "target");
  const card = await visible("#ways button:first-child");
  const words = await card!.evaluate((shown) => (shown as HTMLElement).innerText);
  for (const told of [
    "openclaw.json without its comments",
    "goes into .env",
    "inherit the gateway's environment",
  ])
    expect(words).toContain(told);
  await lookTwice("gateway-2-ways");
  await card!.click();
  await visible("#line");
  expect(await textOf("#line")).toMatch(
    /^openclaw plugins install \.\/dist\/clawkey\.tgz; echo ck1(-[0-9a-z]{7}){4} \| openclaw clawkey pair --json=off$/,
  );
  expect(await filled()).toEqual(["Copy command"]);
  await lookTwice("gateway-3-line");
  await page.click("#copy-line");
  await waitForText(page, "#copy-line", "Copied");
});

it("says for each kind of terminal what differs", async () => {
  await openStep();
  for (const [terminal, first] of [
    ["server", "ssh -L 18789:127.0.0.1:18789 HOST"],
    ["docker", "docker exec -it -w /tmp CONTAINER sh"],
    ["wsl", null],
  ] as const) {
    await page.click(`input[value="${terminal}"]`);
    const shown = await page.$$eval("#terminal-first code", (all) =>
      all.map(({ textContent }) => textContent),
    );
    expect(shown.at(-1) ?? null).toBe(first);
    await look(page, `gateway-3-${terminal}`, DESK);
  }
});

it("tells apart what it can: nothing, something, and what is too slow; and refuses any other address", async () => {
  await openStep();
  await fillIn("#address", "127.0.0.1:9");
  await waitForText(page, "#status", "No gateway listens at http://127.0.0.1:9");
  expect(await filled()).toEqual(["Copy command"]);
  await lookTwice("gateway-3-nothing");
  await fillIn("#address", await listen((_, response) => response.end("<p>Hello")));
  await waitForText(page, "#status", "does not know this browser yet");
  await lookTwice("gateway-3-something");
  await fillIn("#address", await listen(() => {}));
  await waitForText(page, "#status", "did not answer in time");
  await lookTwice("gateway-3-slow");
  await fillIn("#address", "https://gateway.example.com");
  await waitForText(page, "#status", "ssh -N -L 18789:127.0.0.1:18789");
  await lookTwice("gateway-3-refused");
});

it("takes the line away when its time is over, and makes a new one by a click", async () => {
  page = await world.browser.open("welcome", "target");
  await page.evaluateOnNewDocument(() => {
    const real = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (ms) => real(ms === 600_000 ? 1_000 : ms);
  });
  await page.evaluate(() => (location.hash = "pairing"));
  await waitForText(page, "#status", "The code has expired");
  expect(await filled()).toEqual(["New code"]);
  expect(await textOf("#line")).toBe("");
  await lookTwice("gateway-3-expired");
  await page.click("#copy-line");
  await visible("#line");
});

it("says that another browser was faster with the code, and with which command that is ended", async () => {
  const gateway = await openPlugin();
  await openStep();
  await fillIn("#address", gateway.url);
  await waitForText(page, "#status", "does not know this browser yet");
  await page.evaluate(() => {
    const real = globalThis.fetch;
    globalThis.fetch = () => Promise.reject(new TypeError("later"));
    Object.assign(globalThis, { goOn: () => (globalThis.fetch = real) });
  });
  await pairBrowser(gateway.url, await runLine(gateway));
  await page.evaluate(() => (globalThis as unknown as { goOn: () => void }).goOn());
  await waitForText(page, "#status", "Another browser used this code");
  expect(await statusText(page)).toContain("openclaw clawkey forget --all");
  expect(await filled()).toEqual(["Copy command"]);
  await lookTwice("gateway-3-taken");
});

it("pairs by itself once the line was run, exports by one click, and shows the proof", async () => {
  const gateway = await openPlugin();
  await (await world.signIn()).close();
  await pair(gateway);
  await waitForText(page, "#status", "Paired with OpenClaw 2026.9.6 on testhost");
  const { browsers } = JSON.parse(await readFile(ownFile(gateway.state, "pairings"), "utf8")) as {
    browsers: { id: string }[];
  };
  expect(browsers).toHaveLength(1);
  expect(await textOf("#digits")).toMatch(/^\d{4}$/);
  expect(await textOf("#paired-address")).toBe(gateway.url);
  expect(await filled()).toEqual(["Export to OpenClaw"]);
  await lookTwice("gateway-3-paired");
  await page.click("#export-gateway");
  await visible("#step-proof");
  await waitForText(page, "#status", "Seen by OpenClaw");
  expect(keyAt(gateway)).toBe(KEY);
  await lookTwice("gateway-4-proof");
  await reload(page);
  await waitForText(page, "#status", "Seen by OpenClaw");

  await openPopup();
  await waitForTone(page, "good");
  expect(await statusText(page)).toContain("OpenClaw is up to date");
  await openDetails(page);
  expect(await textOf("#target")).toBe(`testhost, ${gateway.url}`);
  await look(page, "gateway-popup-details", POPUP);
  const clicked = performance.now();
  await page.click(EXPORT);
  await waitForText(page, "#status", "Seen by OpenClaw");
  expect(performance.now() - clicked).toBeLessThan(3_000);
  await look(page, "gateway-popup-seen", POPUP);

  page = await world.browser.open("options");
  await waitForText(page, "#reads-what", "OpenClaw reads the exported key");
  expect(await textOf("#reads-from")).toBe("OpenClaw 2026.9.6 on testhost.");
  expect(await textOf("#pairing-note")).toMatch(/^Digits \d{4}\.$/);
  expect(await textOf("#report")).toContain("gateway 2026.9.6, plugin 0.1.0, at loopback, keeps yes");
  expect(await textOf("#report")).not.toContain("testhost");
  await lookTwice("gateway-options");
  gateway.host.version = "0.0.9";
  await reload(page);
  await waitForText(page, "#status", "The plugin is older than this extension");
  await waitForText(page, "#status", "openclaw plugins update clawkey");
  await page.click("#keep");
  await until("the key's file is gone", async () => !(await exists(ownFile(gateway.state, "key"))));
  expect(keyAt(gateway)).toBe(KEY);
  await page.click("#forget-gateway");
  await waitForText(page, "#status", "The pairing is forgotten");
  expect(keyAt(gateway)).toBeUndefined();
  await lookTwice("gateway-options-forgotten");
});

const exists = (file: string): Promise<boolean> =>
  readFile(file).then(
    () => true,
    () => false,
  );

it("names in the popup what keeps a click from working, and leads on", async () => {
  const gateway = await openPlugin();
  await pair(gateway);
  await openPopup();
  await waitForTone(page, "due");
  expect(await statusText(page)).toContain("OpenClaw has no key yet");
  await look(page, "gateway-popup-due", POPUP);
  await page.close();

  await gateway.restart({ CLAUDE_AI_SESSION_KEY: "sk-ant-sid01-mine" });
  await openPopup();
  await waitForText(page, "#status", "The gateway's environment already sets a key");
  await look(page, "gateway-popup-environment", POPUP);
  await page.locator('::-p-aria([name="Replace it"][role="button"])').click();
  await waitForText(page, "#status", "Seen by OpenClaw");
  expect(keyAt(gateway)).toBe(KEY);
  await page.close();

  await rm(ownFile(gateway.state, "pairings"));
  await openPopup();
  await waitForText(page, "#status", "The gateway is starting");
  await look(page, "gateway-popup-starting", POPUP);
  // It has said so for a minute.
  await page.evaluate(async () => {
    const notes = Object.keys(await chrome.storage.session.get()).filter((name) => name.startsWith("quiet"));
    await chrome.storage.session.set(Object.fromEntries(notes.map((name) => [name, 0])));
  });
  await page.close();
  await openPopup();
  await waitForText(page, "#status", `${gateway.url} does not know this browser`);
  await look(page, "gateway-popup-forgotten", POPUP);
  await page.locator('::-p-aria([name="Pair again"][role="button"])').click();
  page = await world.browser.opened("welcome", "pairing");
  await visible("#line");
  expect(await page.$eval("#address", (field) => (field as HTMLInputElement).value)).toBe(gateway.url);
  expect(await filled()).toEqual(["Copy command"]);
});

it("pairs by a code that was made in the terminal, and refuses a part of one", async () => {
  const gateway = await openPlugin();
  await openStep();
  await fillIn("#address", gateway.url);
  await fillIn("#shown-code", (await newCode()).slice(0, -3));
  await waitForText(page, "#status", "This is not a whole code");
  await lookTwice("gateway-3-broken-code");
  await fillIn("#shown-code", await gateway.newCode());
  await visible("#paired");
});

it("moves the key from the companion's file by one click", async () => {
  const gateway = await openPlugin({ hostName: `${"long-name-".repeat(6)}end` });
  page = await world.browser.open("welcome", "target");
  await world.clickAndAnswer(page, "#choose-companion", "accept");
  await visible("#found");
  await page.click("#export");
  await visible("#step-proof");
  expect(await readFile(world.home.config, "utf8")).toContain(KEY);
  page = await world.browser.open("options");
  await visible("#move");
  await lookTwice("gateway-options-move");
  await pair(gateway);
  await waitForText(page, "#moves", world.home.config);
  expect(await filled()).toEqual(["Move the key to the gateway"]);
  await lookTwice("gateway-3-move");
  await page.click("#export-gateway");
  await visible("#step-proof");
  await waitForText(page, "#status", "Seen by OpenClaw");
  expect(keyAt(gateway)).toBe(KEY);
  expect(await readFile(world.home.config, "utf8")).not.toContain(KEY);
});
