/** Where each browser looks for native hosts: one table for every system. */
import path from "node:path";

export const BROWSERS = ["chrome", "chromium", "edge", "brave", "vivaldi", "firefox"] as const;
export type BrowserName = (typeof BROWSERS)[number];

interface Locations {
  /** Below the configuration folder; the browser's own folder, in which NativeMessagingHosts stands. */
  linux: string;
  /** Below ~/Library/Application Support. */
  macos: string;
  /** Below HKEY_CURRENT_USER\Software. */
  windows: string;
}

const LOCATIONS: Record<BrowserName, Locations> = {
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

/** The folders of the user's account that the table counts from. */
export interface UserFolders {
  platform: NodeJS.Platform;
  home: string;
  /** `XDG_CONFIG_HOME`; Chromium's family follows it on Linux. */
  config: string;
}

export function userFolders(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): UserFolders {
  return { platform, home, config: env["XDG_CONFIG_HOME"] || path.join(home, ".config") };
}

/** The browser's own folder, from which its place for host manifests counts; null on Windows, which has a registry. */
export function browserFolder(browser: BrowserName, { platform, home, config }: UserFolders): string | null {
  const { linux, macos } = LOCATIONS[browser];
  if (platform === "win32") return null;
  if (platform === "darwin") return path.join(home, "Library", "Application Support", macos);
  return path.join(browser === "firefox" ? home : config, linux);
}

/** Folders of which one is there once the browser has been started; none on Windows, where the registry tells. */
export function tracesOf(browser: BrowserName, folders: UserFolders): string[] {
  const folder = browserFolder(browser, folders);
  if (folder === null) return [];
  return browser === "firefox" ? [folder, firefoxProfiles(folders)] : [folder];
}

/**
 * Firefox keeps its profiles elsewhere: on Linux since it follows XDG, on macOS always. It looks for host manifests in
 * its own folder all the same (measured on Linux, with 153).
 */
function firefoxProfiles({ platform, home, config }: UserFolders): string {
  return platform === "darwin"
    ? path.join(home, "Library", "Application Support", "Firefox")
    : path.join(config, "mozilla", "firefox");
}

/** The folder for host manifests below a browser's own folder. Firefox spells it its own way on Linux. */
export function manifestFolder(browser: BrowserName, folder: string, platform: NodeJS.Platform): string {
  return path.join(
    folder,
    browser === "firefox" && platform === "linux" ? "native-messaging-hosts" : "NativeMessagingHosts",
  );
}

export function registryKey(browser: BrowserName, hostName: string): string {
  return `HKCU\\Software\\${LOCATIONS[browser].windows}\\NativeMessagingHosts\\${hostName}`;
}

/** The registry key that exists once the browser is installed for this user. */
export function registryRoot(browser: BrowserName): string {
  return `HKCU\\Software\\${LOCATIONS[browser].windows}`;
}
