/** An install that is killed: the next one finishes it, and uninstall undoes what was begun. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { applyChanges, keyExists } from "../../../../src/companion/install/changes.ts";
import type { InstallRequest } from "../../../../src/companion/install/install.ts";
import { companionCopy } from "../../../../src/companion/install/plan.ts";
import { uninstall } from "../../../../src/companion/install/uninstall.ts";
import { fakeRegistry } from "../../../helpers/registry.ts";
import {
  installed,
  PLATFORMS,
  stateOf,
  userAccount,
  type Platform,
  type UserAccount,
} from "../../../helpers/user-account.ts";

/** Of both families, some of which look at one place. */
const ALL = { browsers: ["chrome", "edge", "brave", "firefox", "zen"] } as const;

/** What a killed write leaves in the folder of the file that it was about to replace. */
function leaveTempFile(file: string) {
  const name = ".clawkey.999999999.0b8a4c1e-0000-4000-8000-000000000000.tmp";
  if (existsSync(path.dirname(file))) writeFileSync(path.join(path.dirname(file), name), "half");
}

/** Each place of a kill: before any change, and after each of them. */
async function* kills(
  platform: Platform,
  request: Partial<InstallRequest>,
  prepare: (account: UserAccount) => unknown = () => {},
) {
  for (let made = 0, total = 1; made <= total; made++) {
    const account = userAccount(platform, ["chrome"]);
    await prepare(account);
    const before = stateOf(account);
    const { changes } = await installed(account, { ...request, dryRun: true });
    total = changes.length;
    expect(total).toBeGreaterThan(2);
    await applyChanges(changes.slice(0, made), account.registry.tool);
    const next = changes[made];
    if (next?.do === "write") leaveTempFile(next.path);
    yield { account, before };
  }
}

describe.each(PLATFORMS)("After a kill between any two changes on %s,", (platform) => {
  it("another install ends like a whole one, and uninstall leaves everything as it was", async () => {
    // A folder of the browser's own is not taken away with what is in it.
    const hasHosts = ({ home }: UserAccount) =>
      mkdirSync(path.join(home, ".mozilla/native-messaging-hosts"), { recursive: true });
    const whole = userAccount(platform, ["chrome"]);
    hasHosts(whole);
    await installed(whole, ALL);
    for await (const { account } of kills(platform, ALL, hasHosts)) {
      await installed(account, ALL);
      expect(stateOf(account)).toEqual(stateOf(whole));
    }
    for await (const { account, before } of kills(platform, ALL, hasHosts)) {
      await uninstall(account.context);
      expect(stateOf(account)).toEqual(before);
    }
  });

  it("uninstall takes away an older installation with the newer one that was begun", async () => {
    const nothing = stateOf(userAccount(platform, ["chrome"]));
    const update = async (account: UserAccount) => {
      await installed(account, { browsers: ["chrome"] });
      writeFileSync(account.context.bundle, "newer");
      writeFileSync(path.join(path.dirname(account.context.bundle), "clawkey-new.mjs"), "a new part");
    };
    for await (const { account } of kills(platform, { ...ALL, profile: "work" }, update)) {
      await uninstall(account.context);
      expect(stateOf(account)).toEqual(nothing);
    }
  });
});

it("An upgrade that was killed leaves the old build or the new one, and one that was not leaves no part of the old", async () => {
  const build = ({ context: { bundle } }: UserAccount, name: string) => {
    const folder = path.dirname(bundle);
    for (const file of readdirSync(folder)) rmSync(path.join(folder, file), { recursive: true });
    writeFileSync(bundle, `import "./clawkey-part-${name}.mjs";\n`);
    writeFileSync(path.join(folder, `clawkey-part-${name}.mjs`), `console.log("${name}");\n`);
  };
  const update = async (account: UserAccount) => {
    build(account, "old");
    await installed(account);
    build(account, "new");
  };
  for await (const { account } of kills("linux", {}, update)) {
    const { companionFolder } = account.context;
    const started = spawnSync(process.execPath, [companionCopy(companionFolder)], { encoding: "utf8" });
    expect(started.stdout).toMatch(/^(old|new)\n$/);
    await installed(account);
    expect(readdirSync(companionFolder).filter((name) => name.includes("part"))).toEqual([
      "clawkey-part-new.mjs",
    ]);
  }
});

describe("A kill while folders are made", () => {
  it.each([
    ["the companion's", 0, ".local.clawkey-draft/share/clawkey"],
    ["a host manifest's", 1, ".config/google-chrome/NativeMessagingHosts.clawkey-draft"],
  ])(
    "leaves nothing that the next install or uninstall does not take away: %s",
    async (_, isNoted, draft) => {
      const whole = userAccount("linux", ["chrome"]);
      await installed(whole);
      for (const next of ["install", "uninstall"]) {
        const account = userAccount("linux", ["chrome"]);
        const before = stateOf(account);
        const { changes } = await installed(account, { dryRun: true });
        await applyChanges(changes.slice(0, isNoted), account.registry.tool);
        mkdirSync(path.join(account.home, draft), { recursive: true });
        await (next === "install" ? installed(account) : uninstall(account.context));
        expect(stateOf(account)).toEqual(next === "install" ? stateOf(whole) : before);
      }
    },
  );
});

it("reg.exe is called without a question to the user, and with each value as one argument", async () => {
  const KEY = "HKCU\\Software\\Chromium\\NativeMessagingHosts\\clawkey.host";
  const FILE = "C:\\Users\\you lovelace\\AppData\\Local\\Clawkey\\clawkey.host.chromium.json";
  const { tool, calls, keys } = fakeRegistry();
  await expect(applyChanges([{ do: "set_key", path: KEY, value: FILE }], tool)).resolves.toBeNull();
  expect(keys.get(KEY)).toBe(FILE);
  await expect(keyExists(tool, KEY)).resolves.toBe(true);
  await applyChanges([{ do: "remove_key", path: KEY }], tool);
  await expect(keyExists(tool, KEY)).resolves.toBe(false);
  expect(calls.slice(0, 3)).toEqual([
    ["add", KEY, "/ve", "/t", "REG_SZ", "/d", FILE, "/f"],
    ["query", KEY],
    ["delete", KEY, "/f"],
  ]);
});
