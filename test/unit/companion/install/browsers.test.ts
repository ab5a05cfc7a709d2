import { describe, expect, it } from "vitest";
import {
  BROWSERS,
  hostManifest,
  registrationOf,
  registryRoot,
  userFolders,
  type BrowserName,
} from "../../../../src/companion/install/browsers.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../../../src/core/messages/identity.ts";

const LINUX = userFolders("linux", {}, "/home/you");
const MACOS = userFolders("darwin", { XDG_CONFIG_HOME: "/ignored" }, "/Users/you");
const WINDOWS = userFolders("win32", {}, "C:\\Users\\you");

/** As each browser documents it. */
const PLACES: [browser: BrowserName, linux: string, macos: string, windows: string][] = [
  ["chrome", ".config/google-chrome/NativeMessagingHosts", "Google/Chrome", "Google\\Chrome"],
  ["chromium", ".config/chromium/NativeMessagingHosts", "Chromium", "Chromium"],
  ["edge", ".config/microsoft-edge/NativeMessagingHosts", "Microsoft Edge", "Microsoft\\Edge"],
  [
    "brave",
    ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    "BraveSoftware/Brave-Browser",
    "BraveSoftware\\Brave-Browser",
  ],
  ["vivaldi", ".config/vivaldi/NativeMessagingHosts", "Vivaldi", "Vivaldi"],
  ["firefox", ".mozilla/native-messaging-hosts", "Mozilla", "Mozilla"],
];

const manifestOf = (browser: BrowserName, folders = LINUX) =>
  registrationOf(browser, folders, "/own").manifest;

describe("A browser's place for host manifests", () => {
  it.each(PLACES)(
    "is its own folder on Linux and macOS, and the user's registry on Windows: %s",
    (browser, linux, macos, windows) => {
      expect(registrationOf(browser, LINUX, "/own")).toEqual({
        browser,
        manifest: `/home/you/${linux}/clawkey.host.json`,
      });
      expect(registrationOf(browser, MACOS, "/own")).toEqual({
        browser,
        manifest: `/Users/you/Library/Application Support/${macos}/NativeMessagingHosts/clawkey.host.json`,
      });
      expect(registrationOf(browser, WINDOWS, "/own")).toEqual({
        browser,
        manifest: `/own/clawkey.host.${browser}.json`,
        registryKey: `HKCU\\Software\\${windows}\\NativeMessagingHosts\\clawkey.host`,
      });
      // The key that tells whether the browser is there.
      expect(registryRoot(browser)).toBe(`HKCU\\Software\\${windows}`);
    },
  );

  it("follows XDG_CONFIG_HOME in Chromium's family, where it is not empty", () => {
    const moved = userFolders("linux", { XDG_CONFIG_HOME: "/srv/config" }, "/home/you");
    expect(manifestOf("chrome", moved)).toMatch(/^\/srv\/config\/google-chrome\//);
    expect(manifestOf("firefox", moved)).toBe(manifestOf("firefox"));
    expect(userFolders("linux", { XDG_CONFIG_HOME: "" }, "/home/you")).toEqual(LINUX);
  });
});

describe("The host manifest", () => {
  const LAUNCHER = '/home/you/.local/share/clawkey/with "quotes" and \\';
  const COMMON = { name: "clawkey.host", description: "Clawkey companion", path: LAUNCHER, type: "stdio" };

  it.each(BROWSERS)(
    "lets in our extension, and has no key besides, since Firefox would reject it: %s",
    (browser) => {
      expect(JSON.parse(hostManifest(browser, LAUNCHER))).toEqual(
        browser === "firefox"
          ? { ...COMMON, allowed_extensions: [FIREFOX_EXTENSION_ID] }
          : { ...COMMON, allowed_origins: [`chrome-extension://${CHROME_EXTENSION_ID}/`] },
      );
    },
  );
});
