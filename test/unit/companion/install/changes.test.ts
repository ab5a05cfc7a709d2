/** An install that is killed: the next one finishes it, and uninstall undoes what was begun. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { applyChanges, keyExists } from "../../../../src/companion/install/changes.ts";
import { install, type InstallRequest } from "../../../../src/companion/install/install.ts";
import { uninstall } from "../../../../src/companion/install/uninstall.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { fakeRegistry } from "../../../helpers/registry.ts";
import { INSTALL, PLATFORMS, userAccount, type UserAccount } from "../../../helpers/user-account.ts";

/** All that an installation touches, such that two homes can be compared. */
function stateOf({ home, registry }: UserAccount): Record<string, string> {
  const text = (what: string) => {
    const [kind, mode, content] = what.split(" ");
    return content === undefined ? what : `${kind} ${mode} ${Buffer.from(content, "base64").toString()}`;
  };
  const entries = [...Object.entries(fileTree(home)), ...registry.keys];
  return Object.fromEntries(
    entries.map(([name, what]) => [name, text(what).replaceAll(path.dirname(home), "")]),
  );
}

const allOf = (request: Partial<InstallRequest> = {}): InstallRequest => ({
  ...INSTALL,
  browsers: "all",
  ...request,
});

async function changesOf({ context }: UserAccount, request: InstallRequest) {
  const planned = await install(context, { ...request, dryRun: true });
  if (!planned.ok) throw new Error(planned.code);
  return planned.changes;
}

/** What a killed write leaves in the folder of the file that it was about to replace. */
function leaveTempFile(file: string) {
  const name = ".clawkey.999999999.0b8a4c1e-0000-4000-8000-000000000000.tmp";
  writeFileSync(path.join(path.dirname(file), name), "half");
}

/** Each place of a kill: before any change, and after each of them. */
async function forEachKill(
  platform: (typeof PLATFORMS)[number],
  prepare: (account: UserAccount) => Promise<void>,
  request: InstallRequest,
  check: (killed: UserAccount, before: object) => Promise<void>,
) {
  for (let made = 0, total = 1; made <= total; made++) {
    const account = userAccount(platform, ["chrome"]);
    await prepare(account);
    const before = stateOf(account);
    const changes = await changesOf(account, request);
    total = changes.length;
    expect(total).toBeGreaterThan(3);
    await applyChanges(changes.slice(0, made), account.registry.tool);
    const next = changes[made];
    if (next && "text" in next && existsSync(path.dirname(next.path))) leaveTempFile(next.path);
    await check(account, before);
  }
}

describe.each(PLATFORMS)("After a kill between any two changes on %s,", (platform) => {
  it("another install ends like a whole one", async () => {
    const whole = userAccount(platform, ["chrome"]);
    await install(whole.context, allOf());
    await forEachKill(
      platform,
      async () => {},
      allOf(),
      async (killed) => {
        await install(killed.context, allOf());
        expect(stateOf(killed)).toEqual(stateOf(whole));
      },
    );
  });

  it("uninstall leaves everything as it was", async () => {
    await forEachKill(
      platform,
      async () => {},
      allOf(),
      async (killed, before) => {
        await uninstall(killed.context);
        expect(stateOf(killed)).toEqual(before);
      },
    );
  });

  it("uninstall takes away an older installation with the newer one that was begun", async () => {
    const nothing = stateOf(userAccount(platform, ["chrome"]));
    const update = async ({ context }: UserAccount) => {
      await install(context, allOf({ browsers: ["chrome"] }));
      writeFileSync(context.bundle, "newer");
      writeFileSync(path.join(path.dirname(context.bundle), "clawkey-new.mjs"), "a new part");
    };
    await forEachKill(platform, update, allOf({ profile: "work" }), async (killed) => {
      await uninstall(killed.context);
      expect(stateOf(killed)).toEqual(nothing);
    });
  });
});

describe("A kill while the companion's folder is made", () => {
  it("leaves nothing that the next install or uninstall does not take away", async () => {
    const account = userAccount("linux", ["chrome"]);
    const before = stateOf(account);
    const draft = path.join(account.home, ".local.clawkey-draft/share/clawkey");
    const begin = () => mkdirSync(draft, { recursive: true });
    begin();
    await uninstall(account.context);
    expect(stateOf(account)).toEqual(before);
    begin();
    await install(account.context, INSTALL);
    const whole = userAccount("linux", ["chrome"]);
    await install(whole.context, INSTALL);
    expect(stateOf(account)).toEqual(stateOf(whole));
  });
});

describe("reg.exe is called", () => {
  it("without a question to the user, and with each value as one argument", async () => {
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
});
