import { describe, expect, it } from "vitest";
import {
  BROWSERS,
  hostManifest,
  registrationOf,
  signsOf,
  userFolders,
  type BrowserName,
} from "../../../../src/companion/install/browsers.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../../../src/core/messages/identity.ts";

const linux = (env: Record<string, string> = {}) =>
  userFolders({ platform: "linux", env, homedir: "/home/you" });
const MACOS = userFolders({
  platform: "darwin",
  env: { XDG_CONFIG_HOME: "/ignored" },
  homedir: "/Users/you",
});
const WINDOWS = userFolders({ platform: "win32", env: {}, homedir: "C:\\Users\\you" });

/**
 * Where another program puts its own host manifests, which many people use: KeePassXC 2.8, in its source
 * (NativeMessageInstaller.cpp). Beside it one line from a bug report for each browser that it does not know.
 */
const WITNESSES: [browser: BrowserName, linux: string, macos: string, windows: string][] = [
  ["chrome", ".config/google-chrome/NativeMessagingHosts", "Google/Chrome", "Google\\Chrome"],
  ["chromium", ".config/chromium/NativeMessagingHosts", "Chromium", "Chromium"],
  ["edge", ".config/microsoft-edge/NativeMessagingHosts", "Microsoft Edge", "Microsoft\\Edge"],
  [
    "brave",
    ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    "BraveSoftware/Brave-Browser",
    "Google\\Chrome",
  ],
  ["vivaldi", ".config/vivaldi/NativeMessagingHosts", "Vivaldi", "Google\\Chrome"],
  ["firefox", ".mozilla/native-messaging-hosts", "Mozilla", "Mozilla"],
  ["librewolf", ".librewolf/native-messaging-hosts", "LibreWolf", "Mozilla"],
  // zen-browser/desktop#10622, BrowserWorks/waterfox#3241, gopasspw/gopass-jsonapi#156
  ["zen", ".mozilla/native-messaging-hosts", "Mozilla", "Mozilla"],
  ["waterfox", ".waterfox/native-messaging-hosts", "Waterfox", "Mozilla"],
  ["floorp", ".floorp/native-messaging-hosts", "Floorp", "Mozilla"],
];

/**
 * The keys that a browser on Windows looks at, by Chromium's source (launch_context_win.cc): its own if it is called
 * Chromium, and then Chrome's, which no fork changes but these two; by Firefox's (NativeManifests.sys.mjs) Mozilla's.
 */
function keysOnWindows(browser: BrowserName): string[] {
  if (browser.startsWith("edge")) return ["Microsoft\\Edge"];
  if (browser === "helium") return ["imput\\Helium"];
  if (["firefox", "librewolf", "waterfox", "zen", "floorp"].includes(browser)) return ["Mozilla"];
  return browser === "chromium" ? ["Chromium", "Google\\Chrome"] : ["Google\\Chrome"];
}

it.each([
  ["chromium", "/srv/data/NativeMessagingHosts"],
  ["firefox", "/srv/data/native-messaging-hosts"],
] as const)(
  "A folder of the user's own counts, for a fork that is not in the table: %s",
  (browser, folder) => {
    const { manifest } = registrationOf(browser, linux(), "/own", "/srv/data");
    expect(manifest).toBe(`${folder}/clawkey.host.json`);
  },
);

describe("A browser's place for host manifests", () => {
  it.each(WITNESSES)("is where others put theirs on Linux, macOS and Windows: %s", (browser, ...places) => {
    const [onLinux, macos, windows] = places;
    expect(registrationOf(browser, linux(), "/own")).toEqual({
      browser,
      manifest: `/home/you/${onLinux}/clawkey.host.json`,
    });
    expect(registrationOf(browser, MACOS, "/own")).toEqual({
      browser,
      manifest: `/Users/you/Library/Application Support/${macos}/NativeMessagingHosts/clawkey.host.json`,
    });
    expect(registrationOf(browser, WINDOWS, "/own").registryKey).toBe(
      `HKCU\\Software\\${windows}\\NativeMessagingHosts\\clawkey.host`,
    );
  });

  it.each(BROWSERS)("is on Windows one that it looks at, with a manifest for its family: %s", (browser) => {
    const { registryKey, manifest } = registrationOf(browser, WINDOWS, "/own");
    const looksAt = keysOnWindows(browser).map(
      (key) => `HKCU\\Software\\${key}\\NativeMessagingHosts\\clawkey.host`,
    );
    expect(looksAt).toContain(registryKey);
    const family = looksAt[0]!.includes("Mozilla") ? "firefox" : "chromium";
    expect(manifest).toBe(`/own/clawkey.host.${family}.json`);
    expect(hostManifest(browser, "/x")).toContain(
      family === "firefox" ? "allowed_extensions" : "allowed_origins",
    );
  });

  it.each(BROWSERS.filter((browser) => !WITNESSES.some(([known]) => known === browser)))(
    "is on Linux and macOS the folder in which Chromium's family keeps its profiles: %s",
    (browser) => {
      for (const folders of [linux(), MACOS]) {
        const signs = signsOf(browser, folders);
        const [folder] = "folders" in signs ? signs.folders : [];
        const { manifest } = registrationOf(browser, folders, "/own");
        expect(manifest).toBe(`${folder}/NativeMessagingHosts/clawkey.host.json`);
      }
    },
  );

  it.each([
    ["/srv/config", "chrome", "/srv/config/google-chrome/NativeMessagingHosts"],
    ["/srv/config", "firefox", "/home/you/.mozilla/native-messaging-hosts"],
    ["", "chrome", "/home/you/.config/google-chrome/NativeMessagingHosts"],
    ["config", "chrome", "/home/you/.config/google-chrome/NativeMessagingHosts"],
    ["./config", "brave", "/home/you/.config/BraveSoftware/Brave-Browser/NativeMessagingHosts"],
    ["../config", "chrome", "/home/you/.config/google-chrome/NativeMessagingHosts"],
  ] as const)("with XDG_CONFIG_HOME %j is, for %s, %s", (config, browser, folder) => {
    const folders = linux({ XDG_CONFIG_HOME: config });
    expect(registrationOf(browser, folders, "/own").manifest).toBe(`${folder}/clawkey.host.json`);
  });
});

it.each(BROWSERS)(
  "The host manifest lets in our extension, and has no key besides, since Firefox would reject it: %s",
  (browser) => {
    const path = '/home/you/.local/share/clawkey/with "quotes" and \\';
    const common = { name: "clawkey.host", description: "Clawkey companion", path, type: "stdio" };
    expect(JSON.parse(hostManifest(browser, path))).toEqual(
      ["firefox", "librewolf", "waterfox", "zen", "floorp"].includes(browser)
        ? { ...common, allowed_extensions: [FIREFOX_EXTENSION_ID] }
        : { ...common, allowed_origins: [`chrome-extension://${CHROME_EXTENSION_ID}/`] },
    );
  },
);
