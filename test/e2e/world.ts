/** Everything around one browser: display, stand-in, home, and the way from the welcome page to a set-up Clawkey. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Page } from "puppeteer-core";
import { toolPath } from "../../scripts/machine.ts";
import manifest from "../../package.json" with { type: "json" };
import { startStandin, type Standin } from "../standin/standin.ts";
import { answerPermission, launchChromium, type Chromium } from "../world/chromium.ts";
import { existingDisplay, startDisplay, type Display } from "../world/display.ts";
import { makeHome, type Home } from "../world/home.ts";

const run = promisify(execFile);

/** What the user would install: the packed extension, unpacked again. */
const PACKED = path.resolve(import.meta.dirname, `../../.output/clawkey-${manifest.version}-chrome.zip`);

/** The same with `LIMITS` counted in seconds for minutes. */
const QUICK = path.resolve(import.meta.dirname, "../../.output/chrome-mv3-quick");

export interface World extends AsyncDisposable {
  display: Display;
  standin: Standin;
  home: Home;
  readonly chromium: Chromium;
  /** The folder that the browser has loaded the extension from. */
  extension: string;
  /** Answers the browser's dialog that a click on this button brings up. */
  clickAndAnswer(page: Page, button: string, answer: "accept" | "refuse"): Promise<void>;
  /** Consents, really, and leaves the welcome page at the choice of the target. */
  consent(): Promise<Page>;
  /** Consents, chooses the companion (installed before) and confirms `openclaw.json` or `.env`. */
  setUp(file?: "config" | "dotenv"): Promise<void>;
  signIn(): Promise<Page>;
  /** Closes the browser, lets `meanwhile` happen, and starts it again with the same profile; see `lasting`. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
}

export interface WorldOptions {
  /** A display that is there already, with a person before it; else one without a monitor is started. */
  display?: Pick<Display, "name">;
  config?: string | null;
  /** Makes the session keys; a canary, or a wrong kind of secret. */
  key?: () => string;
  /** More extensions beside Clawkey. */
  extensionFolders?: string[];
  /** Ticks the box of auto-sync when consenting. */
  autoSync?: boolean;
  /** The browser will be started again, or Clawkey be updated in it. */
  lasting?: boolean;
  /** A world whose home, OpenClaw and claude.ai this browser shares, with a profile of its own. */
  beside?: Pick<World, "home" | "standin">;
  /** The build whose minutes last a second. */
  quick?: boolean;
}

export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const {
    config,
    key,
    extensionFolders = [],
    autoSync = false,
    quick = false,
    lasting = false,
    beside,
  } = options;
  const display = options.display ? existingDisplay(options.display.name) : await startDisplay();
  const standin = beside?.standin ?? (await startStandin(key ? { key } : {}));
  const home = beside ? await beside.home.withProfile("chromium-beside") : await makeHome(config);
  const extension = quick ? await copyQuickExtension() : await unpackExtension();
  const browserOptions = {
    display,
    home: home.folder,
    profile: home.profile,
    extensionFolders: [extension, ...extensionFolders],
    standin,
    lasting,
  };
  let chromium = await launchChromium(browserOptions);

  // The browser brings this page to the front some time after its start; what comes before would be covered by it.
  await chromium.welcome();

  const clickAndAnswer: World["clickAndAnswer"] = (page, button, answer) =>
    answerPermission(display, page, button, answer);
  const consent = async () => {
    const page = await chromium.welcome();
    if (autoSync) await page.click("#auto-sync");
    await clickAndAnswer(page, "#accept", "accept");
    await page.waitForSelector("#step-target:not([hidden])");
    return page;
  };
  return {
    display,
    standin,
    home,
    extension,
    get chromium() {
      return chromium;
    },
    clickAndAnswer,
    consent,
    async setUp(file = "config") {
      const page = await consent();
      await clickAndAnswer(page, "#choose-companion", "accept");
      await page.waitForSelector("#confirm:not([hidden])");
      await page.click(`input[value="${file}"]`);
      await page.click("#use-file");
      await page.waitForSelector("#step-ready:not([hidden])");
    },
    async signIn() {
      const page = await chromium.claude();
      await page.bringToFront();
      await Promise.all([page.waitForNavigation(), page.click('::-p-aria([name="Sign in"][role="button"])')]);
      return page;
    },
    async restart(meanwhile = async () => {}) {
      await chromium.close();
      await meanwhile();
      chromium = await launchChromium(browserOptions);
    },
    async [Symbol.asyncDispose]() {
      await chromium.close();
      display.stop();
      if (!beside) {
        await standin.close();
        await home.remove();
      }
      await rm(extension, { recursive: true });
    },
  };
}

async function copyQuickExtension(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-extension-"));
  await cp(QUICK, folder, { recursive: true });
  return folder;
}

async function unpackExtension(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-extension-"));
  await run(toolPath("unzip"), ["-q", PACKED, "-d", folder]);
  return folder;
}
