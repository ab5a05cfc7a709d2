/** Real Chromium with the real extension, on a display of its own, with claude.ai led to the stand-in. */
import { setTimeout as sleep } from "node:timers/promises";
import puppeteer, { TargetType, type Browser, type Page, type Target } from "puppeteer-core";
import { chromiumPath } from "../../scripts/machine.ts";
import { CHROME_EXTENSION_ID } from "../../src/protocol/extension-ids.ts";
import type { Standin } from "../standin/standin.ts";
import { wayThere } from "../standin/way-there.ts";
import type { Display } from "./display.ts";
import { until } from "./until.ts";

export interface ChromiumOptions {
  display: Pick<Display, "name">;
  /** HOME of the browser, and so of the companion that it starts. */
  home: string;
  /** The browser's data folder. */
  profile: string;
  extensionFolders: string[];
  /** Loads the extensions in the way in which they keep what was granted to them over a restart. */
  lasting?: boolean;
  standin: Pick<Standin, "port" | "caFile" | "proxy">;
}

export interface Chromium {
  browser: Browser;
  /** All that the browser and the companions it started wrote to stderr. */
  stderr(): string;
  /** Whether the extension's worker runs. Looking at it wakes nothing. */
  workerRuns(extensionId?: string): boolean;
  /** Stops the worker, as the browser does after half a minute of idleness. */
  stopWorker(extensionId?: string): Promise<void>;
  /** Opens one of the extension's pages in a tab. */
  open(page: ExtensionPage): Promise<Page>;
  /** The welcome page that the browser opened by itself at install. */
  welcome(): Promise<Page>;
  /** The real popup, as a click on the toolbar opens it. */
  popup(): Promise<Page>;
  /** The popup that something else opened, the keyboard for one. */
  openedPopup(): Promise<Page>;
  claude(): Promise<Page>;
  close(): Promise<void>;
}

type ExtensionPage = "popup" | "welcome" | "options";

export const extensionUrl = (page: string): string =>
  `chrome-extension://${CHROME_EXTENSION_ID}/${page}.html`;

/** Nothing of the browser's own may go out, and nothing of ours but to the stand-in. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--password-store=basic",
  "--lang=en-US",
];

export async function launchChromium(options: ChromiumOptions): Promise<Chromium> {
  const { display, home, profile, extensionFolders, standin, lasting = false } = options;
  const browser = await puppeteer.launch({
    executablePath: chromiumPath(),
    headless: false,
    pipe: true,
    userDataDir: profile,
    ...(lasting ? { ignoreDefaultArgs: ["--disable-extensions"] } : { enableExtensions: extensionFolders }),
    defaultViewport: null,
    // The companion inherits it.
    env: {
      ...withoutOpenClaw(process.env),
      ...wayThere(standin),
      OPENCLAW_SKIP_CHANNELS: "1",
      DISPLAY: display.name,
      HOME: home,
    },
    args: [
      ...QUIET,
      "--no-proxy-server",
      ...(lasting ? [`--load-extension=${extensionFolders.join(",")}`] : []),
      "--window-size=1100,1000",
      "--ignore-certificate-errors",
      `--host-resolver-rules=MAP claude.ai 127.0.0.1:${standin.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
    ],
  });
  const chunks: Buffer[] = [];
  browser.process()?.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return {
    browser,
    stderr: () => Buffer.concat(chunks).toString(),
    workerRuns: (id = CHROME_EXTENSION_ID) => workerOf(browser, id) !== undefined,
    async stopWorker(id = CHROME_EXTENSION_ID) {
      const target = workerOf(browser, id);
      const worker = await target?.worker();
      await worker?.close();
      // Something that waits for it may have started the next one already.
      await until("the worker to be gone", () => target === undefined || workerOf(browser, id) !== target);
    },
    open: (page) => openTab(browser, extensionUrl(page)),
    welcome: async () => pageAt(browser, extensionUrl("welcome")),
    async popup() {
      const extension = (await browser.extensions()).get(CHROME_EXTENSION_ID);
      const [page] = await browser.pages();
      if (!extension || !page) throw new Error("the extension is not loaded");
      await page.bringToFront();
      await page.triggerExtensionAction(extension);
      return pageAt(browser, extensionUrl("popup"));
    },
    openedPopup: () => pageAt(browser, extensionUrl("popup")),
    claude: () => openTab(browser, "https://claude.ai/"),
    close: () => browser.close(),
  };
}

function workerOf(browser: Browser, extensionId: string): Target | undefined {
  const ours = `chrome-extension://${extensionId}/`;
  return browser
    .targets()
    .find((target) => target.type() === TargetType.SERVICE_WORKER && target.url().startsWith(ours));
}

async function openTab(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

async function pageAt(browser: Browser, url: string): Promise<Page> {
  const target = await browser.waitForTarget((candidate) => candidate.url().startsWith(url), {
    timeout: 20_000,
  });
  return until(`a page at ${url}`, () => target.asPage());
}

/**
 * A developer's own OpenClaw must not leak into a test; nor must the test into the OpenClaw that the companion
 * starts, which behaves otherwise under Vitest.
 */
function withoutOpenClaw(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^((OPENCLAW|CLAUDE|XDG|VITEST|VITE)_|(VITEST|NODE_ENV|TEST)$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}

/**
 * Clicks a button that makes the browser ask, and answers the browser's own dialog with real keys. It is drawn
 * inside the browser's window, so what shows that it is there is that the page has lost the focus.
 */
export async function answerPermission(
  display: Display,
  page: Page,
  button: string,
  answer: "accept" | "refuse",
): Promise<void> {
  await page.bringToFront();
  await page.waitForSelector(button, { visible: true });
  await page.click(button);
  await page.waitForFunction(() => !document.hasFocus(), { polling: 50 });
  // The dialog ignores keys in its first moments, so that nobody accepts it by typing on.
  await sleep(700);
  // Its focus is on Deny when it opens.
  await display.press(...(answer === "accept" ? ["Tab", "Return"] : ["Escape"]));
}
