import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readNotes } from "../../../../src/companion/install/notes.ts";
import type { Environment } from "../../../../src/openclaw/files/paths.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { run, runJson } from "../../../helpers/terminal.ts";
import { userAccount } from "../../../helpers/user-account.ts";

/** A terminal of a user who has these browsers. */
function terminal(browsers: Parameters<typeof userAccount>[1], env: Environment = {}) {
  const account = userAccount("linux", browsers);
  const { home, context } = account;
  const { system } = openClawHome(env);
  return {
    home,
    system,
    installation: context,
    folder: context.companionFolder,
    chrome: path.join(home, ".config/google-chrome/NativeMessagingHosts/clawkey.host.json"),
    firefox: path.join(home, ".mozilla/native-messaging-hosts/clawkey.host.json"),
    launcher: path.join(context.companionFolder, "clawkey-host"),
    notes: async () => (await readNotes(context.companionFolder)).notes!,
  };
}

describe("clawkey install", () => {
  it("registers what it finds, says where, and says so again the second time", async () => {
    const machine = terminal(["chrome", "firefox"]);
    const { chrome, firefox, launcher } = machine;
    await expect(run(["install"], machine)).resolves.toMatchObject({
      exit: 0,
      out: [
        `Registered for chrome: ${chrome}\nRegistered for firefox: ${firefox}\nBrowsers start ${launcher}`,
      ],
    });
    await expect(runJson(["install"], machine)).resolves.toEqual({
      exit: 0,
      json: {
        ok: true,
        launcher,
        hosts: [
          { browser: "chrome", manifest: chrome, changed: false },
          { browser: "firefox", manifest: firefox, changed: false },
        ],
        sandboxed: [],
      },
    });
    const { out } = await run(["install"], machine);
    expect(out[0]).toMatch(`Already registered for chrome: ${chrome}\n`);
  });

  it("says with --dry-run what it would change, and changes nothing", async () => {
    const machine = terminal(["chrome"]);
    const { home, folder, chrome, launcher } = machine;
    const before = fileTree(home);
    const written = ["installation.json", "clawkey-part.mjs", "clawkey.mjs"].map((name) =>
      path.join(folder, name),
    );
    await expect(run(["install", "--dry-run"], machine)).resolves.toEqual({
      exit: 0,
      out: [
        [
          `Would register for chrome: ${chrome}`,
          ...[...written, launcher].map((file) => `  write ${file}`),
          `  create folder ${path.dirname(chrome)}`,
          `  write ${chrome}`,
          "Nothing was changed.",
        ].join("\n"),
      ],
      errors: [],
    });
    const { json } = await runJson(["install", "--dry-run"], machine);
    expect(json).toMatchObject({
      dryRun: true,
      launcher,
      hosts: [{ browser: "chrome", manifest: chrome, changed: true }],
      changes: [
        { do: "write_with_folder", path: written[0] },
        ...[...written.slice(1), launcher].map((file) => ({ do: "write", path: file })),
        { do: "make_folder", path: path.dirname(chrome) },
        { do: "write", path: chrome },
      ],
    });
    expect(JSON.stringify(json)).not.toContain("text");
    expect(fileTree(home)).toEqual(before);

    await run(["install"], machine);
    const installed = fileTree(home);
    await expect(runJson(["uninstall", "--dry-run"], machine)).resolves.toMatchObject({
      json: { ok: true, dryRun: true, removed: [chrome, folder] },
    });
    const { out } = await run(["uninstall", "--dry-run"], machine);
    expect(out[0]).toBe(`Would remove: ${chrome}\nWould remove: ${folder}`);
    expect(fileTree(home)).toEqual(installed);
  });

  it.each([
    ["every browser of the table", ["--all"], ["chrome", "chromium", "edge", "brave", "vivaldi", "firefox"]],
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
      /\.local.* \(\w+\), so the companion is not installed completely/,
      (home) => {
        mkdirSync(path.join(home, ".config/google-chrome"), { recursive: true });
        writeFileSync(path.join(home, ".local"), "in the way");
      },
    ],
  ])("fails with a code and what to do: %s", async (code, message, prepare) => {
    const machine = terminal([]);
    prepare(machine.home);
    await expect(runJson(["install"], machine)).resolves.toMatchObject({
      exit: 1,
      json: { code, message: expect.stringMatching(message) },
    });
  });

  it("names browsers in a sandbox below the others, with the way out", async () => {
    const machine = terminal(["chrome"]);
    mkdirSync(path.join(machine.home, ".var/app/org.mozilla.firefox"), { recursive: true });
    const { out } = await run(["install"], machine);
    expect(out[0]!.split("\n").at(-1)).toBe(
      "firefox from Flatpak can't start the companion: its sandbox blocks it. Install the browser's own package (deb, rpm or archive), or use Copy in Clawkey's popup.",
    );
  });

  it("remembers the profile and OpenClaw's variables, and no other variable", async () => {
    const machine = terminal(["chrome"], {
      OPENCLAW_HOME: "~/claw",
      OPENCLAW_CONFIG_PATH: " /srv/claw.json ",
      OPENCLAW_CONFIG_READONLY: "1",
      OPENCLAW_NIX_MODE: "",
      OPENCLAW_GATEWAY_TOKEN: "secret",
      CLAUDE_AI_SESSION_KEY: KEY_TEXT,
    });
    await run(["install", "--profile", "work"], machine);
    await expect(machine.notes()).resolves.toMatchObject({
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
      const machine = terminal(["chrome"], { OPENCLAW_STATE_DIR: value });
      await run(["install"], machine);
      const remembered = (await machine.notes()).variables["OPENCLAW_STATE_DIR"]!;
      expect(path.isAbsolute(remembered)).toBe(true);
      expect(path.normalize(remembered)).toBe(path.resolve(machine.system.cwd, value));
    },
  );

  it("makes a relative data folder absolute, so that uninstall finds it from anywhere", async () => {
    const { home, system, ...account } = terminal([]);
    // The test's own working folder, so that nothing is written elsewhere, whatever the relative path means.
    const machine = { ...account, system: { ...system, cwd: process.cwd() } };
    const folder = path.join(home, "data");
    const relative = path.relative(process.cwd(), folder);
    const { json } = await runJson(
      ["install", "--browser", "chromium", "--user-data-dir", relative],
      machine,
    );
    const manifest = path.join(folder, "NativeMessagingHosts", "clawkey.host.json");
    expect(json).toMatchObject({ hosts: [{ manifest }] });
    await run(["uninstall"], machine);
    expect(fileTree(home)).toEqual({});
  });
});

describe("clawkey uninstall", () => {
  it("undoes install and names what it removed, then has nothing to do", async () => {
    const machine = terminal(["chrome"]);
    const before = fileTree(machine.home);
    await run(["install"], machine);
    await expect(runJson(["uninstall"], machine)).resolves.toEqual({
      exit: 0,
      json: { ok: true, removed: [machine.chrome, machine.folder] },
    });
    expect(fileTree(machine.home)).toEqual(before);
    await expect(run(["uninstall"], machine)).resolves.toMatchObject({
      exit: 0,
      out: ["Nothing is installed."],
    });
  });
});
