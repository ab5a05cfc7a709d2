/** Which browsers this user has, and which of them sit in a sandbox. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import {
  BROWSERS,
  hostsFolder,
  signsOf,
  type BrowserName,
  type Registration,
  type UserFolders,
} from "./browsers.ts";
import { keyExists, type RegistryTool } from "./changes.ts";
import { exists, isGone } from "./exists.ts";

/** A browser from Snap or Flatpak, which may start no program of the user's, so no companion either. */
export interface Sandboxed {
  browser: BrowserName;
  kind: "snap" | "flatpak";
  /**
   * The way out, by which the system starts the companion for it: Ubuntu's desktop portal (22.04 and later), or
   * xdg-native-messaging-proxy. Both take the host manifest from where every other Firefox does.
   */
  way: "portal" | "proxy" | null;
}

/** What stands below the home folder once the browser has been started. */
const SANDBOXES: readonly [browser: BrowserName, kind: Sandboxed["kind"], folder: string][] = [
  ["firefox", "snap", "snap/firefox/common/.mozilla"],
  ["chromium", "snap", "snap/chromium/common/chromium"],
  ["brave", "snap", "snap/brave/current/.config/BraveSoftware"],
  ["opera", "snap", "snap/opera/current/.config/opera"],
  ["chrome", "flatpak", ".var/app/com.google.Chrome"],
  ["chrome-dev", "flatpak", ".var/app/com.google.ChromeDev"],
  ["chromium", "flatpak", ".var/app/org.chromium.Chromium"],
  ["chromium", "flatpak", ".var/app/io.github.ungoogled_software.ungoogled_chromium"],
  ["edge", "flatpak", ".var/app/com.microsoft.Edge"],
  ["brave", "flatpak", ".var/app/com.brave.Browser"],
  ["vivaldi", "flatpak", ".var/app/com.vivaldi.Vivaldi"],
  ["opera", "flatpak", ".var/app/com.opera.Opera"],
  ["firefox", "flatpak", ".var/app/org.mozilla.firefox"],
  ["librewolf", "flatpak", ".var/app/io.gitlab.librewolf-community"],
  ["waterfox", "flatpak", ".var/app/net.waterfox.waterfox"],
  ["zen", "flatpak", ".var/app/app.zen_browser.zen"],
  ["floorp", "flatpak", ".var/app/one.ablaze.floorp"],
];

/** Those that this user has started; there are none outside Linux. */
export async function findSandboxed({ platform, home }: UserFolders): Promise<Sandboxed[]> {
  if (platform !== "linux") return [];
  const found = await Promise.all(SANDBOXES.map(([, , folder]) => exists(path.join(home, folder))));
  return SANDBOXES.filter((_, index) => found[index]).map(([browser, kind]) => ({
    browser,
    kind,
    way: browser !== "firefox" ? null : kind === "snap" ? "portal" : "proxy",
  }));
}

/** Those that a companion can be registered for. */
export async function findBrowsers(
  folders: UserFolders,
  registry: RegistryTool,
  sandboxed: readonly Sandboxed[],
): Promise<BrowserName[]> {
  const isThere = async (browser: BrowserName): Promise<boolean> => {
    const signs = signsOf(browser, folders);
    if ("registryKey" in signs) return keyExists(registry, signs.registryKey);
    if (sandboxed.some((other) => other.browser === browser && other.way !== null)) return true;
    const used = signs.folders.map((folder) => isUsed(folder, hostsFolder(browser, folders)));
    return (await Promise.all(used)).includes(true);
  };
  const found = await Promise.all(BROWSERS.map(isThere));
  return BROWSERS.filter((_, index) => found[index]);
}

/** Whether a browser looks there: one that was found, or one that was started in that folder. */
export async function isUsedBy(
  { browser, manifest, registryKey }: Registration,
  present: readonly BrowserName[],
): Promise<boolean> {
  const hosts = path.dirname(manifest);
  if (present.includes(browser)) return true;
  return registryKey === undefined && isUsed(path.dirname(hosts), path.basename(hosts));
}

/**
 * Host manifests alone are no browser: we and others put them there for browsers that never ran. What can't be looked
 * into is one.
 */
async function isUsed(folder: string, hosts: string): Promise<boolean> {
  try {
    const names = await readdir(folder);
    return names.length === 0 || names.some((name) => name !== hosts);
  } catch (error) {
    return !isGone(error);
  }
}
