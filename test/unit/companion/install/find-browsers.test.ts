import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { BrowserName } from "../../../../src/companion/install/browsers.ts";
import {
  findBrowsers,
  findSandboxed,
  type Sandboxed,
} from "../../../../src/companion/install/find-browsers.ts";
import { installed, userAccount, type Platform, type UserAccount } from "../../../helpers/user-account.ts";

const SANDBOXES: [folder: string, found: Sandboxed][] = [
  ["snap/firefox/common/.mozilla", { browser: "firefox", kind: "snap", asks: true }],
  ["snap/chromium/common/chromium", { browser: "chromium", kind: "snap", asks: false }],
  ["snap/brave/current/.config/BraveSoftware", { browser: "brave", kind: "snap", asks: false }],
  [".var/app/com.google.Chrome", { browser: "chrome", kind: "flatpak", asks: false }],
  [".var/app/org.chromium.Chromium", { browser: "chromium", kind: "flatpak", asks: false }],
  [".var/app/com.microsoft.Edge", { browser: "edge", kind: "flatpak", asks: false }],
  [".var/app/com.brave.Browser", { browser: "brave", kind: "flatpak", asks: false }],
  [".var/app/com.vivaldi.Vivaldi", { browser: "vivaldi", kind: "flatpak", asks: false }],
  [".var/app/org.mozilla.firefox", { browser: "firefox", kind: "flatpak", asks: false }],
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
    expect(hosts).toEqual([{ browser: "firefox", manifest, changed: true }]);
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
])("A browser on %s is found by %s: %j", async (platform, folder, browsers) => {
  const { folders, registry } = accountWith(platform, folder).context;
  await expect(findBrowsers(folders, registry, [])).resolves.toEqual(browsers);
});
