/** Moving between Clawkey's pages and claude.ai. */
import { browser } from "wxt/browser";

const CLAUDE_SIGN_IN = "https://claude.ai/login";

/** A fragment of the welcome page leads to one of its steps again. */
export type Page = "welcome" | "welcome#target" | "welcome#companion" | "options";

export async function openPage(page: Page): Promise<void> {
  const [name, fragment = ""] = page.split("#");
  await openTab(`${browser.runtime.getURL("/")}${name}.html${fragment && `#${fragment}`}`);
}

export const openClaude = (): Promise<void> => openTab(CLAUDE_SIGN_IN);

async function openTab(url: string): Promise<void> {
  await browser.tabs.create({ url });
}

/** Opens the welcome page once, when Clawkey is installed; an update opens nothing. */
export function openWelcomeOnInstall(): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === "install") void openPage("welcome");
  });
}
