/** One browser with Clawkey in it, as the scenarios see it. Each browser has a file of its own that drives it. */
import type { Browser, Page } from "puppeteer-core";
import type { Standin } from "../standin/standin.ts";
import type { Display } from "./display.ts";
import type { Home } from "./home.ts";

export const BROWSERS = ["chromium", "firefox"] as const;
export type BrowserName = (typeof BROWSERS)[number];

export type ExtensionPage = "popup" | "welcome" | "options" | "picked";

export interface BrowserOptions {
  /** The screen of a browser that needs one. */
  display: Pick<Display, "name" | "press">;
  /** HOME of the browser, and so of the companion that it starts; and the browser's data folder in it. */
  home: Pick<Home, "folder" | "profile">;
  extensionFolders: string[];
  /** The packed Clawkey, where it is to be loaded in the way in which it keeps what was granted over a restart. */
  lasting?: string;
  standin: Pick<Standin, "port" | "caFile" | "proxy" | "signIn">;
  /** The browser's own, and so that of the words; English by default. */
  language?: string | undefined;
  /** Another program to start in the place of the browser's own. */
  program?: string | undefined;
}

export interface BrowserDriver {
  puppeteer: Browser;
  /** All that the browser and the companions it started wrote to stdout and stderr. */
  output: () => string;
  /** Whether the background script runs: a worker in Chromium, a page in Firefox. Looking at it wakes nothing. */
  workerRuns(extensionId?: string): Promise<boolean>;
  /** Stops it, as the browser does after half a minute of idleness. */
  stopWorker(extensionId?: string): Promise<void>;
  /** Opens one of the extension's pages in a tab. */
  open(page: ExtensionPage, step?: string): Promise<Page>;
  /** A page that something else has opened. */
  opened(page: ExtensionPage, step?: string): Promise<Page>;
  /** All pages of the extension that are open. */
  ownPages(): Promise<Page[]>;
  /** The welcome page that the browser opened by itself at install. */
  welcome(): Promise<Page>;
  /** As a click on the toolbar opens it, where the real one can be driven; else in a tab. */
  popup(): Promise<Page>;
  /** Opens the real popup and measures it. */
  popupSize(openedBy: "click" | "keyboard"): Promise<[width: number, height: number]>;
  /** A page in which each cookie that it asks the browser for is noted by its name, from its first line on. */
  openNoted(page: ExtensionPage): Promise<{ page: Page; reads: () => Promise<string[]> }>;
  claude(): Promise<Page>;
  /** Clicks a button that makes the browser ask, and answers the browser's own question. */
  clickAndAnswer(page: Page, button: string, answer: "accept" | "refuse"): Promise<void>;
  close(): Promise<void>;
}
