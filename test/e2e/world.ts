/** Everything around one browser: display, stand-in, home, and the way from the welcome page to a set-up Clawkey. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
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

export interface World extends AsyncDisposable {
  display: Display;
  standin: Standin;
  home: Home;
  chromium: Chromium;
  /** Answers the browser's dialog that a click on this button brings up. */
  clickAndAnswer(page: Page, button: string, answer: "accept" | "refuse"): Promise<void>;
  /** Consents, really, and leaves the welcome page at the choice of the target. */
  consent(): Promise<Page>;
  /** Consents, chooses the companion (installed before) and confirms `openclaw.json` or `.env`. */
  setUp(file?: "config" | "dotenv"): Promise<void>;
  signIn(): Promise<Page>;
}

export interface WorldOptions {
  /** A display that is there already, with a person before it; else one without a monitor is started. */
  display?: Pick<Display, "name">;
  config?: string | null;
  /** Makes the session keys; a canary, or a wrong kind of secret. */
  key?: () => string;
  /** More extensions beside Clawkey. */
  extensionFolders?: string[];
}

export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const { config, key, extensionFolders = [] } = options;
  const display = options.display ? existingDisplay(options.display.name) : await startDisplay();
  const standin = await startStandin(key ? { key } : {});
  const home = await makeHome(config);
  const extension = await unpackExtension();
  const chromium = await launchChromium({
    display,
    home: home.folder,
    profile: home.profile,
    extensionFolders: [extension, ...extensionFolders],
    standin,
  });

  // The browser brings this page to the front some time after its start; what comes before would be covered by it.
  await chromium.welcome();

  const clickAndAnswer: World["clickAndAnswer"] = (page, button, answer) =>
    answerPermission(display, page, button, answer);
  const consent = async () => {
    const page = await chromium.welcome();
    await clickAndAnswer(page, "#accept", "accept");
    await page.waitForSelector("#step-target:not([hidden])");
    return page;
  };
  return {
    display,
    standin,
    home,
    chromium,
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
    async [Symbol.asyncDispose]() {
      await chromium.close();
      await standin.close();
      display.stop();
      await home.remove();
      await rm(extension, { recursive: true });
    },
  };
}

async function unpackExtension(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-extension-"));
  await run(toolPath("unzip"), ["-q", PACKED, "-d", folder]);
  return folder;
}
