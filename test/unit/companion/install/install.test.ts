import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BROWSERS, hostManifest, placeOf } from "../../../../src/companion/install/browsers.ts";
import { install } from "../../../../src/companion/install/install.ts";
import { launcherScript, nodeOfLauncher } from "../../../../src/companion/install/launcher.ts";
import { NOTES_FILE } from "../../../../src/companion/install/notes.ts";
import { uninstall } from "../../../../src/companion/install/uninstall.ts";
import { modeOf } from "../../../helpers/file-tree.ts";
import { INSTALL, installed, PLATFORMS, stateOf, userAccount } from "../../../helpers/user-account.ts";

describe.each(PLATFORMS)("On %s", (platform) => {
  it("all that is found or named is registered as a dry run says, and taken out without a trace", async () => {
    const account = userAccount(platform, ["firefox", "chromium"]);
    const { companionFolder, node } = account.context;
    const before = stateOf(account);
    const found = await installed(account);
    expect(found.hosts).toMatchObject([
      { browser: "chromium", changed: true },
      { browser: "firefox", changed: true },
    ]);
    const some = stateOf(account);
    const imagined = await installed(account, { browsers: BROWSERS, dryRun: true });
    expect(stateOf(account)).toEqual(some);
    const { hosts, launcher, changes } = await installed(account, { browsers: BROWSERS });
    expect({ hosts, changes }).toEqual({ hosts: imagined.hosts, changes: imagined.changes });
    // Some look where another is registered already.
    const known = found.hosts.map(placeOf);
    expect(hosts.map(({ browser }) => browser)).toEqual(BROWSERS);
    for (const host of hosts) expect(host.changed, host.browser).toBe(!known.includes(placeOf(host)));
    for (const host of hosts) {
      // What the browser finds: at the place itself, or where the registry leads.
      const manifest = account.registry.keys.get(placeOf(host)) ?? placeOf(host);
      expect(readFileSync(manifest, "utf8")).toBe(hostManifest(host.browser, launcher));
    }
    expect(path.basename(launcher)).toBe(platform === "win32" ? "clawkey-host.bat" : "clawkey-host");
    const companion = path.join(companionFolder, "clawkey.mjs");
    expect(readFileSync(launcher, "utf8")).toBe(launcherScript(platform, { node, companion }));

    const all = stateOf(account);
    const again = await installed(account);
    expect(again.hosts.filter(({ changed }) => changed)).toEqual([]);
    // A registry key's value can't be asked for.
    expect(again.changes.filter((change) => change.do !== "set_key")).toEqual([]);
    // One that is named alone lets no other be forgotten.
    await installed(account, { browsers: ["edge"] });
    const wouldRemove = await uninstall(account.context, { dryRun: true });
    expect(stateOf(account)).toEqual(all);
    const removed = await uninstall(account.context);
    expect(removed).toEqual(wouldRemove);
    const places = new Set([...hosts.map(placeOf), companionFolder]);
    expect(removed.removed.toSorted()).toEqual([...places].toSorted());
    expect(stateOf(account)).toEqual(before);
    await expect(uninstall(account.context)).resolves.toMatchObject({ removed: [], failed: [] });
  });

  it("a moved Node and package are put right by installing again, also for browsers found no more", async () => {
    const account = userAccount(platform);
    const ownFolder = path.join(account.home, "data");
    const { launcher } = await installed(account, { browsers: ["chromium"], ownFolder });
    const folder = path.dirname(account.context.bundle);
    renameSync(folder, `${folder}-moved`);
    const context = {
      ...account.context,
      node: "/opt/node/bin/node",
      bundle: `${folder}-moved/clawkey.mjs`,
    };
    const copies = ["clawkey.mjs", "clawkey-part.mjs"].map((name) => ({
      from: path.join(path.dirname(context.bundle), name),
      to: path.join(context.companionFolder, name),
    }));
    for (const { to } of copies) writeFileSync(to, "an older one");
    const { hosts } = await installed({ ...account, context });
    expect(hosts).toMatchObject([{ browser: "chromium", changed: false }]);
    for (const { from, to } of copies) expect(readFileSync(to, "utf8")).toBe(readFileSync(from, "utf8"));
    expect(nodeOfLauncher(readFileSync(launcher, "utf8"))).toBe(context.node);
  });
});

