/** The gateway's way, with the real OpenClaw: a plugin, one pasted line, one click, and a rotation that restarts nothing. */
import { readFile, writeFile } from "node:fs/promises";
import { leaveNoPage, press } from "../test/e2e/auto-sync.ts";
import { afterReload, statusText, waitForText, waitForTone } from "../test/e2e/popup.ts";
import type { World } from "../test/e2e/world.ts";
import { until } from "../test/helpers/world/until.ts";
import { freePort, GATEWAY_TOKEN, startGateway, type Gateway } from "../test/real-openclaw/gateway.ts";
import { paste, terminalOf } from "../test/real-openclaw/in-terminal.ts";
import { pasteSetupToken, type OpenClaw } from "../test/real-openclaw/openclaw.ts";
import { quote, step, tell } from "./print.ts";

export interface RunningGateway extends AsyncDisposable {
  address: string;
  gateway: Gateway;
}

/** On a port of its own: the usual one may be the user's. */
export async function startDemoGateway({ home }: World, openclaw: OpenClaw): Promise<RunningGateway> {
  const port = await freePort();
  const auth = { mode: "token", token: GATEWAY_TOKEN };
  await writeFile(home.config, JSON.stringify({ gateway: { mode: "local", port, auth } }, null, 2));
  await pasteSetupToken(openclaw);
  const gateway = await startGateway(openclaw, { port });
  return {
    address: `http://127.0.0.1:${port}`,
    gateway,
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

/** @param steps of the whole demo */
export async function clickThroughGateway(
  world: World,
  openclaw: OpenClaw,
  { address, gateway }: RunningGateway,
  steps: number,
): Promise<void> {
  const { browser, home, standin } = world;
  step("Agree on the welcome page, and choose OpenClaw's gateway", steps);
  const page = await world.consent();
  await afterReload(page, () => page.click("#choose-gateway"));
  await page.$eval("#address", (field) => field.closest("details")!.setAttribute("open", ""));
  await page.$eval("#address", (field) => ((field as HTMLInputElement).value = ""));
  await page.type("#address", `${address}\n`);
  await waitForText(page, "[role=status]", address);
  const line = await page.waitForSelector("#line:not(:empty)");
  const command = await line!.evaluate(({ textContent }) => textContent);
  tell("The page shows one line for a terminal. OpenClaw asks there whether it may install the plugin: yes.");
  quote(command);
  const screen = await paste(command, terminalOf(openclaw)).ended;
  await page.waitForSelector("#paired:not([hidden])");
  const digits = await page.$eval("#digits", ({ textContent }) => textContent);
  tell(
    `Paired: page and terminal show the same four digits, ${digits}${screen.includes(digits) ? "" : " (not!)"}.`,
  );

  step("Sign in to the stand-in for claude.ai, and export with one click", steps);
  const installed = await readFile(home.config, "utf8");
  const claude = await world.signIn();
  await page.bringToFront();
  const clicked = performance.now();
  await page.click("#export-gateway");
  await waitForText(page, "[role=status]", "Seen by OpenClaw");
  tell(`${msSince(clicked)} ms after the click the page says:`);
  quote(await statusText(page));

  step("Turn on auto-sync in the options, and let claude.ai give out a new key", steps);
  const options = await browser.open("options");
  await options.click("#auto-sync");
  await waitForTone(options, "good");
  await leaveNoPage(world);
  const reloads = gateway.reloads();
  const before = askedWith(world);
  await press(world, claude, "Rotate key");
  await until("the new key in the gateway", async () => {
    await gateway.usage();
    return askedWith(world) !== before;
  });
  const isSame = (await readFile(home.config, "utf8")) === installed;
  tell(
    `The gateway asks with the new key: ${gateway.reloads() - reloads} restarts, openclaw.json ${isSame ? "unchanged" : "changed"}.`,
  );
  tell(`Requests that the stand-in had, all in all: ${standin.requests.length}. Nothing went out.`);
}

/** With which key OpenClaw last asked for the usage, as a fingerprint. */
const askedWith = ({ standin }: World): string | undefined =>
  standin.requests.findLast(
    ({ path: asked, userAgent }) => asked.endsWith("/usage") && !userAgent.startsWith("Mozilla"),
  )?.sessionKeyFingerprint;

const msSince = (start: number): number => Math.round(performance.now() - start);
