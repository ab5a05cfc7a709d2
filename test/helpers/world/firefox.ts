/** Real Firefox with the real extension, without a screen, with claude.ai led to the stand-in by a proxy. */
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { toolPath } from "../../../scripts/machine.ts";
import { FIREFOX_EXTENSION_ID } from "../../../src/core/messages/identity.ts";
import type { BrowserDriver, BrowserOptions, ExtensionPage } from "./browser-driver.ts";
import { outputOf, withoutOpenClaw } from "./process.ts";
import { answerPrompt, noteCookieReads, measurePopup, openPopup } from "./firefox-window.ts";
import { firefoxScript, installForGood, type FirefoxGlobals } from "./firefox-script.ts";
import { until } from "./until.ts";
import { wayThere } from "../standin/standin.ts";

/** Firefox draws one at random for each profile; a test must know it. */
const UUID = "c1a3ee10-5a1d-4b0e-9d3f-000000000001";

const extensionUrl = (page: ExtensionPage, step = ""): string =>
  `moz-extension://${UUID}/${page}.html${step && `#${step}`}`;

const prefs = (proxyPort: number): Record<string, unknown> => ({
  "extensions.webextensions.uuids": JSON.stringify({ [FIREFOX_EXTENSION_ID]: UUID }),
  // An unsigned extension may stay; this ESR listens to it.
  "xpinstall.signatures.required": false,
  // Nothing may go out but to the stand-in: names never resolve here, and this computer's own address is no way out.
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": proxyPort,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": proxyPort,
  "network.proxy.allow_hijacking_localhost": true,
  // A gateway is asked without a proxy, as users have it: what listens nowhere must look so.
  "network.proxy.no_proxies_on": "127.0.0.1",
  // What pages and scripts say on their consoles is written to the browser's output as well.
  "devtools.console.stdout.content": true,
  // So that nobody accepts a question by typing on; a script does not.
  "security.notification_enable_delay": 0,
});

export async function launchFirefox(options: BrowserOptions): Promise<BrowserDriver> {
  const { home, extensionFolders, lasting, standin } = options;
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: options.program ?? toolPath("firefox"),
    headless: true,
    acceptInsecureCerts: true,
    userDataDir: home.profile,
    defaultViewport: null,
    // The companion inherits it.
    env: {
      ...withoutOpenClaw(process.env),
      ...wayThere(standin),
      OPENCLAW_SKIP_CHANNELS: "1",
      HOME: home.folder,
    },
    args: ["--remote-allow-system-access", "--width=1100", "--height=1000"],
    extraPrefsFirefox: prefs(standin.proxy.port),
  });
  const output = outputOf(browser);
  const script = firefoxScript(browser);
  if (options.language !== undefined) await script(speak, options.language);
  if (lasting === undefined) for (const folder of extensionFolders) await browser.installExtension(folder);
  else if (!(await script(isInstalled, FIREFOX_EXTENSION_ID))) await installForGood(browser, lasting);
  const open = (page: ExtensionPage, step?: string) => openTab(browser, extensionUrl(page, step));
  const opened = (page: ExtensionPage, step?: string) => pageAt(browser, extensionUrl(page, step));
  return {
    puppeteer: browser,
    output,
    workerRuns: async (id = FIREFOX_EXTENSION_ID) => (await script(backgroundState, id)) !== "stopped",
    async stopWorker(id = FIREFOX_EXTENSION_ID) {
      await script(terminateBackground, id);
    },
    open,
    opened,
    ownPages: () => pagesAt(browser, "moz-extension:"),
    // On a busy machine BiDi now and then answers nothing of a tab that the extension opened; in Chromium it is waited for.
    welcome: () =>
      pageAt(browser, extensionUrl("welcome"), 20_000).catch((error: unknown) => {
        console.warn("The welcome page is opened in another tab:", error);
        return open("welcome");
      }),
    // The real one is out of BiDi's reach: it stands in a panel of the window, and in no tab.
    popup: () => open("popup"),
    async popupSize(openedBy) {
      await script(openPopup, openedBy, FIREFOX_EXTENSION_ID);
      return script(measurePopup);
    },
    async openNoted(page) {
      const reads = await noteCookieReads(script);
      return { page: await open(page), reads };
    },
    async claude() {
      const page = await browser.newPage();
      await page.goto("https://claude.ai/");
      return page;
    },
    async clickAndAnswer(page, button, answer) {
      await page.bringToFront();
      await page.waitForSelector(button, { visible: true });
      await page.click(button);
      await script(answerPrompt, answer);
    },
    close: () => browser.close(),
  };
}

