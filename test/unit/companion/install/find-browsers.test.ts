import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { install } from "../../../../src/companion/install/install.ts";
import { findingText } from "../../../../src/companion/cli/report.ts";
import { found } from "../../../../src/companion/doctor/findings.ts";
import { findSandboxed, type Sandboxed } from "../../../../src/companion/install/sandboxed-browsers.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { INSTALL, userAccount, type UserAccount } from "../../../helpers/user-account.ts";

const CASES: [folder: string, found: Sandboxed][] = [
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

function withFolders(account: UserAccount, ...folders: string[]): UserAccount {
  for (const folder of folders) mkdirSync(path.join(account.home, folder), { recursive: true });
  return account;
}

const withAll = (...accountOf: Parameters<typeof userAccount>) =>
  withFolders(userAccount(...accountOf), ...CASES.map(([folder]) => folder));

describe("A browser in a sandbox", () => {
  it.each(CASES)("is known by %s", async (folder, expected) => {
    const { context } = withFolders(userAccount("linux"), folder);
    await expect(findSandboxed(context.folders)).resolves.toEqual([expected]);
  });

  it.each(["darwin", "win32"] as const)("does not exist on %s", async (platform) => {
    await expect(findSandboxed(withAll(platform).context.folders)).resolves.toEqual([]);
  });

  it("is named with the reason and the way out", () => {
    for (const [, { browser, kind, asks }] of CASES) {
      const line = findingText(found(asks ? "browser_asks" : "browser_sandboxed", { browser, kind }));
      expect(line).toMatch(new RegExp(`^${browser} from (Snap|Flatpak) `));
      expect(line).toMatch(/own package.*Copy/);
    }
  });
});

describe("install", () => {
  it("fails, and writes nothing, where only such browsers are found", async () => {
    const account = withFolders(userAccount("linux"), "snap/chromium/common/chromium");
    const before = fileTree(account.home);
    await expect(install(account.context, INSTALL)).resolves.toEqual({
      ok: false,
      code: "only_sandboxed_found",
      sandboxed: [{ browser: "chromium", kind: "snap", asks: false }],
    });
    expect(fileTree(account.home)).toEqual(before);
  });

  it("registers for Snap's Firefox where every Firefox is registered: the system's portal looks there", async () => {
    const account = withFolders(userAccount("linux"), "snap/firefox/common/.mozilla");
    await expect(install(account.context, INSTALL)).resolves.toMatchObject({
      ok: true,
      hosts: [
        {
          browser: "firefox",
          manifest: path.join(account.home, ".mozilla/native-messaging-hosts/clawkey.host.json"),
        },
      ],
      sandboxed: [{ browser: "firefox", kind: "snap", asks: true }],
    });
  });

  it("names all of them beside the others that it registers", async () => {
    const account = withAll("linux", ["chrome"]);
    const result = await install(account.context, INSTALL);
    expect(result).toMatchObject({ hosts: [{ browser: "chrome" }, { browser: "firefox" }] });
    expect(result.ok && result.sandboxed).toHaveLength(CASES.length);
  });

  it("speaks of the named browsers alone, where any are named", async () => {
    const account = withAll("linux");
    await expect(install(account.context, { ...INSTALL, browsers: ["brave"] })).resolves.toMatchObject({
      hosts: [{ browser: "brave" }],
      sandboxed: [
        { browser: "brave", kind: "snap" },
        { browser: "brave", kind: "flatpak" },
      ],
    });
  });
});
