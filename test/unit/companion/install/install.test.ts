import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BROWSERS, type BrowserName } from "../../../../src/companion/install/browsers.ts";
import { hostManifest } from "../../../../src/companion/install/host-manifest.ts";
import { install, type InstallResult } from "../../../../src/companion/install/install.ts";
import { INSTALLATION_FILE, readInstallation } from "../../../../src/companion/install/notes.ts";
import { uninstall } from "../../../../src/companion/install/uninstall.ts";
import { nodeOfLauncher } from "../../../../src/companion/install/launcher.ts";
import { fileTree, modeOf } from "../../../helpers/file-tree.ts";
import { expectInstalled } from "../../../helpers/installed.ts";
import { INSTALL, PLATFORMS, userAccount, type UserAccount } from "../../../helpers/user-account.ts";

/** The host manifest that the browser finds: at the place itself, or where the registry leads. */
function manifestAt({ registry }: UserAccount, place: string): unknown {
  return JSON.parse(readFileSync(registry.keys.get(place) ?? place, "utf8"));
}

async function installed(account: UserAccount, request: Partial<typeof INSTALL> = {}) {
  const result: InstallResult = await install(account.context, { ...INSTALL, ...request });
  if (!result.ok) throw new Error(result.code);
  return result;
}

/** The file's new place, after somebody has moved it. */
function moved(file: string): string {
  renameSync(file, `${file}.moved`);
  return `${file}.moved`;
}

describe.each(PLATFORMS)("On %s", (platform) => {
  it.each(BROWSERS)("%s is registered, once, and taken out without a trace", async (browser) => {
    const account = userAccount(platform, [browser]);
    const before = { files: fileTree(account.home), keys: [...account.registry.keys] };

    const first = await installed(account);
    expect(first.hosts).toMatchObject([{ browser, changed: true }]);
    const [host] = first.hosts;
    expect(manifestAt(account, host!.place)).toEqual(JSON.parse(hostManifest(browser, first.launcher)));
    const files = fileTree(account.home);

    const second = await installed(account);
    expect(second).toEqual({ ...first, hosts: [{ ...host, changed: false }] });
    expect(fileTree(account.home)).toEqual(files);

    const removed = await uninstall(account.context);
    expect(removed.toSorted()).toEqual([host!.place, account.context.companionFolder].toSorted());
    expect({ files: fileTree(account.home), keys: [...account.registry.keys] }).toEqual(before);
    await expect(uninstall(account.context)).resolves.toEqual([]);
  });

  it("all browsers that are found are registered, and no other", async () => {
    const account = userAccount(platform, ["firefox", "chromium"]);
    const { hosts } = await installed(account);
    expect(hosts.map(({ browser }) => browser)).toEqual(["chromium", "firefox"]);
  });

  it("all browsers go into an empty home, and leave it empty", async () => {
    const account = userAccount(platform);
    const { hosts } = await installed(account, { browsers: "all" });
    expect(hosts.map(({ browser }) => browser)).toEqual(BROWSERS);
    await uninstall(account.context);
    expect(fileTree(account.home)).toEqual({});
    expect([...account.registry.keys]).toEqual([]);
  });

  it("a dry run says what install would do, and what uninstall would, and touches nothing", async () => {
    const account = userAccount(platform, ["chrome"]);
    const state = () => ({ files: fileTree(account.home), keys: [...account.registry.keys] });
    const before = state();
    const imagined = await installed(account, { browsers: "all", dryRun: true });
    expect(state()).toEqual(before);
    await expect(uninstall(account.context, { dryRun: true })).resolves.toEqual([]);

    await expect(installed(account, { browsers: "all" })).resolves.toEqual(imagined);
    const after = state();
    await expect(installed(account, { browsers: "all", dryRun: true })).resolves.toMatchObject({
      hosts: BROWSERS.map(() => ({ changed: false })),
    });
    const imaginedly = await uninstall(account.context, { dryRun: true });
    expect(state()).toEqual(after);
    await expect(uninstall(account.context)).resolves.toEqual(imaginedly);
  });

  it.each<[string, (account: UserAccount) => Partial<UserAccount["context"]>]>([
    ["Node", () => ({ node: "/opt/node/bin/node" })],
    ["package", (account) => ({ bundle: moved(account.context.bundle) })],
  ])("a moved %s is mended by installing again, also for browsers found no more", async (_, move) => {
    const account = userAccount(platform);
    const { launcher } = await installed(account, { browsers: ["chrome"] });
    writeFileSync(path.join(account.context.companionFolder, "clawkey.mjs"), "an older one");
    const context = { ...account.context, ...move(account) };
    const { hosts } = await installed({ ...account, context });
    expect(hosts).toMatchObject([{ browser: "chrome", changed: false }]);
    const copy = path.join(context.companionFolder, "clawkey.mjs");
    expect(readFileSync(copy, "utf8")).toBe(readFileSync(context.bundle, "utf8"));
    expect(nodeOfLauncher(readFileSync(launcher, "utf8"))).toBe(context.node);
  });

  it("browsers that are added later leave nothing either", async () => {
    const account = userAccount(platform);
    await installed(account, { browsers: ["chrome"] });
    await installed(account, { browsers: ["edge", "chrome"] });
    await installed(account, { browsers: ["firefox"] });
    const { hosts } = expectInstalled(await readInstallation(account.context.companionFolder));
    expect(hosts.map(({ browser }) => browser)).toEqual(["chrome", "edge", "firefox"]);
    await uninstall(account.context);
    expect(fileTree(account.home)).toEqual({});
    expect([...account.registry.keys]).toEqual([]);
  });

  it("nothing is touched where no browser is found", async () => {
    const account = userAccount(platform);
    await expect(install(account.context, INSTALL)).resolves.toEqual({ ok: false, code: "no_browser_found" });
    expect(fileTree(account.home)).toEqual({});
  });
});

