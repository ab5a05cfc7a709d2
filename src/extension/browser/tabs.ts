/** Clawkey's own tabs, and claude.ai's. */
import { browser } from "wxt/browser";
import { load } from "./storage.ts";

const CLAUDE_SIGN_IN = "https://claude.ai/login";

/** A fragment of the welcome page leads to one of its steps again; that of a picked file's says what is to be done. */
export type Page =
  | "welcome"
  | "welcome#consent"
  | "welcome#target"
  | "welcome#companion"
  | "welcome#picked"
  | "welcome#gateway"
  | "welcome#pairing"
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
