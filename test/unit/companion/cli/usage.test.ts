import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import packageJson from "../../../../package.json" with { type: "json" };
import { COMMANDS, OPTIONS } from "../../../../src/companion/cli/commands.ts";
import { phrase } from "../../../../src/companion/cli/words.ts";
import { BROWSERS } from "../../../../src/companion/install/browsers.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { run, runJson, textInput } from "../../../helpers/terminal.ts";
import { userAccount } from "../../../helpers/user-account.ts";

const NAMES = { browsers: new Intl.ListFormat("en").format(BROWSERS) };

it.each([
  ["no command", "", "usage"],
  ["an unknown command", "sett", "usage_unknown_command"],
  ["a command called __proto__", "__proto__", "usage_unknown_command"],
  ["a command called constructor", "constructor", "usage_unknown_command"],
  ["the native host's verb", "serve", "usage_unknown_command"],
  ["two commands", "set remove", "usage_bad_options"],
  ["an unknown option", "set --path /tmp/x", "usage_bad_options"],
  ["an option without its value", "set --target", "usage_bad_options"],
  ["a value where none belongs", "set --version=1", "usage_bad_options"],
  ["an unknown target", "set --target keychain", "usage_bad_options"],
  ["an unknown target to remove from", "remove --target __proto__", "usage_bad_options"],
  ["an unknown browser", "install --browser netscape", "usage_bad_browser"],
  ["an unknown browser among known ones", "install --browser edge --browser x", "usage_bad_browser"],
  ["a data folder of no browser", "install --user-data-dir /x", "usage_bad_browser"],
  [
    "a data folder of two browsers",
    "install --browser edge --browser brave --user-data-dir /x",
    "usage_bad_browser",
  ],
  ["a data folder of all browsers", "install --all --user-data-dir /x", "usage_bad_browser"],
  ["all browsers and one of them", "install --all --browser edge", "usage_bad_options"],
  ["a key as an argument", `set sk-ant-sid01-${"k".repeat(90)}`, "usage_key_in_argument"],
  ["a key as the command", `sk-ant-sid01-${"k".repeat(90)}`, "usage_key_in_argument"],
  ["a key as an option's value", `set --target=sk-ant-sid01-${"k".repeat(90)}`, "usage_key_in_argument"],
  ["a dry run of set", "set --dry-run", "usage_bad_options"],
  ["a data folder for remove", "remove --user-data-dir /tmp", "usage_bad_options"],
  ["a target for status", "status --target config", "usage_bad_options"],
  ["a target for verify", "verify --target config", "usage_bad_options"],
  ["a browser for doctor", "doctor --browser chrome", "usage_bad_options"],
  ["a fix by install", "install --fix", "usage_bad_options"],
  ["all browsers for uninstall", "uninstall --all", "usage_bad_options"],
  ["a profile for uninstall", "uninstall --profile work", "usage_bad_options"],
  ["a profile elsewhere", "set --profile=../evil", "usage_bad_profile"],
  ["a profile without a name", "set --profile=", "usage_bad_profile"],
  ["a profile that begins with a dash", "set --profile=-x", "usage_bad_profile"],
  ["a profile with a dot", "set --profile=a.b", "usage_bad_profile"],
  ["a profile whose name is too long", `set --profile=${"a".repeat(65)}`, "usage_bad_profile"],
] as const)("Wrong usage exits with 2, and does nothing: %s", async (_, words, code) => {
  const args = words === "" ? [] : words.split(" ");
  const home = openClawHome();
  const account = userAccount("linux", ["chrome"]);
  const before = [fileTree(home.folder), fileTree(account.home)];
  const machine = () => ({ ...home, stdin: textInput(KEY_TEXT), installation: account.context });

  const { exit, json } = await runJson(args, machine());
  expect(exit).toBe(2);
  expect(json).toEqual({ ok: false, code, message: phrase(code, NAMES) });
  const asText = await run(args, machine());
  expect(asText).toEqual({ exit: 2, out: [], errors: [json["message"]] });
  expect([fileTree(home.folder), fileTree(account.home)]).toEqual(before);
});

it("A bug of ours is told with its place, and without its words", async () => {
  const home = openClawHome();
  const exists = () => {
    throw new Error(`no ${KEY_TEXT}\n${KEY_TEXT}`);
  };
  const machine = { ...home, system: { ...home.system, exists } };
  const { exit, json } = await runJson(["status"], machine);
  expect({ exit, ...json }).toEqual({
    exit: 1,
    ok: false,
    code: "internal_error",
    message: phrase("internal_error"),
  });
  const { errors } = await run(["status"], machine);
  expect(errors[0]).toMatch(/^.+\n {4}at .*usage\.test\.ts/);
});

it("No phrase of the command line is one that nobody says", () => {
  const code = globSync("src/{companion,openclaw,core/messages}/**/*.ts").map((file) =>
    readFileSync(file, "utf8"),
  );
  const all = code.join("\n");
  // Some are put together at run time: of the name of a finding, a step, a change.
  const starts = Array.from(all.matchAll(/phrase\(\s*`(\w+)\$\{/g), ([, start]) => start!);
  const isWord = (word: string) => new RegExp(`\\b${word}\\b`).test(all);
  const isSaid = (name: string) =>
    all.includes(`"${name}"`) ||
    starts.some((start) => name.startsWith(start) && isWord(name.slice(start.length)));
  expect(starts.length).toBeGreaterThan(5);
  expect(Object.keys(catalogue.terminal).filter((name) => !isSaid(name))).toEqual([]);
});

describe("Asked for", () => {
  it.each(["--help", "-h", "set --help", "--help nonsense"])(
    "help by %j, it names every command and option",
    async (words) => {
      const { exit, out, errors } = await run(words.split(" "), openClawHome());
      expect({ exit, errors }).toEqual({ exit: 0, errors: [] });
      for (const name of Object.keys(COMMANDS)) expect(out[0]).toMatch(new RegExp(`^  ${name} `, "m"));
      for (const option of Object.keys(OPTIONS)) expect(out[0]).toContain(`--${option}`);
    },
  );

  it("its version, it has that of package.json", async () => {
    const { version } = packageJson;
    expect((await run(["--version"], openClawHome())).out).toEqual([version]);
    expect((await runJson(["--version"], openClawHome())).json).toEqual({ ok: true, version });
  });
});
