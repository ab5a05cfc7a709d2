/** Where each browser looks for native hosts, and what it reads there: one table for every system. */
import path from "node:path";
import type { System } from "../../openclaw/files/paths.ts";
import { CHROMIUM_EXTENSION_IDS, FIREFOX_EXTENSION_ID, HOST_NAME } from "../../core/messages/identity.ts";

interface Row {
  family: "chromium" | "firefox";
  /**
   * Each browser's folder with the one for host manifests in it, on Linux below the home folder where it begins with a
   * dot, else below the configuration folder; on macOS below ~/Library/Application Support.
   */
  linux: string;
  macos: string;
  /** Below HKEY_CURRENT_USER\Software, once the browser was started. */
  windows: string;
  /** Where it looks on Windows, if that is not where its family does. */
  windowsHosts?: string;
  /** Its profiles, where they are elsewhere; its folder is no sign of it where another browser uses that too. */
  profiles?: { linux: readonly string[]; macos: string };
}

const chromium = (linux: string, macos: string, windows: string, windowsHosts?: string): Row => ({
  family: "chromium",
  linux,
  macos,
  windows,
  ...(windowsHosts === undefined ? {} : { windowsHosts }),
});

/** Brave's folders have the same names everywhere. */
const brave = (name: string): Row =>
  chromium(`BraveSoftware/${name}`, `BraveSoftware/${name}`, `BraveSoftware\\${name}`);

const edge = (linux: string, name: string, windows: string): Row =>
  chromium(linux, name, `Microsoft\\${windows}`, "Microsoft\\Edge");

const firefox = (linux: string, macos: string, windows: string, profiles?: Row["profiles"]): Row => ({
  family: "firefox",
  linux,
  macos,
  windows,
  ...(profiles === undefined ? {} : { profiles }),
});

/**
 * Known from the sources of Chromium, Waterfox and KeePassXC, and from bug reports of the others. Ungoogled Chromium
 * is `chromium`, and all channels of Firefox are `firefox`: they share folders and keys.
 */
const TABLE = {
  chrome: chromium("google-chrome", "Google/Chrome", "Google\\Chrome"),
  "chrome-beta": chromium("google-chrome-beta", "Google/Chrome Beta", "Google\\Chrome Beta"),
  "chrome-dev": chromium("google-chrome-unstable", "Google/Chrome Dev", "Google\\Chrome Dev"),
  "chrome-canary": chromium("google-chrome-canary", "Google/Chrome Canary", "Google\\Chrome SxS"),
  chromium: chromium("chromium", "Chromium", "Chromium", "Chromium"),
  edge: edge("microsoft-edge", "Microsoft Edge", "Edge"),
  "edge-beta": edge("microsoft-edge-beta", "Microsoft Edge Beta", "Edge Beta"),
  "edge-dev": edge("microsoft-edge-dev", "Microsoft Edge Dev", "Edge Dev"),
  "edge-canary": edge("microsoft-edge-canary", "Microsoft Edge Canary", "Edge SxS"),
  brave: brave("Brave-Browser"),
  "brave-beta": brave("Brave-Browser-Beta"),
  "brave-dev": brave("Brave-Browser-Dev"),
  "brave-nightly": brave("Brave-Browser-Nightly"),
  vivaldi: chromium("vivaldi", "Vivaldi", "Vivaldi"),
  "vivaldi-snapshot": chromium("vivaldi-snapshot", "Vivaldi Snapshot", "Vivaldi"),
  opera: chromium("opera", "com.operasoftware.Opera", "Opera Software"),
  "opera-beta": chromium("opera-beta", "com.operasoftware.OperaNext", "Opera Software"),
  "opera-developer": chromium("opera-developer", "com.operasoftware.OperaDeveloper", "Opera Software"),
  thorium: chromium("thorium", "Thorium", "Thorium"),
  helium: chromium("net.imput.helium", "net.imput.helium", "imput\\Helium", "imput\\Helium"),
  // Firefox's profiles move to where XDG wants them; its host manifests stay (measured on Linux, with 153).
  firefox: firefox(".mozilla", "Mozilla", "Mozilla", {
    linux: [".mozilla", "mozilla/firefox"],
    macos: "Firefox",
  }),
  librewolf: firefox(".librewolf", "LibreWolf", "LibreWolf"),
  waterfox: firefox(".waterfox", "Waterfox", "Waterfox"),
  zen: firefox(".mozilla", "Mozilla", "zen", { linux: [".zen", "zen"], macos: "zen" }),
  floorp: firefox(".floorp", "Floorp", "Floorp"),
} satisfies Record<string, Row>;

