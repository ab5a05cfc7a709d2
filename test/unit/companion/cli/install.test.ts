import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readInstallation } from "../../../../src/companion/install/notes.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { expectInstalled } from "../../../helpers/installed.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { run, runJson } from "../../../helpers/terminal.ts";
import { userAccount } from "../../../helpers/user-account.ts";

describe("clawkey install", () => {
  it("registers what it finds, says where, and says so again the second time", async () => {
    const account = userAccount("linux", ["chrome", "firefox"]);
    const machine = { ...openClawHome(), installation: account.context };
    const chrome = path.join(account.home, ".config/google-chrome/NativeMessagingHosts/clawkey.host.json");
    const firefox = path.join(account.home, ".mozilla/native-messaging-hosts/clawkey.host.json");
    const launcher = path.join(account.context.companionFolder, "clawkey-host");

    await expect(run(["install"], machine)).resolves.toMatchObject({
      exit: 0,
      out: [
        `Registered for chrome: ${chrome}\nRegistered for firefox: ${firefox}\nBrowsers start ${launcher}`,
      ],
    });
    const { exit, json } = await runJson(["install"], machine);
    expect(exit).toBe(0);
    expect(json).toEqual({
      ok: true,
      launcher,
      hosts: [
        { browser: "chrome", place: chrome, changed: false },
        { browser: "firefox", place: firefox, changed: false },
      ],
      sandboxed: [],
    });
  });

  it("says with --dry-run what it would do, and does nothing", async () => {
    const account = userAccount("linux", ["chrome"]);
    const machine = { ...openClawHome(), installation: account.context };
    const before = fileTree(account.home);
    const place = path.join(account.home, ".config/google-chrome/NativeMessagingHosts/clawkey.host.json");
    const launcher = path.join(account.context.companionFolder, "clawkey-host");

    await expect(run(["install", "--dry-run"], machine)).resolves.toEqual({
      exit: 0,
      out: [`Would register for chrome: ${place}\nBrowsers would start ${launcher}. Nothing was written.`],
      errors: [],
    });
    const { json } = await runJson(["install", "--dry-run"], machine);
    expect(json).toMatchObject({
      dryRun: true,
      launcher,
      hosts: [{ browser: "chrome", place, changed: true }],
    });
    expect(fileTree(account.home)).toEqual(before);

    await run(["install"], machine);
    const installed = fileTree(account.home);
    const { json: removal } = await runJson(["uninstall", "--dry-run"], machine);
    expect(removal).toEqual({ ok: true, dryRun: true, removed: [place, account.context.companionFolder] });
    const { out } = await run(["uninstall", "--dry-run"], machine);
    expect(out[0]).toContain(`Would remove: ${place}`);
    expect(fileTree(account.home)).toEqual(installed);
  });

  it("registers every browser of the table with --all", async () => {
    const account = userAccount("linux");
    const { json } = await runJson(["install", "--all"], {
      ...openClawHome(),
      installation: account.context,
    });
    expect((json["hosts"] as unknown[]).length).toBe(6);
  });

  it("registers the named browsers alone, though they have never been started", async () => {
    const account = userAccount("darwin", ["chrome"]);
    const args = ["install", "--browser", "edge", "--browser=vivaldi"];
    const { json } = await runJson(args, { ...openClawHome(), installation: account.context });
    expect(json).toMatchObject({ hosts: [{ browser: "edge" }, { browser: "vivaldi" }] });
  });

  it("fails where no browser is found, and says what to do", async () => {
    const machine = { ...openClawHome(), installation: userAccount("linux").context };
    const { exit, json } = await runJson(["install"], machine);
    expect(exit).toBe(1);
    expect(json).toMatchObject({ code: "no_browser_found", message: expect.stringContaining("--browser") });
  });

  it("names browsers in a sandbox below the others, with the way out", async () => {
    const account = userAccount("linux", ["chrome"]);
    mkdirSync(path.join(account.home, ".var/app/org.mozilla.firefox"), { recursive: true });
    const { out } = await run(["install"], { ...openClawHome(), installation: account.context });
    expect(out[0]!.split("\n").at(-1)).toBe(
      "firefox from Flatpak can't start a companion: its sandbox forbids it. Install its own package (deb, rpm or archive), or use Copy in Clawkey's popup.",
    );
  });

  it("fails with a code of its own where all browsers are in a sandbox", async () => {
    const account = userAccount("linux");
    mkdirSync(path.join(account.home, "snap/chromium/common/chromium"), { recursive: true });
    const { exit, json } = await runJson(["install"], { ...openClawHome(), installation: account.context });
    expect(exit).toBe(1);
    expect(json).toMatchObject({
      code: "only_sandboxed_found",
      message: expect.stringMatching(/Snap or Flatpak.*own package.*Copy/),
      sandboxed: [{ browser: "chromium", kind: "snap" }],
    });
  });

  it("fails with a result, not an exception, where the folder can't be made", async () => {
    const account = userAccount("linux", ["chrome"]);
    writeFileSync(path.join(account.home, ".local"), "in the way");
    const { exit } = await runJson(["install"], { ...openClawHome(), installation: account.context });
    expect(exit).toBe(1);
  });

  it("remembers the profile and OpenClaw's variables, and no other variable", async () => {
    const env = {
      OPENCLAW_HOME: "~/claw",
      OPENCLAW_CONFIG_PATH: " /srv/claw.json ",
      OPENCLAW_CONFIG_READONLY: "1",
      OPENCLAW_NIX_MODE: "",
      OPENCLAW_GATEWAY_TOKEN: "secret",
      CLAUDE_AI_SESSION_KEY: KEY_TEXT,
    };
    const account = userAccount("linux", ["chrome"]);
    await run(["install", "--profile", "work"], { ...openClawHome(env), installation: account.context });
    await expect(readInstallation(account.context.companionFolder)).resolves.toMatchObject({
      profile: "work",
      variables: {
        OPENCLAW_HOME: "~/claw",
        OPENCLAW_CONFIG_PATH: "/srv/claw.json",
        OPENCLAW_CONFIG_READONLY: "1",
      },
    });
  });

  it.each([["./state"], ["../other/state"], ["state"], ["state/deeper"], ["."]])(
    "remembers %j as an absolute path, since a browser runs in another folder",
    async (value) => {
      const home = openClawHome({ OPENCLAW_STATE_DIR: value });
      const account = userAccount("linux", ["chrome"]);
      await run(["install"], { ...home, installation: account.context });
      const { variables } = expectInstalled(await readInstallation(account.context.companionFolder));
      const remembered = variables["OPENCLAW_STATE_DIR"]!;
      expect(path.isAbsolute(remembered)).toBe(true);
      expect(path.normalize(remembered)).toBe(path.resolve(home.system.cwd, value));
    },
  );

  it("remembers each folder of OPENCLAW_INCLUDE_ROOTS as an absolute path", async () => {
    const home = openClawHome({ OPENCLAW_INCLUDE_ROOTS: "~/shared: parts ::/srv/claw" });
    const account = userAccount("linux", ["chrome"]);
    await run(["install"], { ...home, installation: account.context });
    const { variables } = expectInstalled(await readInstallation(account.context.companionFolder));
    expect(variables["OPENCLAW_INCLUDE_ROOTS"]).toBe(`~/shared:${home.system.cwd}/parts:/srv/claw`);
  });

  it("makes a relative data folder absolute, so that uninstall finds it from anywhere", async () => {
    const account = userAccount("linux");
    const home = openClawHome();
    // The test's own working folder, so that nothing is written elsewhere, whatever the relative path means.
    const machine = { system: { ...home.system, cwd: process.cwd() }, installation: account.context };
    const folder = path.join(account.home, "data");
    const args = [
      "install",
      "--browser",
      "chromium",
      "--user-data-dir",
      path.relative(process.cwd(), folder),
    ];
    const { json } = await runJson(args, machine);
    const place = path.join(folder, "NativeMessagingHosts", "clawkey.host.json");
    expect(json).toMatchObject({ hosts: [{ place }] });
    await run(["uninstall"], machine);
    expect(fileTree(account.home)).toEqual({});
  });
});

describe("clawkey uninstall", () => {
  it("undoes install and names what it removed, then has nothing to do", async () => {
    const account = userAccount("linux", ["chrome"]);
    const before = fileTree(account.home);
    const machine = { ...openClawHome(), installation: account.context };
    await run(["install"], machine);

    const { exit, json } = await runJson(["uninstall"], machine);
    expect(exit).toBe(0);
    const place = path.join(account.home, ".config/google-chrome/NativeMessagingHosts/clawkey.host.json");
    expect(json).toEqual({ ok: true, removed: [place, account.context.companionFolder] });
    expect(fileTree(account.home)).toEqual(before);
    await expect(run(["uninstall"], machine)).resolves.toMatchObject({
      exit: 0,
      out: ["Nothing was installed."],
    });
  });
});
