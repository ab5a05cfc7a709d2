/** The gateway's way from end to end: one pasted line, a click, and what OpenClaw then shows everywhere; then a rotation. */
import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import words from "../../locales/en.json" with { type: "json" };
import { knows, loadsPluginsLive } from "../../src/openclaw/versions.ts";
import { BROWSER, makeWorld, type World } from "../e2e/world.ts";
import { leaveNoPage, press } from "../e2e/auto-sync.ts";
import { afterReload, waitForText } from "../e2e/popup.ts";
import { keyFingerprint } from "../helpers/standin/recorded-request.ts";
import { TAILNET_HOST } from "../helpers/standin/tailscale-serve.ts";
import { makeFarMachine, type FarMachine } from "../helpers/world/far-machine.ts";
import { windowsOf } from "./fixture.ts";
import { freePort, GATEWAY_TOKEN, startGateway, type Gateway } from "./gateway.ts";
import { paste, terminalOf } from "./in-terminal.ts";
import { installOpenClaw, VERSION, VERSIONS } from "./install.ts";
import { pasteSetupToken, usageWindows, type OpenClaw } from "./openclaw.ts";

/** Where OpenClaw listens unless it is told otherwise, and where the page looks first. */
const DEFAULT_PORT = 18_789;

/** In the oldest one a command may write to a chat once its device is approved. */
const CHATS = VERSION !== "2026.5.28";

interface Place {
  port: number;
  /** As the browser reaches it; the page's own proposal where it is none. */
  address?: string;
  within?: readonly string[];
}

/** One place after the other in one browser run would share a gateway's port: each has a home of its own. */
const ALL_PLACES = ["on this computer", "behind an ssh tunnel", "behind Tailscale Serve"] as const;
/** What is in between is the same whatever the version. */
const PLACES = VERSION === VERSIONS.at(-1) ? ALL_PLACES : ALL_PLACES.slice(0, 1);

test.for(PLACES)(
  `${BROWSER} puts the windows into a gateway %s by one pasted line and a click, and a rotation follows`,
  { timeout: 300_000 },
  async (where) => {
    await installOpenClaw();
    // With auto-sync on from the start no click is needed.
    const isByClick = where === "on this computer";
    await using world = await makeWorld({ autoSync: !isByClick, quick: true });
    await using far = where === "behind an ssh tunnel" ? await makeFarMachine() : null;
    const place = await placeOf(where, world, far);
    const { within } = place;
    const openclaw = { home: world.home.folder, standin: world.standin, ...(within && { within }) };
    await writeFile(
      world.home.config,
      JSON.stringify({
        gateway: { mode: "local", port: place.port, auth: { mode: "token", token: GATEWAY_TOKEN } },
        agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-5" } } },
      }),
    );
    await pasteSetupToken(openclaw);
    let gateway = await startGateway(openclaw, { port: place.port });
    // Ended before its home and its network are gone.
    await using _ = { [Symbol.asyncDispose]: () => gateway.close() };

    const claude = await world.signIn();
    const page = await world.consent();
    await afterReload(page, () => page.click("#choose-gateway"));
    if (place.address !== undefined) {
      await page.$eval("#address", (field) => field.closest("details")!.setAttribute("open", ""));
      await page.$eval("#address", (field) => ((field as HTMLInputElement).value = ""));
      await page.type("#address", `${place.address}\n`);
      await waitForText(page, "[role=status]", place.address);
    }
    await page.waitForSelector("#line:not(:empty)");
    const line = await page.$eval("#line", ({ textContent }) => textContent);
    const pasted = paste(line, terminalOf(openclaw));
    if (!loadsPluginsLive(VERSION)) {
      await pasted.shows(words.plugin.pair_waiting);
      await gateway.close();
      gateway = await startGateway(openclaw, { port: place.port });
    }
    const screen = await pasted.ended;
    const [installed, reloads] = [await readFile(world.home.config, "utf8"), gateway.reloads()];
    await page.waitForSelector("#paired:not([hidden])");
    expect(screen).toContain(await page.$eval("#digits", ({ textContent }) => textContent));

    const start = performance.now();
    if (isByClick) await page.click("#export-gateway");
    await waitForText(page, "[role=status]", "Seen by OpenClaw");
    const seenMs = performance.now() - start;
    const shown = await everywhere(gateway, openclaw, world);

    if (isByClick) {
      const options = await world.browser.open("options");
      await (await options.waitForSelector("#auto-sync", { visible: true }))!.click();
      // The page would be closed before it has saved that.
      await options.waitForSelector("#sync-now", { visible: true });
    }
    await leaveNoPage(world);
    await press(world, claude, "Rotate key");
    await expect
      .poll(async () => (await gateway.usage(), lastAsked(world)), { timeout: 60_000, interval: 500 })
      .toBe(await keyInBrowser(world));
    expect(await everywhere(gateway, openclaw, world)).not.toBe(shown);
    expect(gateway.reloads()).toBe(reloads);
    expect(await readFile(world.home.config, "utf8")).toBe(installed);
    expect(installed).not.toMatch(/sk-ant-sid/);
    console.info(`${where}, OpenClaw ${VERSION}, ${BROWSER}: seen ${Math.round(seenMs)} ms after the click.`);
  },
);

async function placeOf(
  where: (typeof ALL_PLACES)[number],
  { standin }: World,
  far: FarMachine | null,
): Promise<Place> {
  if (far) {
    const here = await freePort();
    await far.tunnel({ here, there: DEFAULT_PORT, back: [standin.proxy.port] });
    return { port: DEFAULT_PORT, address: `http://127.0.0.1:${here}`, within: far.within };
  }
  if (where === "on this computer") return { port: DEFAULT_PORT };
  const port = await freePort();
  standin.behaviour.tailnetPort = port;
  return { port, address: `https://${TAILNET_HOST}` };
}

/** The gateway, the command line and a chat show the plan. @returns the key by which, in its fingerprint */
async function everywhere(gateway: Gateway, openclaw: OpenClaw, world: World): Promise<string | undefined> {
  const { windows } = windowsOf(world.standin.account());
  const expected = { windows: knows(VERSION, "modelLimits") ? windows : windows.slice(0, 2) };
  expect(await gateway.usage()).toMatchObject(expected);
  expect(await usageWindows(openclaw)).toMatchObject(expected);
  expect(lastAsked(world)).toBe(await keyInBrowser(world));
  if (CHATS) expect(await gateway.statusCard()).toMatch(/Usage: 5h 59% left .*Week 34% left/);
  return lastAsked(world);
}

/** With which key OpenClaw last asked for the usage. */
const lastAsked = ({ standin }: World) =>
  standin.requests.findLast(
    ({ path: asked, userAgent }) =>
      asked.endsWith("/usage") && asked.startsWith("/api/org") && !userAgent.startsWith("Mozilla"),
  )?.sessionKeyFingerprint;

/** Which one the browser has. */
async function keyInBrowser({ browser }: World): Promise<string> {
  const cookies = await browser.puppeteer.cookies();
  return keyFingerprint(cookies.find(({ name }) => name === "sessionKey")!.value);
}
