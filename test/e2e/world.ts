/** Everything around one browser: display, stand-in, home, and the way from the welcome page to a set-up Clawkey. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as z from "zod/mini";
import type { Page } from "puppeteer-core";
import type { Grade } from "../../src/extension/browser/records.ts";
import { toolPath } from "../../scripts/machine.ts";
import manifest from "../../package.json" with { type: "json" };
import { startStandin, type Standin } from "../helpers/standin/standin.ts";
import {
  BROWSERS,
  type BrowserDriver,
  type BrowserName,
  type BrowserOptions,
} from "../helpers/world/browser-driver.ts";
import { withPolicy } from "../helpers/world/administrator.ts";
import * as chromium from "../helpers/world/chromium.ts";
import { existingDisplay, startDisplay, type Display } from "../helpers/world/display.ts";
import { answerAboutFile, pickAndAnswer, pickInDialog } from "../helpers/world/file-dialog.ts";
import * as firefox from "../helpers/world/firefox.ts";
import { makeHome, type Home } from "../helpers/world/home.ts";
import { until } from "../helpers/world/until.ts";

const run = promisify(execFile);

/** In which browser the scenarios run: each is a project of vitest's. Demo and benches run in Chromium. */
export const BROWSER = z.enum(BROWSERS).parse(process.env["CLAWKEY_BROWSER"] ?? "chromium");

const OUTPUT = path.resolve(import.meta.dirname, "../../.output");

interface Kind {
  launch: (options: BrowserOptions) => Promise<BrowserDriver>;
  /** Signs in anew in the closed browser's profile, without Clawkey's knowledge. */
  signInUnseen: (options: BrowserOptions) => Promise<void>;
  /** What the user would install. */
  packed: string;
  /** Of its other builds, by their modes. */
  folder: string;
}

const KINDS: Record<BrowserName, Kind> = {
  chromium: {
    launch: chromium.launchChromium,
    signInUnseen: chromium.signInUnseen,
    packed: path.join(OUTPUT, `clawkey-${manifest.version}-chrome.zip`),
    folder: "chrome-mv3",
  },
  firefox: {
    launch: firefox.launchFirefox,
    signInUnseen: firefox.signInUnseen,
    packed: path.join(OUTPUT, `clawkey-${manifest.version}-firefox.zip`),
    folder: "firefox-mv3",
  },
};

export interface World extends AsyncDisposable {
  standin: Standin;
  home: Home;
  readonly browser: BrowserDriver;
  /** The folder that the browser has loaded the extension from. */
  extension: string;
  /** Answers the browser's dialog that a click on this button brings up. */
  clickAndAnswer(page: Page, button: string, answer: "accept" | "refuse"): Promise<void>;
  /** Clicks a button that opens the system's own dialog for files, and picks this one there. */
  pickFile(page: Page, button: string, file: string): Promise<void>;
  /** The same, and answers the browser's question whether it may be edited. */
  pickAndAnswer(
    page: Page,
    pick: { button: string; file: string; answer: "accept" | "refuse" },
  ): Promise<void>;
  /** Answers what the browser asks about the picked file when this button is clicked, until this is on the page. */
  answerAboutFile(
    page: Page,
    question: { button: string; answer: "accept" | "refuse"; done: string },
  ): Promise<void>;
  /** Consents, really, and leaves the welcome page at the choice of the target, or at the gateway that takes the numbers. */
  consent(grade?: Grade): Promise<Page>;
  /** Consents, chooses the companion (installed before) and confirms `openclaw.json`, before any sign-in. */
  setUp(): Promise<void>;
  signIn(): Promise<Page>;
  /** Closes the browser and starts it again with the same profile (see `lasting`); in between a key is changed. */
  restartWithOtherKey(): Promise<void>;
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
  /** The browser will be started again. */
  lasting?: boolean;
  /** A world whose home, OpenClaw and claude.ai this browser shares, with a profile of its own. */
  beside?: Pick<World, "home" | "standin">;
  /** The build whose minutes last a second. */
  quick?: boolean;
  /** The build in a language that nobody speaks: longer words, from right to left. */
  pseudo?: boolean;
  /** The browser's. */
  language?: string;
  /** Puts the extension into a folder of this home, and says which; else the packed one is unpacked. */
  unpack?: (home: Home) => Promise<string>;
  /** Another program to start in the place of the browser's own. */
  program?: string;
  /** What an administrator has fixed for Clawkey. */
  policy?: object;
}