/** As if the language's pack were installed. An extension takes its words when it is loaded. */
function speak(language: string): void {
  const { Services } = globalThis as unknown as FirefoxGlobals;
  Services.locale.availableLocales = [language, "en-US"];
  Services.locale.requestedLocales = [language];
}

/** What pages are told of the user's taste, all pages, this one among them: colours, and as little movement as can be. */
export async function setMedia(page: Page, colours: "light" | "dark" | "forced"): Promise<void> {
  const scheme = colours === "dark" ? "dark" : "light";
  await firefoxScript(page.browser())(setPrefs, {
    "layout.css.prefers-color-scheme.content-override": scheme === "dark" ? 0 : 1,
    // Always the user's own colours; or those of the page, as it is by default.
    "browser.display.document_color_use": colours === "forced" ? 2 : 0,
    "ui.prefersReducedMotion": 1,
  });
  const forced = colours === "forced" ? "active" : "none";
  const isShown = (query: string) => matchMedia(query).matches;
  await page.waitForFunction(
    isShown,
    {},
    `${forced === "active" ? "" : `(prefers-color-scheme: ${scheme}) and `}(forced-colors: ${forced}) and (prefers-reduced-motion: reduce)`,
  );
}

function setPrefs(values: Record<string, number>): void {
  const { Services } = globalThis as unknown as FirefoxGlobals;
  for (const [name, value] of Object.entries(values)) Services.prefs.setIntPref(name, value);
}

/** Switches first-party isolation on, as in about:config. */
export async function isolateFirstParties({ puppeteer: browser }: BrowserDriver): Promise<void> {
  await firefoxScript(browser)(() => {
    const { Services } = globalThis as unknown as FirefoxGlobals;
    Services.prefs.setBoolPref("privacy.firstparty.isolate", true);
  });
}

/** Switches Clawkey off in the list of add-ons, lets something happen, and switches it on again. */
export async function switchOffAndOn(
  { puppeteer: browser }: BrowserDriver,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const script = firefoxScript(browser);
  await script(switchTo, "off" as const, FIREFOX_EXTENSION_ID);
  await meanwhile();
  await script(switchTo, "on" as const, FIREFOX_EXTENSION_ID);
}

async function switchTo(state: "on" | "off", id: string): Promise<void> {
  const { ChromeUtils } = globalThis as unknown as FirefoxGlobals;
  const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs") as {
    AddonManager: {
      getAddonByID(id: string): Promise<{ enable(): Promise<void>; disable(): Promise<void> }>;
    };
  };
  const addon = await AddonManager.getAddonByID(id);
  await (state === "on" ? addon.enable() : addon.disable());
}

/** Puts a new key where the closed browser keeps its cookies: Clawkey can't be switched off in it. */
export async function signInUnseen({ home, standin }: BrowserOptions): Promise<void> {
  using cookies = new DatabaseSync(path.join(home.profile, "cookies.sqlite"));
  const changed = cookies
    .prepare("UPDATE moz_cookies SET value = ? WHERE host = '.claude.ai' AND name = 'sessionKey'")
    .run(standin.signIn());
  if (changed.changes !== 1) throw new Error("Firefox has no cookie of claude.ai");
}

function isInstalled(id: string): boolean {
  const { WebExtensionPolicy } = globalThis as unknown as FirefoxGlobals;
  return WebExtensionPolicy.getByID(id) !== null;
}

function backgroundState(id: string) {
  const { WebExtensionPolicy } = globalThis as unknown as FirefoxGlobals;
  return WebExtensionPolicy.getByID(id)?.extension.backgroundState ?? "stopped";
}

async function terminateBackground(id: string): Promise<void> {
  const { WebExtensionPolicy } = globalThis as unknown as FirefoxGlobals;
  await WebExtensionPolicy.getByID(id)?.extension.terminateBackground?.({});
}

/** BiDi tells no end of loading of an extension's page, so `goto` would wait for ever. */
async function openTab(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: [] });
  await until(`${url} to be loaded`, async () => (await addressOf(page)) === url);
  await page.waitForFunction(() => document.readyState === "complete");
  return page;
}

const pageAt = (browser: Browser, url: string, timeoutMs?: number): Promise<Page> =>
  until(`a page at ${url}`, async () => (await pagesAt(browser, url))[0], timeoutMs);

/** Puppeteer is told no address of an extension's page either. */
async function pagesAt(browser: Browser, start: string): Promise<Page[]> {
  const pages = await browser.pages();
  const addresses = await Promise.all(pages.map(addressOf));
  return pages.filter((_, index) => addresses[index]!.startsWith(start));
}

const addressOf = (page: Page): Promise<string> => page.evaluate(() => location.href).catch(() => "");
