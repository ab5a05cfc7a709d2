/**
 * The plugin's way, in the real OpenClaw: from the Set-Cookie of a rotation to the gateway's own question to claude.ai
 * with the new key, beside the same by way of `openclaw.json`; and a sealed request beside a bare one of its size.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { newCode } from "../src/core/pairing/code.ts";
import { arrives, leaveNoPage, pressButton, syncedWorld } from "../test/e2e/auto-sync.ts";
import { afterReload, waitForText } from "../test/e2e/popup.ts";
import type { World } from "../test/e2e/world.ts";
import type { pairBrowser, TestBrowser } from "../test/helpers/gateway-client.ts";
import { keyFingerprint } from "../test/helpers/standin/recorded-request.ts";
import { installOpenClaw, VERSION } from "../test/real-openclaw/install.ts";
import { pasteSetupToken } from "../test/real-openclaw/openclaw.ts";
import { install, pluginHome, type PluginHome } from "../test/real-openclaw/plugin.ts";
import { resultOf, type Result } from "./contest.ts";
import { loadIntoPage } from "./in-page.ts";
import { paced } from "./pace.ts";

const REQUESTS = 200;
const ROTATIONS = 5;

/** By way of the file it restarts first. */
const USE_MS = 60_000;
/** A gateway that is asked more often than this puts its restart off. No rotation falls into the restart of the one before. */
const WAYS = { file: { pollMs: 500, restMs: 3_000 }, plugin: { pollMs: 20, restMs: 0 } };

export async function* benchGateway(): AsyncGenerator<Result> {
  await installOpenClaw();
  await using world = await syncedWorld({ quick: true });
  const openclaw = { home: world.home.folder, standin: world.standin };
  await pasteSetupToken(openclaw);
  const here = await pluginHome(openclaw);
  await install(here);
  const gateway = await here.start();
  // Ended before its home is gone.
  await using _ = { [Symbol.asyncDispose]: () => gateway.close() };
  yield await sealedRequests(world, here);
  const { browser: observer } = await here.pair();

  const claude = await world.browser.claude();
  const turn = paced();
  await turn();
  await pressButton(claude, "Sign in");
  await arrives(world, (key) => key !== undefined);
  const rotate = async () => {
    await turn();
    await world.browser.stopWorker();
    await pressButton(claude, "Rotate key");
  };
  const byFile = await rotations(world, rotate, observer, WAYS.file);
  await pairOnPage(world, here);
  const byPlugin = await rotations(world, rotate, observer, WAYS.plugin);
  yield resultOf(`Set-Cookie to the gateway's use of the key, OpenClaw ${VERSION}`, {
    "the plugin": byPlugin,
    "openclaw.json": byFile,
  });
}

/** In a page of the extension. The floor asks the same port for what nobody serves there. */
async function sealedRequests({ browser }: World, here: PluginHome): Promise<Result> {
  const page = await browser.open("options");
  await loadIntoPage(page, "test/helpers/gateway-client.ts");
  const code = await newCode();
  const [[bare, sealed]] = await Promise.all([
    page.evaluate(race, here.url, code, REQUESTS),
    here.clawkey(["pair"], `${code}\n`),
  ]);
  return resultOf("A request to the gateway, from a page of the extension", {
    "bare, of the same size": bare,
    "sealed, with its answer": sealed,
  });
}

/** Runs in the page. @returns the milliseconds of each, the floor's first */
async function race(url: string, code: string, rounds: number): Promise<[number[], number[]]> {
  const { inPage } = globalThis as unknown as { inPage: { pairBrowser: typeof pairBrowser } };
  const paired = () => inPage.pairBrowser(url, code, location.origin).catch(() => null);
  let browser = await paired();
  while (!browser) browser = await new Promise((resolve) => setTimeout(resolve, 300)).then(paired);
  const status = { op: "status", salt: "0".repeat(32) };
  const times: [number[], number[]] = [[], []];
  const timed = async (kept: number[], work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    kept.push(performance.now() - start);
  };
  for (let round = 0; round < rounds; round++) {
    const { body } = await browser.seal(status);
    await timed(times[0], () => fetch(`${url}/nobody`, { method: "POST", body, mode: "no-cors" }));
    await timed(times[1], () => browser.ask(status));
  }
  return times;
}

/** The worker sleeps before each. @returns the milliseconds of each, by the clock of the stand-in */
async function rotations(
  world: World,
  rotate: () => Promise<void>,
  observer: TestBrowser,
  { pollMs, restMs }: (typeof WAYS)["file"],
): Promise<number[]> {
  const times: number[] = [];
  await leaveNoPage(world);
  for (let round = 0; round < ROTATIONS; round++) {
    await rotate();
    const set = world.standin.requests.findLast(({ host, path }) => host === "claude.ai" && path === "/")!.at;
    const cookies = await world.browser.puppeteer.cookies();
    const key = keyFingerprint(cookies.find(({ name }) => name === "sessionKey")!.value);
    times.push((await timeOfUse(world, key, observer, pollMs)) - set);
    await sleep(restMs);
  }
  return times;
}

/** Makes the gateway ask for its usage, as a user's `/status` would, until it does so with this key. @returns when */
async function timeOfUse(
  { standin }: World,
  key: string,
  observer: TestBrowser,
  pollMs: number,
): Promise<number> {
  const end = Date.now() + USE_MS;
  while (Date.now() < end) {
    await sleep(pollMs);
    // While it restarts, nobody answers.
    await observer.ask({ op: "show" }).catch(() => null);
    const used = standin.requests.find(
      ({ path, userAgent, sessionKeyFingerprint }) =>
        path.startsWith("/api/org") && !userAgent.startsWith("Mozilla") && sessionKeyFingerprint === key,
    );
    if (used) return used.at;
  }
  throw new Error("The gateway did not come to use the new key.");
}

/** The browser of the world, by the welcome page and the command that takes its code. */
async function pairOnPage({ browser }: World, here: PluginHome): Promise<void> {
  const page = await browser.open("welcome", "target");
  await afterReload(page, () => page.click("#choose-gateway"));
  await page.$eval("#address", (field) => field.closest("details")!.setAttribute("open", ""));
  await page.$eval("#address", (field) => ((field as HTMLInputElement).value = ""));
  await page.type("#address", `${here.url}\n`);
  await waitForText(page, "[role=status]", here.url);
  const line = await page.waitForSelector("#line:not(:empty)");
  const [code] = /ck1-[\w-]+/.exec(await line!.evaluate(({ textContent }) => textContent))!;
  await Promise.all([page.waitForSelector("#paired:not([hidden])"), here.clawkey(["pair"], `${code}\n`)]);
}
