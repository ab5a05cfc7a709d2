import { describe, expect, it } from "vitest";
import {
  browserFolder,
  BROWSERS,
  manifestFolder,
  registryKey,
  registryRoot,
  userFolders,
  type BrowserName,
} from "../../../../src/companion/install/browsers.ts";

const LINUX = userFolders("linux", {}, "/home/you");
const MACOS = userFolders("darwin", { XDG_CONFIG_HOME: "/ignored" }, "/Users/you");

/** As each browser documents it. */
const PLACES: Record<BrowserName, { linux: string; macos: string; windows: string }> = {
  chrome: {
    linux: "/home/you/.config/google-chrome/NativeMessagingHosts",
    macos: "/Users/you/Library/Application Support/Google/Chrome/NativeMessagingHosts",
    windows: "HKCU\\Software\\Google\\Chrome\\NativeMessagingHosts\\clawkey.host",
  },
  chromium: {
    linux: "/home/you/.config/chromium/NativeMessagingHosts",
    macos: "/Users/you/Library/Application Support/Chromium/NativeMessagingHosts",
    windows: "HKCU\\Software\\Chromium\\NativeMessagingHosts\\clawkey.host",
  },
  edge: {
    linux: "/home/you/.config/microsoft-edge/NativeMessagingHosts",
    macos: "/Users/you/Library/Application Support/Microsoft Edge/NativeMessagingHosts",
    windows: "HKCU\\Software\\Microsoft\\Edge\\NativeMessagingHosts\\clawkey.host",
  },
  brave: {
    linux: "/home/you/.config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    macos: "/Users/you/Library/Application Support/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    windows: "HKCU\\Software\\BraveSoftware\\Brave-Browser\\NativeMessagingHosts\\clawkey.host",
  },
  vivaldi: {
    linux: "/home/you/.config/vivaldi/NativeMessagingHosts",
    macos: "/Users/you/Library/Application Support/Vivaldi/NativeMessagingHosts",
    windows: "HKCU\\Software\\Vivaldi\\NativeMessagingHosts\\clawkey.host",
  },
  firefox: {
    linux: "/home/you/.mozilla/native-messaging-hosts",
    macos: "/Users/you/Library/Application Support/Mozilla/NativeMessagingHosts",
    windows: "HKCU\\Software\\Mozilla\\NativeMessagingHosts\\clawkey.host",
  },
};

describe.each(BROWSERS)("%s looks for native hosts", (browser) => {
  it("in its own folder on Linux and macOS, and in the user's registry on Windows", () => {
    const inFolder = (folders: typeof LINUX) =>
      manifestFolder(browser, browserFolder(browser, folders)!, folders.platform);
    expect({
      linux: inFolder(LINUX),
      macos: inFolder(MACOS),
      windows: registryKey(browser, "clawkey.host"),
    }).toEqual(PLACES[browser]);
  });

  it("below the key that tells whether it is there", () => {
    expect(registryKey(browser, "clawkey.host")).toBe(
      `${registryRoot(browser)}\\NativeMessagingHosts\\clawkey.host`,
    );
    expect(browserFolder(browser, userFolders("win32", {}, "C:\\Users\\you"))).toBeNull();
  });
});

describe("XDG_CONFIG_HOME", () => {
  const moved = userFolders("linux", { XDG_CONFIG_HOME: "/srv/config" }, "/home/you");

  it("moves Chromium's family on Linux, and not Firefox", () => {
    expect(browserFolder("chrome", moved)).toBe("/srv/config/google-chrome");
    expect(browserFolder("firefox", moved)).toBe("/home/you/.mozilla");
  });

  it("means nothing while empty", () => {
    expect(userFolders("linux", { XDG_CONFIG_HOME: "" }, "/home/you")).toEqual(LINUX);
  });
});