describe("The companion's own folder", () => {
  it("holds a copy of the bundle, with its chunks and nothing that lies beside them, and a launcher", async () => {
    const account = userAccount("linux", ["chrome"]);
    const { bundle, companionFolder } = account.context;
    writeFileSync(path.join(path.dirname(bundle), "other.mjs"), "");
    const { launcher } = await installed(account);
    expect(readdirSync(companionFolder)).toEqual([
      "clawkey-host",
      "clawkey-part.mjs",
      "clawkey.mjs",
      "extension",
      "installation.json",
    ]);
    expect(modeOf(companionFolder)).toBe("700");
    expect(modeOf(path.join(companionFolder, NOTES_FILE))).toBe("600");
    const printed = execFileSync(launcher, ["chrome-extension://id/"]).toString();
    expect(JSON.parse(printed)).toEqual(["serve", "chrome-extension://id/"]);
    writeFileSync(bundle, "console.log('newer');\n");
    await installed(account);
    expect(execFileSync(launcher).toString()).toBe("newer\n");
  });

  it("keeps its files where install runs from them", async () => {
    const account = userAccount("linux", ["chrome"]);
    await installed(account);
    const before = stateOf(account);
    const bundle = path.join(account.context.companionFolder, "clawkey.mjs");
    await installed({ ...account, context: { ...account.context, bundle } });
    expect(stateOf(account)).toEqual(before);
  });
});

describe("install", () => {
  it("writes what browsers have to read for everybody, whatever new files are like here", async () => {
    const umask = process.umask(0o077);
    const { hosts } = await installed(userAccount("linux", ["chrome"])).finally(() => process.umask(umask));
    expect(modeOf(hosts[0]!.manifest)).toBe("644");
  });

  it("puts right what was changed, deleted or can't be started any more", async () => {
    const account = userAccount("linux", ["chrome"]);
    const { hosts, launcher } = await installed(account);
    const before = stateOf(account);
    writeFileSync(hosts[0]!.manifest, "{}");
    chmodSync(launcher, 0o644);
    rmSync(path.join(account.context.companionFolder, "clawkey.mjs"));
    await expect(installed(account)).resolves.toMatchObject({ hosts: [{ changed: true }] });
    expect(stateOf(account)).toEqual(before);
  });

  it("claims nothing that the registry refused, and uninstall takes away what was begun", async () => {
    const account = userAccount("win32", ["chrome"]);
    const before = stateOf(account);
    const refusing = { ...account.context, registry: async () => null };
    await expect(install(refusing, { ...INSTALL, browsers: ["chrome"] })).resolves.toMatchObject({
      ok: false,
      code: "registration_failed",
      hosts: [],
      failed: [{ browser: "chrome", path: expect.stringContaining("HKCU") }],
    });
    await uninstall(account.context);
    expect(stateOf(account)).toEqual(before);
  });

  it("is refused by a Node that browsers could not use, since the launcher would name that very Node", async () => {
    const account = userAccount("linux", ["chrome"]);
    const before = stateOf(account);
    await expect(install({ ...account.context, nodeVersion: "20.20.2" }, INSTALL)).resolves.toEqual({
      ok: false,
      code: "node_too_old",
      detail: { version: "20.20.2" },
    });
    expect(stateOf(account)).toEqual(before);
  });
});

describe("uninstall", () => {
  it.each<[string, (folder: string) => void]>([
    ["broken", (folder) => writeFileSync(path.join(folder, NOTES_FILE), "{")],
    ["gone", (folder) => rmSync(path.join(folder, NOTES_FILE))],
  ])("finds what it registered in the usual places where its notes are %s", async (_, spoil) => {
    const account = userAccount("linux", ["chrome"]);
    await installed(account, { browsers: ["chrome"] });
    spoil(account.context.companionFolder);
    const removed = await uninstall(account.context);
    expect(removed.removed[0]).toContain("google-chrome/NativeMessagingHosts/clawkey.host.json");
    expect(Object.keys(stateOf(account)).filter((file) => /clawkey/.test(file))).toEqual([]);
  });

  it("leaves files and folders of others' where they stand, and goes on where one of its own is gone", async () => {
    const account = userAccount("linux");
    const { hosts } = await installed(account, { browsers: ["chrome", "firefox"] });
    rmSync(hosts[1]!.manifest);
    const others = [
      path.join(path.dirname(hosts[0]!.manifest), "other.json"),
      path.join(account.context.companionFolder, "mine.mjs"),
    ];
    for (const file of others) writeFileSync(file, "");
    await uninstall(account.context);
    const left = Object.entries(stateOf(account)).filter(([, what]) => what.startsWith("file"));
    expect(left.map(([file]) => path.join(account.home, file))).toEqual(others);
    expect(existsSync(path.join(account.home, ".mozilla"))).toBe(false);
  });
});