describe("The companion's own folder", () => {
  it("holds a copy of the bundle and a launcher that starts it", async () => {
    const account = userAccount("linux", ["chrome"]);
    const { launcher } = await installed(account);
    const printed = execFileSync(launcher, ["chrome-extension://id/"]).toString();
    expect(JSON.parse(printed)).toEqual(["serve", "chrome-extension://id/"]);
    expect(modeOf(account.context.companionFolder)).toBe("700");
  });

  it("takes a newer bundle over", async () => {
    const account = userAccount("linux", ["chrome"]);
    const { launcher } = await installed(account);
    writeFileSync(account.context.bundle, "console.log('newer');\n");
    await installed(account);
    expect(execFileSync(launcher).toString()).toBe("newer\n");
  });

  it("keeps its bundle where install runs from it", async () => {
    const account = userAccount("linux", ["chrome"]);
    const { launcher } = await installed(account);
    const bundle = path.join(account.context.companionFolder, "clawkey.mjs");
    await install({ ...account.context, bundle }, INSTALL);
    expect(JSON.parse(execFileSync(launcher).toString())).toEqual(["serve"]);
  });

  it("has a batch file for a launcher on Windows", async () => {
    const account = userAccount("win32", ["chrome"]);
    const { launcher } = await installed(account);
    expect(path.basename(launcher)).toBe("clawkey-host.bat");
    expect(readFileSync(launcher, "utf8")).toContain(account.context.node);
  });

  it("remembers OpenClaw's variables and profile, of the last install alone", async () => {
    const account = userAccount("linux", ["chrome"]);
    const folder = account.context.companionFolder;
    await installed(account, { variables: { OPENCLAW_STATE_DIR: "/srv/state" }, profile: "work" });
    expect(await readInstallation(folder)).toMatchObject({
      variables: { OPENCLAW_STATE_DIR: "/srv/state" },
      profile: "work",
    });
    expect(modeOf(path.join(folder, INSTALLATION_FILE))).toBe("600");
    await installed(account);
    expect(await readInstallation(folder)).toMatchObject({ variables: {}, profile: null });
  });
});