export type BrowserName = keyof typeof TABLE;
export const BROWSERS = Object.keys(TABLE) as [BrowserName, ...BrowserName[]];

const rowOf = (browser: BrowserName): Row => TABLE[browser];

export type Family = Row["family"];

/** Whose build of the extension it loads, and whose form of a host manifest it reads. */
export const familyOf = (browser: BrowserName): Family => rowOf(browser).family;

/** The registry key below which a family looks: Chromium's own source names Chrome's, and its forks keep it. */
const WINDOWS_HOSTS = { chromium: "Google\\Chrome", firefox: "Mozilla" } as const;

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
  config: absolute(env["XDG_CONFIG_HOME"]) ?? path.join(home, ".config"),
});

/** XDG's specification: a relative path is invalid, and to be ignored. */
export const absolute = (folder: string | undefined): string | undefined =>
  folder !== undefined && path.isAbsolute(folder) ? folder : undefined;

/** What shows that a browser was started by this user: any one of these folders, or the registry key. */
export function signsOf(
  browser: BrowserName,
  folders: UserFolders,
): { folders: string[] } | { registryKey: string } {
  const { linux, macos, windows, profiles } = rowOf(browser);
  switch (folders.platform) {
    case "win32":
      return { registryKey: `HKCU\\Software\\${windows}` };
    case "darwin":
      return { folders: [below(folders, profiles?.macos ?? macos)] };
    default:
      return { folders: (profiles?.linux ?? [linux]).map((folder) => below(folders, folder)) };
  }
}

function below({ platform, home, config }: UserFolders, folder: string): string {
  if (platform === "darwin") return path.join(home, "Library", "Application Support", folder);
  return path.join(folder.startsWith(".") ? home : config, folder);
}

/** By which a browser finds the companion. Several browsers may look at one place. */
export interface Registration {
  browser: BrowserName;
  /** The host manifest. */
  manifest: string;
  /** On Windows, where it leads to the manifest. */
  registryKey?: string | undefined;
}

/** @param ownFolder the browser's folder where it is not the usual one; Windows has a registry instead */
export function registrationOf(
  browser: BrowserName,
  folders: UserFolders,
  companionFolder: string,
  ownFolder?: string,
): Registration {
  const { family, linux, macos, windowsHosts = WINDOWS_HOSTS[family] } = rowOf(browser);
  if (folders.platform === "win32") {
    const manifest = path.join(companionFolder, `${HOST_NAME}.${family}.json`);
    const registryKey = `HKCU\\Software\\${windowsHosts}\\NativeMessagingHosts\\${HOST_NAME}`;
    return { browser, manifest, registryKey };
  }
  const folder = ownFolder ?? below(folders, folders.platform === "darwin" ? macos : linux);
  return { browser, manifest: path.join(folder, hostsFolder(browser, folders), `${HOST_NAME}.json`) };
}

/** Firefox spells it its own way on Linux. */
export const hostsFolder = (browser: BrowserName, { platform }: UserFolders): string =>
  rowOf(browser).family === "firefox" && platform === "linux"
    ? "native-messaging-hosts"
    : "NativeMessagingHosts";

/** What a user would look for. */
export const placeOf = ({ manifest, registryKey }: Registration): string => registryKey ?? manifest;

/** What a browser reads to start the companion. Firefox rejects the file for one key too many: no shared one. */
export function hostManifest(browser: BrowserName, launcher: string): string {
  const common = { name: HOST_NAME, description: "Clawkey companion", path: launcher, type: "stdio" };
  const manifest =
    rowOf(browser).family === "firefox"
      ? { ...common, allowed_extensions: [FIREFOX_EXTENSION_ID] }
      : { ...common, allowed_origins: CHROMIUM_EXTENSION_IDS.map((id) => `chrome-extension://${id}/`) };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
