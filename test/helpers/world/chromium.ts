/** Real Chromium with the real extension, on a display of its own, with claude.ai led to the stand-in. */
import { setTimeout as sleep } from "node:timers/promises";
import puppeteer, { TargetType, type Browser, type CDPSession, type Page, type Target } from "puppeteer-core";
import { chromiumPath } from "../../../scripts/machine.ts";
import { CHROME_EXTENSION_ID } from "../../../src/core/messages/identity.ts";
import type { BrowserDriver, BrowserOptions, ExtensionPage } from "./browser-driver.ts";
import type { Display } from "./display.ts";
import { outputOf, withoutOpenClaw } from "./process.ts";
import { until } from "./until.ts";
import { wayThere } from "../standin/standin.ts";
import { TAILNET_HOST } from "../standin/tailscale-serve.ts";

export const extensionUrl = (page: ExtensionPage, step = ""): string =>
  `chrome-extension://${CHROME_EXTENSION_ID}/${page}.html${step && `#${step}`}`;

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
];

export async function launchChromium(options: BrowserOptions): Promise<BrowserDriver> {
  const { display, home, extensionFolders, standin, lasting, program = chromiumPath() } = options;
  const { language = "en-US" } = options;
  const browser = await puppeteer.launch({
    executablePath: program,
    headless: false,
    pipe: true,
    userDataDir: home.profile,
    ...(lasting !== undefined
      ? { ignoreDefaultArgs: ["--disable-extensions"] }
      : { enableExtensions: extensionFolders }),
    defaultViewport: null,
    // The companion inherits it.
    env: {
      ...withoutOpenClaw(process.env),
      ...wayThere(standin),
      OPENCLAW_SKIP_CHANNELS: "1",
      DISPLAY: display.name,
      HOME: home.folder,
      // On Linux the browser takes its language from here, and formats from its argument.
      LANGUAGE: language,
    },
    args: [
      ...QUIET,
      `--lang=${language}`,
      "--no-proxy-server",
      ...(lasting !== undefined ? [`--load-extension=${extensionFolders.join(",")}`] : []),
      "--window-size=1100,1000",
      "--ignore-certificate-errors",
      `--host-resolver-rules=MAP claude.ai 127.0.0.1:${standin.port}, MAP ${TAILNET_HOST} 127.0.0.1:${standin.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
    ],
  });
  const output = outputOf(browser);
  const openedPopup = () => pageAt(browser, extensionUrl("popup"));
  const popup = async () => {
    const extension = (await browser.extensions()).get(CHROME_EXTENSION_ID);
    const [page] = await browser.pages();
    if (!extension || !page) throw new Error("the extension is not loaded");
    await page.bringToFront();
    await page.triggerExtensionAction(extension);
    return openedPopup();
  };
  return {
    puppeteer: browser,
    output,
    workerRuns: async (id = CHROME_EXTENSION_ID) => workerOf(browser, id) !== undefined,
    async stopWorker(id = CHROME_EXTENSION_ID) {
      const target = workerOf(browser, id);
      // One that is just starting can't be closed yet; something may have started the next one already.
      await until("the worker to be gone", async () => {
        if (target === undefined || workerOf(browser, id) !== target) return true;
        await (await target.worker())?.close();
        return false;
      });
    },
    open: (page, step) => openTab(browser, extensionUrl(page, step)),
    opened: (page, step) => pageAt(browser, extensionUrl(page, step)),
    ownPages: async () =>
      (await browser.pages()).filter((page) => page.url().startsWith("chrome-extension:")),
    welcome: () => pageAt(browser, extensionUrl("welcome")),
    popup,
    async popupSize(openedBy) {
      const page =
        openedBy === "click" ? await popup() : await popupByKeyboard(browser, display, openedPopup);
      await page.waitForSelector("[role=status][data-tone]");
      const size = await page.evaluate((): [number, number] => [innerWidth, innerHeight]);
      await page.close();
      return size;
    },
    openNoted: (page) => openNoted(browser, extensionUrl(page)),
    claude: () => openTab(browser, "https://claude.ai/"),
    clickAndAnswer: (page, button, answer) => clickAndAnswer(display, page, button, answer),
    close: () => browser.close(),
  };
}

/** Puppeteer's own way has no forced colours; and what one session has set, another can't take back. */
const mediaSessions = new WeakMap<Page, CDPSession>();

/** What a page is told of the user's taste: colours, and as little movement as can be. */
export async function setMedia(page: Page, colours: "light" | "dark" | "forced"): Promise<void> {
  const session = mediaSessions.get(page) ?? (await page.createCDPSession());
  mediaSessions.set(page, session);
  await session.send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-color-scheme", value: colours === "dark" ? "dark" : "light" },
      { name: "forced-colors", value: colours === "forced" ? "active" : "none" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ],
  });
}

/** Signs in anew in the same profile, with Clawkey switched off. */
export async function signInUnseen(options: BrowserOptions): Promise<void> {
  const chromium = await launchChromium({ ...options, extensionFolders: [], lasting: "" });
  const claude = await chromium.claude();
  const button = await claude.waitForSelector('::-p-aria([name="Rotate key"][role="button"])');
  await Promise.all([claude.waitForNavigation(), button!.click()]);
  await chromium.close();
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

async function popupByKeyboard(
  browser: Browser,
  display: Pick<Display, "press">,
  openedPopup: () => Promise<Page>,
): Promise<Page> {
  const [tab] = await browser.pages();
  await tab!.bringToFront();
  await display.press("alt+shift+k");
  return openedPopup();
}

async function openNoted(browser: Browser, url: string) {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    for (const name of ["get", "getAll"] as const) {
      const original = chrome.cookies[name] as (...args: unknown[]) => unknown;
      Object.assign(chrome.cookies, {
        [name]: (...args: [{ name?: string }]) => {
          asked.push(args[0].name);
          return original(...args);
        },
      });
    }
  });
  await page.goto(url);
  const reads = () => page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  return { page, reads };
}

/**
 * Answers the browser's own dialog with real keys. It is drawn inside the browser's window, so what shows that
 * it is there is that the page has lost the focus.
 */
async function clickAndAnswer(
  display: Pick<Display, "press">,
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