describe("install", () => {
  it("writes a manifest for the user, and mends one that was changed", async () => {
    const account = userAccount("linux", ["chrome"]);
    const { hosts, launcher } = await installed(account);
    const { place } = hosts[0]!;
    expect(modeOf(place)).toBe("644");
    writeFileSync(place, "{}");
    await expect(installed(account)).resolves.toMatchObject({ hosts: [{ changed: true }] });
    expect(readFileSync(place, "utf8")).toBe(hostManifest("chrome", launcher));
  });

  it.each<[BrowserName, boolean]>([
    ["chromium", true],
    ["firefox", false],
  ])("follows a data folder of the user's own for %s: %s", async (browser, follows) => {
    const account = userAccount("linux", [browser]);
    const userDataFolder = path.join(account.home, "profiles", "test");
    const { hosts } = await installed(account, { browsers: [browser], userDataFolder });
    expect(hosts[0]!.place.startsWith(userDataFolder)).toBe(follows);
    await uninstall(account.context);
    expect(existsSync(path.dirname(userDataFolder))).toBe(false);
  });

  it("mends a launcher and a companion that can't be started any more", async () => {
    const account = userAccount("linux", ["chrome"]);
    const { launcher } = await installed(account);
    chmodSync(launcher, 0o644);
    rmSync(path.join(account.context.companionFolder, "clawkey.mjs"));
    await installed(account);
    expect(JSON.parse(execFileSync(launcher).toString())).toEqual(["serve"]);
  });

  it.each([
    ["linux", ".config/mozilla/firefox", ".mozilla/native-messaging-hosts"],
    [
      "darwin",
      "Library/Application Support/Firefox",
      "Library/Application Support/Mozilla/NativeMessagingHosts",
    ],
  ] as const)("finds a Firefox on %s by its profiles, and registers where it looks", async (...there) => {
    const [platform, profiles, manifests] = there;
    const account = userAccount(platform);
    mkdirSync(path.join(account.home, profiles), { recursive: true });
    const before = fileTree(account.home);
    const { hosts } = await installed(account);
    const place = path.join(account.home, manifests, "clawkey.host.json");
    expect(hosts).toEqual([{ browser: "firefox", place, changed: true }]);
    await uninstall(account.context);
    expect(fileTree(account.home)).toEqual(before);
  });

  it("claims nothing that the registry refused", async () => {
    const account = userAccount("win32", ["chrome"]);
    const refusing = { ...account.context, registry: async () => 1 };
    const result = install(refusing, { ...INSTALL, browsers: ["chrome"] });
    await expect(result).resolves.toMatchObject({ ok: false, code: "registry_failed" });
  });
});

describe("install by a Node that browsers could not use", () => {
  it("is refused, since the launcher would name that very Node", async () => {
    const account = userAccount("linux", ["chrome"]);
    const before = fileTree(account.home);
    const result = install({ ...account.context, nodeVersion: "20.20.2" }, INSTALL);
    await expect(result).resolves.toEqual({
      ok: false,
      code: "node_too_old",
      detail: { version: "20.20.2" },
    });
    expect(fileTree(account.home)).toEqual(before);
  });
});

describe("uninstall", () => {
  it("leaves a folder alone that install did not make", async () => {
    const account = userAccount("linux");
    mkdirSync(account.context.companionFolder, { recursive: true });
    writeFileSync(path.join(account.context.companionFolder, "notes.txt"), "mine");
    const before = fileTree(account.home);
    await expect(uninstall(account.context)).resolves.toEqual([]);
    expect(fileTree(account.home)).toEqual(before);
  });

  it("finds what it registered in the usual places where its notes are broken", async () => {
    const account = userAccount("linux", ["chrome"]);
    await installed(account, { browsers: ["chrome"] });
    writeFileSync(path.join(account.context.companionFolder, INSTALLATION_FILE), "{");
    const removed = await uninstall(account.context);
    expect(removed[0]).toContain("google-chrome/NativeMessagingHosts/clawkey.host.json");
    expect(Object.keys(fileTree(account.home)).filter((file) => /clawkey/.test(file))).toEqual([]);
  });

  it("leaves files and folders of others' where they stand", async () => {
    const account = userAccount("linux");
    await installed(account, { browsers: ["chrome", "firefox"] });
    const other = path.join(account.home, ".config/google-chrome/NativeMessagingHosts/other.json");
    writeFileSync(other, "{}");
    await uninstall(account.context);
    expect(Object.keys(fileTree(account.home))).toEqual([
      ".config",
      ".config/google-chrome",
      ".config/google-chrome/NativeMessagingHosts",
      ".config/google-chrome/NativeMessagingHosts/other.json",
    ]);
  });

  it("takes away what a killed install has left, so that no folder stays for it", async () => {
    const account = userAccount("linux", ["chrome"]);
    const before = fileTree(account.home);
    const { hosts } = await installed(account);
    for (const folder of [account.context.companionFolder, path.dirname(hosts[0]!.place)])
      writeFileSync(path.join(folder, ".clawkey.999999999.0b8a4c1e-0000-4000-8000-000000000000.tmp"), "");
    await uninstall(account.context);
    expect(fileTree(account.home)).toEqual(before);
  });

  it("goes on where a manifest is gone already", async () => {
    const account = userAccount("linux", ["chrome", "firefox"]);
    const { hosts } = await installed(account);
    rmSync(hosts[0]!.place);
    await uninstall(account.context);
    expect(existsSync(hosts[1]!.place)).toBe(false);
    expect(existsSync(account.context.companionFolder)).toBe(false);
  });
});
