import { COMMANDS, OPTIONS } from "../../../../src/companion/cli/commands.ts";
import { phrase } from "../../../../src/companion/cli/words.ts";
import { describe, expect, it } from "vitest";
import packageJson from "../../../../package.json" with { type: "json" };
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { run, runJson, textInput } from "../../../helpers/terminal.ts";
import { userAccount } from "../../../helpers/user-account.ts";

describe("Wrong usage exits with 2, and does nothing:", () => {
  it.each([
    ["an unknown command", ["sett"], "usage_unknown_command"],
    ["a command called __proto__", ["__proto__"], "usage_unknown_command"],
    ["a command called constructor", ["constructor"], "usage_unknown_command"],
    ["the native host's verb", ["serve"], "usage_unknown_command"],
    ["two commands", ["set", "remove"], "usage_bad_options"],
    ["an unknown option", ["set", "--path", "/tmp/x"], "usage_bad_options"],
    ["an unknown short option", ["set", "-x"], "usage_bad_options"],
    ["an option without its value", ["set", "--target"], "usage_bad_options"],
    ["a value where none belongs", ["set", "--version=1"], "usage_bad_options"],
    ["an unknown target", ["set", "--target", "keychain"], "usage_bad_options"],
    ["an unknown target to remove from", ["remove", "--target", "__proto__"], "usage_bad_options"],
    ["an unknown browser", ["install", "--browser", "netscape"], "usage_bad_browser"],
    [
      "an unknown browser among known ones",
      ["install", "--browser", "edge", "--browser", "x"],
      "usage_bad_browser",
    ],
    ["a data folder of no browser", ["install", "--user-data-dir", "/x"], "usage_bad_browser"],
    [
      "a data folder of Firefox's",
      ["install", "--browser", "firefox", "--user-data-dir", "/x"],
      "usage_bad_browser",
    ],
    ["all browsers and one of them", ["install", "--all", "--browser", "edge"], "usage_bad_options"],
    ["a data folder of all browsers", ["install", "--all", "--user-data-dir", "/x"], "usage_bad_browser"],
    ["a dry run of set", ["set", "--dry-run"], "usage_bad_options"],
    ["a fix by install", ["install", "--fix"], "usage_bad_options"],
    ["all browsers for uninstall", ["uninstall", "--all"], "usage_bad_options"],
    ["a key as an argument", ["set", `sk-ant-sid01-${"k".repeat(90)}`], "usage_key_in_argument"],
    ["a browser for set", ["set", "--browser", "chrome"], "usage_bad_options"],
    ["a data folder for remove", ["remove", "--user-data-dir", "/tmp"], "usage_bad_options"],
    ["a target for status", ["status", "--target", "config"], "usage_bad_options"],
    ["a target for verify", ["verify", "--target", "config"], "usage_bad_options"],
    ["a browser for doctor", ["doctor", "--browser", "chrome"], "usage_bad_options"],
    ["a target for install", ["install", "--target", "config"], "usage_bad_options"],
    ["a profile for uninstall", ["uninstall", "--profile", "work"], "usage_bad_options"],
  ] as const)("%s", async (_, given, code) => {
    const args = [...given];
    const home = openClawHome();
    const account = userAccount("linux", ["chrome"]);
    const before = [fileTree(home.folder), fileTree(account.home)];
    const machine = () => ({ ...home, stdin: textInput(KEY_TEXT), installation: account.context });

    const { exit, json } = await runJson(args, machine());
    expect(exit).toBe(2);
    expect(json).toEqual({ ok: false, code, message: phrase(code) });
    const asText = await run(args, machine());
    expect(asText).toEqual({ exit: 2, out: [], errors: [json["message"]] });
    expect([fileTree(home.folder), fileTree(account.home)]).toEqual(before);
  });

  it("no command at all", async () => {
    const { exit, out, errors } = await run([], openClawHome());
    expect({ exit, out }).toEqual({ exit: 2, out: [] });
    expect(errors[0]).toMatch(/^Usage: clawkey <command>/);
    expect(await runJson([], openClawHome())).toMatchObject({ exit: 2, json: { ok: false } });
  });
});

describe("--help and --version", () => {
  it.each([[["--help"]], [["-h"]], [["set", "--help"]], [["--help", "nonsense"]]])(
    "help names every command and option: %j",
    async (args) => {
      const { exit, out, errors } = await run(args, openClawHome());
      expect({ exit, errors }).toEqual({ exit: 0, errors: [] });
      expect(out[0]).toMatch(/^Usage: clawkey <command>/);
      for (const name of Object.keys(COMMANDS)) expect(out[0]).toMatch(new RegExp(`^  ${name} `, "m"));
      for (const option of Object.keys(OPTIONS)) expect(out[0]).toContain(`--${option} `.trimEnd());
    },
  );

  it("the version is that of package.json", async () => {
    const { version } = packageJson;
    await expect(run(["--version"], openClawHome())).resolves.toEqual({
      exit: 0,
      out: [version],
      errors: [],
    });
    await expect(runJson(["--version"], openClawHome())).resolves.toEqual({
      exit: 0,
      json: { ok: true, version },
    });
  });
});