export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const {
    config,
    key,
    extensionFolders = [],
    autoSync = false,
    quick = false,
    pseudo = false,
    lasting = false,
    beside,
    policy,
    unpack = () => unpacked(packed),
  } = options;
  const { launch, signInUnseen, packed, folder } = KINDS[BROWSER];
  const display = options.display ? existingDisplay(options.display.name) : await startDisplay();
  const standin = beside?.standin ?? (await startStandin(key ? { key } : {}));
  const home = beside ? await beside.home.withProfile("profile-beside") : await makeHome(config, BROWSER);
  const extension = await (quick || pseudo
    ? copied(path.join(OUTPUT, `${folder}-${quick ? "quick" : "pseudo"}`))
    : unpack(home));
  const browserOptions: BrowserOptions = {
    display,
    home,
    extensionFolders: [extension, ...extensionFolders],
    standin,
    program: policy ? withPolicy(BROWSER, policy) : options.program,
    language: options.language,
    ...(lasting ? { lasting: packed } : {}),
  };
  let browser = await launch(browserOptions);

  // The browser brings this page to the front some time after its start; what comes before would be covered by it.
  await browser.welcome();

  const clickAndAnswer: World["clickAndAnswer"] = (page, button, answer) =>
    browser.clickAndAnswer(page, button, answer);
  const consent = async (grade: Grade = "key") => {
    const page = await browser.welcome();
    await page.bringToFront();
    const choice = await page.waitForSelector(`input[name=grade][value=${grade}]`, { visible: true });
    await choice!.click();
    if (autoSync) await page.click("#auto-sync");
    await clickAndAnswer(page, "#accept", "accept");
    await page.waitForSelector(`#step-${grade === "key" ? "target" : "gateway"}:not([hidden])`);
    return page;
  };
  return {
    standin,
    home,
    extension,
    get browser() {
      return browser;
    },
    clickAndAnswer,
    answerAboutFile: (page, question) => answerAboutFile(display, page, question),
    pickAndAnswer: (page, pick) => pickAndAnswer(display, page, pick),
    pickFile: (page, button, file) => pickInDialog(display, page, button, file),
    consent,
    async setUp() {
      const page = await consent();
      await clickAndAnswer(page, "#choose-companion", "accept");
      await page.waitForSelector("#found:not([hidden])");
      await page.click('input[value="config"]');
      // Nobody is signed in yet, so the button that confirms the file leads there.
      const before = new Set(await browser.puppeteer.pages());
      await page.click("#export");
      const opened = await until("claude.ai", async () =>
        (await browser.puppeteer.pages()).find((one) => !before.has(one)),
      );
      await opened.close();
    },
    async signIn() {
      const page = await browser.claude();
      await page.bringToFront();
      await Promise.all([page.waitForNavigation(), page.click('::-p-aria([name="Sign in"][role="button"])')]);
      return page;
    },
    async restartWithOtherKey() {
      await browser.close();
      await signInUnseen(browserOptions);
      browser = await launch(browserOptions);
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      display.stop();
      if (!beside) {
        await standin.close();
        await home.remove();
      }
      await rm(extension, { recursive: true, force: true });
    },
  };
}

/** Set up, with the companion and `openclaw.json`, and signed in. */
export async function readyWorld(options: WorldOptions = {}): Promise<World> {
  const world = await makeWorld(options);
  await world.home.installCompanion();
  await world.setUp();
  await world.signIn();
  return world;
}

const makeFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), "clawkey-extension-"));

async function copied(build: string): Promise<string> {
  const folder = await makeFolder();
  await cp(build, folder, { recursive: true });
  return folder;
}

async function unpacked(zip: string): Promise<string> {
  const folder = await makeFolder();
  await run(toolPath("unzip"), ["-q", zip, "-d", folder]);
  return folder;
}
