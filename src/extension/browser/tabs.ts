/** Clawkey's own tabs, claude.ai's, and Firefox's containers: each has its own sign-in to claude.ai. */
import { browser } from "wxt/browser";
import * as z from "zod/mini";
import { Container } from "./records.ts";
import { load } from "./storage.ts";

const CLAUDE_SIGN_IN = "https://claude.ai/login";

/** A fragment of the welcome page leads to one of its steps again; that of a picked file's says what is to be done. */
export type Page =
  | "welcome"
  | "welcome#target"
  | "welcome#companion"
  | "welcome#picked"
  | "options"
  | "picked"
  | "picked#withdraw";

export async function openPage(page: Page): Promise<void> {
  const [name, fragment = ""] = page.split("#");
  await browser.tabs.create({
    url: `${browser.runtime.getURL("/")}${name}.html${fragment && `#${fragment}`}`,
  });
}

/** In the container whose cookie is read. */
export async function openClaude(): Promise<void> {
  const { container } = (await load()).settings;
  const tab = { url: CLAUDE_SIGN_IN, ...(container && { cookieStoreId: container }) };
  // It may have been removed since it was chosen; the options page has the choice.
  await browser.tabs.create(tab).catch(() => openPage("options"));
}

/** Opens the welcome page once, when Clawkey is installed; an update opens nothing. */
export function openWelcomeOnInstall(): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === "install") void openPage("welcome");
  });
}

/** A tab outside of all containers has the name of the default store, which is no container's. */
const TabInContainer = z.object({ cookieStoreId: Container });

/**
 * The containers in which claude.ai is open now; null where the browser has none at all.
 *
 * These are the tabs that the permission for claude.ai shows anyway. All containers, with names and colours, are
 * shown by `contextualIdentities` alone: Firefox knows it as a required permission only, switches containers on
 * for good for everybody who has such an extension, and lets it make and remove them.
 */
export async function openContainers(): Promise<Container[] | null> {
  if (import.meta.env.BROWSER !== "firefox") return null;
  const tabs = await browser.tabs.query({ url: "https://claude.ai/*" });
  const found = tabs.flatMap((tab) => TabInContainer.safeParse(tab).data?.cookieStoreId ?? []);
  return Array.from(new Set(found)).toSorted();
}

/** Calls back when a tab was loaded or closed: a container may have been opened by it, or left. */
export function whenTabsChange(callback: () => unknown): void {
  browser.tabs.onUpdated.addListener((_, { status }) => {
    if (status === "complete") callback();
  });
  browser.tabs.onRemoved.addListener(() => callback());
}
