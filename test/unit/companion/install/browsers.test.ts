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

const linux = (env: Record<string, string> = {}) =>
  userFolders({ platform: "linux", env, homedir: "/home/you" });
const MACOS = userFolders({
  platform: "darwin",
  env: { XDG_CONFIG_HOME: "/ignored" },
  homedir: "/Users/you",
});
const WINDOWS = userFolders({ platform: "win32", env: {}, homedir: "C:\\Users\\you" });

/** Each browser's own folder, as it documents it. */
const PLACES: [browser: BrowserName, linux: string, macos: string, windows: string][] = [
  ["chrome", ".config/google-chrome", "Google/Chrome", "Google\\Chrome"],
  ["chromium", ".config/chromium", "Chromium", "Chromium"],
  ["edge", ".config/microsoft-edge", "Microsoft Edge", "Microsoft\\Edge"],
  [
    "brave",
    ".config/BraveSoftware/Brave-Browser",
    "BraveSoftware/Brave-Browser",
    "BraveSoftware\\Brave-Browser",
  ],
  ["vivaldi", ".config/vivaldi", "Vivaldi", "Vivaldi"],
  ["firefox", ".mozilla", "Mozilla", "Mozilla"],
];

it.each([
  ["chromium", "/srv/data/NativeMessagingHosts"],
  ["firefox", "/home/you/.mozilla/native-messaging-hosts"],
] as const)("A data folder of the user's own counts for Chromium's family: %s", (browser, folder) => {
  const { manifest } = registrationOf(browser, linux(), "/own", "/srv/data");
  expect(manifest).toBe(`${folder}/clawkey.host.json`);
});

describe("A browser's place for host manifests", () => {
  it.each(PLACES)(
    "is its own folder on Linux and macOS, and the user's registry on Windows: %s",
    (browser, onLinux, macos, windows) => {
      const hosts = browser === "firefox" ? "native-messaging-hosts" : "NativeMessagingHosts";
      expect(registrationOf(browser, linux(), "/own")).toEqual({
        browser,
        manifest: `/home/you/${onLinux}/${hosts}/clawkey.host.json`,
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

  it.each([
    ["/srv/config", "chrome", "/srv/config/google-chrome/NativeMessagingHosts"],
    ["/srv/config", "firefox", "/home/you/.mozilla/native-messaging-hosts"],
    ["", "chrome", "/home/you/.config/google-chrome/NativeMessagingHosts"],
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
      browser === "firefox"
        ? { ...common, allowed_extensions: [FIREFOX_EXTENSION_ID] }
        : { ...common, allowed_origins: [`chrome-extension://${CHROME_EXTENSION_ID}/`] },
    );
  },
);
