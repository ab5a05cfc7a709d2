import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BROWSERS } from "../../../../src/companion/install/browsers.ts";
import { readNotes } from "../../../../src/companion/install/notes.ts";
import type { Environment } from "../../../../src/openclaw/files/paths.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { run, runJson } from "../../../helpers/terminal.ts";
import { userAccount } from "../../../helpers/user-account.ts";

/** A terminal of a user who has these browsers. */
function terminal(browsers: Parameters<typeof userAccount>[1], env: Environment = {}) {
  const { home, context } = userAccount("linux", browsers);
  return {
    home,
    system: openClawHome(env).system,
    installation: context,
    folder: context.companionFolder,
    chrome: path.join(home, ".config/google-chrome/NativeMessagingHosts/clawkey.host.json"),
    launcher: path.join(context.companionFolder, "clawkey-host"),
    extension: path.join(context.companionFolder, "extension/chromium"),
    notes: async () => (await readNotes(context.companionFolder)).notes!,
  };
}

describe("clawkey install", () => {
  it("says what it registered and where, says so again the second time, and uninstall undoes it", async () => {
    const machine = terminal(["chrome"]);
    const { home, chrome, launcher, folder, extension } = machine;
    mkdirSync(path.join(home, ".var/app/com.brave.Browser"), { recursive: true });
    const before = fileTree(home);
    const says = async (...args: string[]) => (await run(args, machine)).out[0]!.split("\n");
    await expect(says("install")).resolves.toEqual([
      `Registered for chrome: ${chrome}`,
      `Browsers start ${launcher}`,
      "Load the extension in chrome:",
      "  1. Open chrome://extensions and turn on Developer mode.",
      `  2. Click Load unpacked and choose ${extension}`,
      expect.stringMatching(/^brave from Flatpak .*own package.*Copy/),
    ]);
    expect((await says("install"))[0]).toBe(`Already registered for chrome: ${chrome}`);
    expect((await runJson(["install"], machine)).json).toEqual({
      ok: true,
      launcher,
      hosts: [{ browser: "chrome", manifest: chrome, changed: false, found: true }],
      sandboxed: [{ browser: "brave", kind: "flatpak", way: null }],
      extensions: [
        { family: "chromium", folder: extension, version: "0.1.0", state: "same", browsers: ["chrome"] },
      ],
    });

    const installed = fileTree(home);
    const removed = [chrome, folder];
    const wouldRemove = await runJson(["uninstall", "--dry-run"], machine);
    expect(wouldRemove.json).toEqual({ ok: true, dryRun: true, removed });
    await expect(says("uninstall", "--dry-run")).resolves.toEqual(
      removed.map((place) => `Would remove: ${place}`),
    );
    expect(fileTree(home)).toEqual(installed);
    expect((await runJson(["uninstall"], machine)).json).toEqual({ ok: true, removed });
    expect(fileTree(home)).toEqual(before);
    await expect(says("uninstall")).resolves.toEqual(["Nothing is installed."]);
  });

  it("says with --dry-run what it would change, and changes nothing", async () => {
    const machine = terminal(["chrome"]);
    const { home, folder, chrome, launcher, extension } = machine;
    const before = fileTree(home);
    const own = ["installation.json", "clawkey-part.mjs", "clawkey.mjs", "clawkey-host"];
    const written = [...own.map((name) => path.join(folder, name)), chrome];
    const { out } = await run(["install", "--dry-run"], machine);
    expect(out[0]!.split("\n")).toEqual([
      `Would register for chrome: ${chrome}`,
      ...written.map((file) => `  write ${file}`),
      `  unpack the extension into ${extension}`,
      "Nothing was changed.",
    ]);
    expect((await runJson(["install", "--dry-run"], machine)).json).toEqual({
      ok: true,
      dryRun: true,
      launcher,
      hosts: [{ browser: "chrome", manifest: chrome, changed: true, found: true }],
      sandboxed: [],
      extensions: [
        { family: "chromium", folder: extension, version: "0.1.0", state: "new", browsers: ["chrome"] },
      ],
      changes: [
        ...written,
        ...["chunks/part.js", "icon/16.png", "popup.html", "manifest.json"].map((name) =>
          path.join(extension, name),
        ),
      ].map((file) => ({ do: "write", path: file })),
    });
    expect(fileTree(home)).toEqual(before);
  });

  it.each([
    ["every browser of the table", ["--all"], [...BROWSERS]],
    ["the named ones alone", ["--browser", "edge", "--browser=vivaldi"], ["edge", "vivaldi"]],
  ])("registers %s, though they were never started: %j", async (_, options, browsers) => {
    const { json } = await runJson(["install", ...options], terminal(["chrome"]));
    expect(json).toMatchObject({ hosts: browsers.map((browser) => ({ browser })) });
  });

  it.each<[code: string, words: RegExp, prepare: (home: string) => void]>([
    ["no_browser_found", /--browser/, () => {}],
    [
      "only_sandboxed_found",
      /Snap or Flatpak.*own package.*Copy/,
      (home) => mkdirSync(path.join(home, "snap/chromium/common/chromium"), { recursive: true }),
    ],
    [
      "install_failed",
      /\.local.* \(\w+\), so the companion is only partly installed/,
      (home) => {
        mkdirSync(path.join(home, ".config/google-chrome"), { recursive: true });
        writeFileSync(path.join(home, ".local"), "in the way");
      },
    ],
  ])("fails with a code and what to do, and leaves nothing: %s", async (code, message, prepare) => {
    const machine = terminal([]);
    prepare(machine.home);
    const before = fileTree(machine.home);
    const { exit, json } = await runJson(["install"], machine);
    expect(exit).toBe(1);
    expect(json).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(fileTree(machine.home)).toEqual(before);
  });

  it.each<[where: string, env: Environment, words: RegExp]>([
    ["with sudo", { SUDO_UID: "1000" }, /Run it without sudo\.$/],
    ["in WSL", { WSL_DISTRO_NAME: "Debian" }, /This is WSL: a browser on Windows can't start/],
  ])("says what people overlook where it finds no browser: %s", async (_, env, words) => {
    const { errors } = await run(["install"], terminal([], env));
    expect(errors[0]).toMatch(words);
    expect((await run(["install"], terminal([]))).errors[0]).not.toMatch(words);
  });

  it("in WSL says so beside what it registered", async () => {
    const { out } = await run(["install"], terminal(["chrome"], { WSL_DISTRO_NAME: "Debian" }));
    expect(out[0]).toMatch(/^Registered for chrome: [^]*\nThis is WSL: /);
  });

  it("calls registered what a browser will find, and prepared what waits for one", async () => {
    const machine = terminal(["chrome"]);
    const says = async () =>
      (await run(["install", "--browser", "chrome", "--browser", "zen"], machine)).out[0]!.split("\n");
    expect((await says()).slice(0, 2)).toEqual([
      expect.stringMatching(/^Registered for chrome: /),
      expect.stringMatching(
        /^Prepared for zen, which was not found here: .*\.mozilla\/native-messaging-hosts/,
      ),
    ]);
    expect((await says())[1]).toMatch(/^Already prepared for zen/);
  });

  it("registers a fork that is not in the table by its folder", async () => {
    const machine = terminal([]);
    mkdirSync(path.join(machine.home, ".cachy/profile"), { recursive: true });
    const args = ["install", "--browser", "firefox", "--user-data-dir", path.join(machine.home, ".cachy")];
    const manifest = path.join(machine.home, ".cachy/native-messaging-hosts/clawkey.host.json");
    expect((await run(args, machine)).out[0]).toContain(`Registered for firefox: ${manifest}\n`);
    const doctor = await runJson(["doctor"], machine);
    expect(doctor.json["findings"]).toContainEqual(
      expect.objectContaining({ code: "manifest_ok", detail: { browser: "firefox", path: manifest } }),
    );
  });

  it("remembers the profile and OpenClaw's variables of the last time, and no other variable", async () => {
    const remembered = { OPENCLAW_HOME: "~/claw", OPENCLAW_CONFIG_READONLY: "1" };
    const machine = terminal(["chrome"], {
      ...remembered,
      OPENCLAW_CONFIG_PATH: " /srv/claw.json ",
      OPENCLAW_NIX_MODE: "",
      OPENCLAW_GATEWAY_TOKEN: "secret",
      CLAUDE_AI_SESSION_KEY: KEY_TEXT,
      PATH: "/srv/bin",
      HTTPS_PROXY: "http://proxy:1",
      NODE_EXTRA_CA_CERTS: "/srv/ca.pem",
    });
    await run(["install", "--profile", "work"], machine);
    const { profile, variables, searchPath, network } = await machine.notes();
    expect({ profile, searchPath }).toEqual({ profile: "work", searchPath: "/srv/bin" });
    expect(network).toEqual({ HTTPS_PROXY: "http://proxy:1", NODE_EXTRA_CA_CERTS: "/srv/ca.pem" });
    expect(variables).toEqual({ ...remembered, OPENCLAW_CONFIG_PATH: "/srv/claw.json" });
    await run(["install"], { ...machine, system: openClawHome().system });
    await expect(machine.notes()).resolves.toMatchObject({ variables: {}, profile: null, network: {} });
  });

  it.each([["./state"], ["../other/state"], ["state/deeper"], ["."]])(
    "remembers %j as an absolute path, since a browser runs in another folder",
    async (value) => {
      const machine = terminal(["chrome"], { OPENCLAW_STATE_DIR: value });
      await run(["install"], machine);
      const { OPENCLAW_STATE_DIR: remembered } = (await machine.notes()).variables;
      expect(remembered).toBe(path.resolve(machine.system.cwd, value));
    },
  );

  it("makes a relative data folder absolute, so that uninstall finds it from anywhere", async () => {
    const { home, system, ...account } = terminal([]);
    // The test's own working folder, so that nothing is written elsewhere, whatever the relative path means.
    const machine = { ...account, system: { ...system, cwd: process.cwd() } };
    const relative = path.relative(process.cwd(), path.join(home, "data"));
    const args = ["install", "--browser", "chromium", "--user-data-dir", relative];
    const { json } = await runJson(args, machine);
    const manifest = path.join(home, "data/NativeMessagingHosts/clawkey.host.json");
    expect(json).toMatchObject({ hosts: [{ manifest }] });
    await run(["uninstall"], machine);
    expect(fileTree(home)).toEqual({});
  });
});
