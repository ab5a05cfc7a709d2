import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BROWSERS, type BrowserName } from "../../../../src/companion/install/browsers.ts";
import {
  findBrowsers,
  findSandboxed,
  type Sandboxed,
} from "../../../../src/companion/install/find-browsers.ts";
import { installed, userAccount, type Platform, type UserAccount } from "../../../helpers/user-account.ts";

const SANDBOXES: [folder: string, found: Sandboxed][] = [
  ["snap/firefox/common/.mozilla", { browser: "firefox", kind: "snap", way: "portal" }],
  ["snap/chromium/common/chromium", { browser: "chromium", kind: "snap", way: null }],
  ["snap/brave/current/.config/BraveSoftware", { browser: "brave", kind: "snap", way: null }],
  [".var/app/com.google.Chrome", { browser: "chrome", kind: "flatpak", way: null }],
  [".var/app/org.chromium.Chromium", { browser: "chromium", kind: "flatpak", way: null }],
  [".var/app/com.microsoft.Edge", { browser: "edge", kind: "flatpak", way: null }],
  [".var/app/com.brave.Browser", { browser: "brave", kind: "flatpak", way: null }],
  [".var/app/com.vivaldi.Vivaldi", { browser: "vivaldi", kind: "flatpak", way: null }],
  [".var/app/org.mozilla.firefox", { browser: "firefox", kind: "flatpak", way: "proxy" }],
  [".var/app/app.zen_browser.zen", { browser: "zen", kind: "flatpak", way: null }],
];

function accountWith(platform: Platform, ...folders: string[]): UserAccount {
  const account = userAccount(platform);
  for (const folder of folders) mkdirSync(path.join(account.home, folder), { recursive: true });
  return account;
}

const withAllSandboxes = (platform: Platform) =>
  accountWith(platform, ...SANDBOXES.map(([folder]) => folder));

describe("A browser in a sandbox", () => {
  it.each(SANDBOXES)("is known by %s", async (folder, expected) => {
    const { context } = accountWith("linux", folder);
    await expect(findSandboxed(context.folders)).resolves.toEqual([expected]);
  });

  it.each(["darwin", "win32"] as const)("does not exist on %s", async (platform) => {
    await expect(findSandboxed(withAllSandboxes(platform).context.folders)).resolves.toEqual([]);
  });

  it("is registered all the same where the system's portal asks, and told beside the others", async () => {
    const account = withAllSandboxes("linux");
    const { hosts, sandboxed } = await installed(account);
    const manifest = path.join(account.home, ".mozilla/native-messaging-hosts/clawkey.host.json");
    expect(hosts).toEqual([{ browser: "firefox", manifest, changed: true, found: true }]);
    expect(sandboxed).toEqual(SANDBOXES.map(([, found]) => found));
  });

  it("is told of the named browsers alone, where any are named", async () => {
    const { hosts, sandboxed } = await installed(withAllSandboxes("linux"), { browsers: ["brave"] });
    expect(hosts).toMatchObject([{ browser: "brave" }]);
    expect(sandboxed).toMatchObject([
      { browser: "brave", kind: "snap" },
      { browser: "brave", kind: "flatpak" },
    ]);
  });
});

it.each<[Platform, folder: string, browsers: BrowserName[]]>([
  ["linux", ".config/mozilla/firefox", ["firefox"]],
  ["linux", ".mozilla", ["firefox"]],
  ["darwin", "Library/Application Support/Firefox", ["firefox"]],
  ["linux", ".config/google-chrome", ["chrome"]],
  ["linux", "Library/Application Support/Google/Chrome", []],
  // Channels, forks.
  ["linux", ".config/google-chrome-beta", ["chrome-beta"]],
  ["linux", ".config/google-chrome-unstable", ["chrome-dev"]],
  ["linux", ".config/microsoft-edge-dev", ["edge-dev"]],
  ["linux", ".config/BraveSoftware/Brave-Browser-Nightly", ["brave-nightly"]],
  ["linux", ".config/vivaldi-snapshot", ["vivaldi-snapshot"]],
  ["linux", ".config/opera", ["opera"]],
  ["linux", ".config/thorium", ["thorium"]],
  ["linux", ".config/net.imput.helium", ["helium"]],
  ["linux", ".librewolf", ["librewolf"]],
  ["linux", ".waterfox", ["waterfox"]],
  ["linux", ".zen", ["zen"]],
  ["linux", ".config/zen", ["zen"]],
  ["linux", ".floorp", ["floorp"]],
  ["darwin", "Library/Application Support/Google/Chrome Canary", ["chrome-canary"]],
  ["darwin", "Library/Application Support/com.operasoftware.Opera", ["opera"]],
  ["darwin", "Library/Application Support/zen", ["zen"]],
  // What any program may leave for browsers that never ran.
  ["linux", ".config/vivaldi/NativeMessagingHosts", []],
  ["linux", ".librewolf/native-messaging-hosts", []],
  ["darwin", "Library/Application Support/Microsoft Edge/NativeMessagingHosts", []],
])("A browser on %s is found by %s: %j", async (platform, folder, browsers) => {
  const account = accountWith(platform, folder);
  const { folders, registry } = account.context;
  await expect(findBrowsers(folders, registry, [])).resolves.toEqual(browsers);
  if (browsers.length === 0) return;
  const { hosts } = await installed(account);
  expect(hosts).toMatchObject(browsers.map((browser) => ({ browser, found: true, changed: true })));
});

it.each(BROWSERS)("A browser on Windows is found by a registry key of its own: %s", async (browser) => {
  const account = userAccount("win32", [browser]);
  const found = await findBrowsers(account.context.folders, account.context.registry, []);
  const shared = /^(vivaldi|opera)/.exec(browser)?.[0];
  expect(found).toEqual(shared ? BROWSERS.filter((name) => name.startsWith(shared)) : [browser]);
});

it("A browser that was never started is said to be prepared for, not registered", async () => {
  const account = userAccount("linux", ["chrome"]);
  for (const _ of [1, 2]) {
    const { hosts } = await installed(account, { browsers: ["chrome", "vivaldi"] });
    expect(hosts).toMatchObject([
      { browser: "chrome", found: true },
      { browser: "vivaldi", found: false },
    ]);
  }
  // What we put there for it is no sign of it.
  await expect(findBrowsers(account.context.folders, account.context.registry, [])).resolves.toEqual([
    "chrome",
  ]);
});
