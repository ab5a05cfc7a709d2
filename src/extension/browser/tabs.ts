/** Moving between Clawkey's pages and claude.ai. */
import { browser } from "wxt/browser";
import { load, settingsItem } from "./storage.ts";

const CLAUDE_SIGN_IN = "https://claude.ai/login";

/** A fragment of the welcome page leads to one of its steps again. */
export type Page = "welcome" | "welcome#target" | "welcome#companion" | "options";

export async function openPage(page: Page): Promise<void> {
  const [name, fragment = ""] = page.split("#");
  await openTab(`${browser.runtime.getURL("/")}${name}.html${fragment && `#${fragment}`}`);
}

/** In the container whose cookie is read. */
export async function openClaude(): Promise<void> {
  const { container } = await load(settingsItem);
  if (container === null) {
    await openTab(CLAUDE_SIGN_IN);
    return;
  }
  const tab = { url: CLAUDE_SIGN_IN, cookieStoreId: container };
  // It may have been removed since it was chosen; the options page has the choice.
  await browser.tabs.create(tab).catch(() => openPage("options"));
}

async function openTab(url: string): Promise<void> {
  await browser.tabs.create({ url });
}

/** Opens the welcome page once, when Clawkey is installed; an update opens nothing. */
export function openWelcomeOnInstall(): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === "install") void openPage("welcome");
  });
}
