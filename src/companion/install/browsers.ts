/** Where each browser looks for native hosts, and what it reads there: one table for every system. */
import path from "node:path";
import type { System } from "../../openclaw/files/paths.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID, HOST_NAME } from "../../core/messages/identity.ts";

export const BROWSERS = ["chrome", "chromium", "edge", "brave", "vivaldi", "firefox"] as const;
export type BrowserName = (typeof BROWSERS)[number];

/** Below the configuration folder, ~/Library/Application Support, and HKEY_CURRENT_USER\Software. */
const LOCATIONS: Record<BrowserName, Record<"linux" | "macos" | "windows", string>> = {
  chrome: { linux: "google-chrome", macos: "Google/Chrome", windows: "Google\\Chrome" },
  chromium: { linux: "chromium", macos: "Chromium", windows: "Chromium" },
  edge: { linux: "microsoft-edge", macos: "Microsoft Edge", windows: "Microsoft\\Edge" },
  brave: {
    linux: "BraveSoftware/Brave-Browser",
    macos: "BraveSoftware/Brave-Browser",
    windows: "BraveSoftware\\Brave-Browser",
  },
  vivaldi: { linux: "vivaldi", macos: "Vivaldi", windows: "Vivaldi" },
  firefox: { linux: ".mozilla", macos: "Mozilla", windows: "Mozilla" },
};

/** Whose browsers they are. */
export type Account = Pick<System, "platform" | "env" | "homedir">;

/** The folders of the user's account that the table counts from. */
export interface UserFolders {
  platform: NodeJS.Platform;
  home: string;
  /** `XDG_CONFIG_HOME`; Chromium's family follows it on Linux. */
  config: string;
}

export const userFolders = ({ platform, env, homedir: home }: Account): UserFolders => ({
  platform,
  home,
  config: env["XDG_CONFIG_HOME"] || path.join(home, ".config"),
});

/** The browser's own folder, from which its place for host manifests counts; null on Windows, which has a registry. */
export function browserFolder(browser: BrowserName, { platform, home, config }: UserFolders): string | null {
  const { linux, macos } = LOCATIONS[browser];
  if (platform === "win32") return null;
  if (platform === "darwin") return path.join(home, "Library", "Application Support", macos);
  return path.join(browser === "firefox" ? home : config, linux);
}

/** By which a browser finds the companion. */
export interface Registration {
  browser: BrowserName;
  /** The host manifest. */
  manifest: string;
  /** On Windows, where it leads to the manifest. */
  registryKey?: string | undefined;
}

/** @param userDataFolder a data folder of Chromium's family that is not the usual one */
export function registrationOf(
  browser: BrowserName,
  folders: UserFolders,
  companionFolder: string,
  userDataFolder?: string,
): Registration {
  const usual = browserFolder(browser, folders);
  if (usual === null) {
    const manifest = path.join(companionFolder, `${HOST_NAME}.${browser}.json`);
    return { browser, manifest, registryKey: `${registryRoot(browser)}\\NativeMessagingHosts\\${HOST_NAME}` };
  }
  const folder = browser === "firefox" ? usual : (userDataFolder ?? usual);
  // Firefox spells it its own way on Linux.
  const hosts =
    browser === "firefox" && folders.platform === "linux" ? "native-messaging-hosts" : "NativeMessagingHosts";
  return { browser, manifest: path.join(folder, hosts, `${HOST_NAME}.json`) };
}

/** What a user would look for. */
export const placeOf = ({ manifest, registryKey }: Registration): string => registryKey ?? manifest;

/** The registry key that exists once the browser is installed for this user. */
export function registryRoot(browser: BrowserName): string {
  return `HKCU\\Software\\${LOCATIONS[browser].windows}`;
}

/** What a browser reads to start the companion. Firefox rejects the file for one key too many: no shared one. */
export function hostManifest(browser: BrowserName, launcher: string): string {
  const common = { name: HOST_NAME, description: "Clawkey companion", path: launcher, type: "stdio" };
  const manifest =
    browser === "firefox"
      ? { ...common, allowed_extensions: [FIREFOX_EXTENSION_ID] }
      : { ...common, allowed_origins: [`chrome-extension://${CHROME_EXTENSION_ID}/`] };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
