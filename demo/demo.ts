/**
 * The whole product on one command, without any account: a real browser with the real extension, the companion,
 * a local stand-in for claude.ai and a temporary home. With a display you click; without one it clicks by itself.
 * `--openclaw` asks the real OpenClaw for the plan's usage before and after.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { makeWorld, type World } from "../test/e2e/world.ts";
import { arrives, keyIn, leaveNoPage, press } from "../test/e2e/auto-sync.ts";
import { EXPORT, exportAndWait, statusText, waitForTone } from "../test/e2e/popup.ts";
import { pasteSetupToken, usageWindows, type OpenClaw } from "../test/real-openclaw/openclaw.ts";
import { installOpenClaw, openClawFolder } from "../test/real-openclaw/install.ts";
import { showChange } from "./show-change.ts";
import { watchByHand } from "./by-hand.ts";

const PICTURES = path.resolve("artifacts/demo");

const withOpenClaw = process.argv.includes("--openclaw");
const display = process.env["DISPLAY"];
const started = performance.now();

say("Starting a browser, a stand-in for claude.ai, and a temporary home ...");
await using world = await makeWorld(display ? { display: { name: display } } : {});
const openclaw: OpenClaw = { home: world.home.folder, standin: world.standin };
if (withOpenClaw) {
  await installOpenClaw();
  await pasteSetupToken(openclaw);
  // OpenClaw's own writer strips comments; a user would have written some since.
  await writeFile(world.home.config, commented(await readFile(world.home.config, "utf8")));
}
const before = await readFile(world.home.config, "utf8");
say(`OpenClaw's config, with comments in it:\n\n${indent(before)}`);
if (withOpenClaw) await showUsage("Before");
await world.home.installCompanion(
  withOpenClaw ? { PATH: [openClawFolder, process.env["PATH"]].join(path.delimiter) } : {},
);
say("Companion: installed for this browser (clawkey install).");

if (display) await watchByHand(world, say);
else await clickThrough(world);

if (withOpenClaw) await showUsage("After");
say("Done. The temporary home is removed again.");

async function clickThrough(shown: World): Promise<void> {
  const { browser, home } = shown;
  await mkdir(PICTURES, { recursive: true });
  const welcome = await browser.welcome();
  await welcome.waitForSelector("#accept", { visible: true });
  await welcome.screenshot({ path: path.join(PICTURES, "1-consent.png"), fullPage: true });
  say("Welcome page: agreeing, allowing claude.ai in the browser's own dialog, choosing OpenClaw ...");
  await shown.setUp();
  await welcome.screenshot({ path: path.join(PICTURES, "2-ready.png") });
  say("Signing in to the stand-in for claude.ai ...");
  const claude = await shown.signIn();
  const popup = await browser.popup();
  await popup.waitForSelector(EXPORT);
  await popup.screenshot({ path: path.join(PICTURES, "3-popup.png") });
  say("One click on Export to OpenClaw in the toolbar's popup ...");
  const clicked = performance.now();
  await exportAndWait(popup);
  const took = Math.round(performance.now() - clicked);
  say(`Written after ${took} ms. The popup asks OpenClaw itself whether it can use the key ...`);
  await popup.waitForSelector("#status .below:not([data-tone=busy])", { timeout: 100_000 });
  await popup.screenshot({ path: path.join(PICTURES, "4-saved.png") });
  say(`The popup:\n\n${indent(await statusText(popup))}\n`);
  if (!withOpenClaw) say("This demo has no OpenClaw. To see its own word there: npm run demo -- --openclaw");
  say(
    `What changed in ${home.config}:\n\n${indent(showChange(before, await readFile(home.config, "utf8")))}\n`,
  );
  await syncByItself(shown, claude);
  say(`Pictures: ${path.relative(process.cwd(), PICTURES)}`);
}

async function syncByItself(shown: World, claude: Page): Promise<void> {
  say("Options page: ticking 'Keep OpenClaw up to date by itself'. Then every page of Clawkey is closed ...");
  const options = await shown.browser.open("options");
  await options.click("#auto-sync");
  await waitForTone(options, "good");
  await options.screenshot({ path: path.join(PICTURES, "5-auto-sync.png"), fullPage: true });
  await leaveNoPage(shown);
  const old = await keyIn(shown);
  const rotated = performance.now();
  await press(shown, claude, "Rotate key");
  await arrives(shown, (key) => key !== old);
  const took = Math.round(performance.now() - rotated);
  say(`claude.ai gave out a new key, and ${took} ms after that click OpenClaw's config had it, by itself.`);
}

async function showUsage(when: string): Promise<void> {
  say(`${when}: asking the real OpenClaw (openclaw status --usage), some seconds ...`);
  const { windows, error } = await usageWindows(openclaw);
  const shown = windows.map(({ label, usedPercent }) => `${label}: ${100 - usedPercent}% left`).join(" · ");
  say(`${when}: ${shown || error}`);
}

function say(text: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  console.log(`${seconds} s  ${text}`);
}

function indent(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(/^/gm, "    ");
}

function commented(config: string): string {
  return `// My OpenClaw. Do not touch the agents!\n${config.replace('"local",', '"local", // this machine only')}`;
}
