/** Which browsers this user has, and which of them sit in a sandbox. */
import path from "node:path";
import { browserFolder, BROWSERS, registryRoot, type BrowserName, type UserFolders } from "./browsers.ts";
import { exists, keyExists, type RegistryTool } from "./changes.ts";

/** A browser from Snap or Flatpak, which may start no program of the user's, so no companion either. */
export interface Sandboxed {
  browser: BrowserName;
  kind: "snap" | "flatpak";
  /**
   * The way out: Ubuntu's desktop portal (22.04 and later) starts native hosts for the Firefox from Snap, after a
   * question to the user. It takes the host manifest from where every other Firefox does.
   */
  asks: boolean;
}

/** What stands below the home folder once the browser has been started. */
const SANDBOXES: readonly [browser: BrowserName, kind: Sandboxed["kind"], folder: string][] = [
  ["firefox", "snap", "snap/firefox/common/.mozilla"],
  ["chromium", "snap", "snap/chromium/common/chromium"],
  ["brave", "snap", "snap/brave/current/.config/BraveSoftware"],
  ["chrome", "flatpak", ".var/app/com.google.Chrome"],
  ["chromium", "flatpak", ".var/app/org.chromium.Chromium"],
  ["edge", "flatpak", ".var/app/com.microsoft.Edge"],
  ["brave", "flatpak", ".var/app/com.brave.Browser"],
  ["vivaldi", "flatpak", ".var/app/com.vivaldi.Vivaldi"],
  ["firefox", "flatpak", ".var/app/org.mozilla.firefox"],
];

/** Those that this user has started; there are none outside Linux. */
export async function findSandboxed({ platform, home }: UserFolders): Promise<Sandboxed[]> {
  if (platform !== "linux") return [];
  const found = await Promise.all(SANDBOXES.map(([, , folder]) => exists(path.join(home, folder))));
  return SANDBOXES.filter((_, index) => found[index]).map(([browser, kind]) => ({
    browser,
    kind,
    asks: kind === "snap" && browser === "firefox",
  }));
}

/** Those that a companion can be registered for. */
export async function findBrowsers(
  folders: UserFolders,
  registry: RegistryTool,
  sandboxed: readonly Sandboxed[],
): Promise<BrowserName[]> {
  const isThere = async (browser: BrowserName): Promise<boolean> => {
    const folder = browserFolder(browser, folders);
    if (folder === null) return keyExists(registry, registryRoot(browser));
    if (sandboxed.some((other) => other.browser === browser && other.asks)) return true;
    return (await exists(folder)) || (browser === "firefox" && exists(firefoxProfiles(folders)));
  };
  const found = await Promise.all(BROWSERS.map(isThere));
  return BROWSERS.filter((_, index) => found[index]);
}

/**
 * Firefox keeps its profiles elsewhere: on Linux since it follows XDG, on macOS always. It looks for host manifests in
 * its own folder all the same (measured on Linux, with 153).
 */
const firefoxProfiles = ({ platform, home, config }: UserFolders): string =>
  platform === "darwin"
    ? path.join(home, "Library", "Application Support", "Firefox")
    : path.join(config, "mozilla", "firefox");
