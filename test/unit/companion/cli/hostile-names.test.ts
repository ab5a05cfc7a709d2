/** A file's name may hold anything: no command prints what a terminal would obey, and programs read the name as it is. */
import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { HOSTILE_CHARACTERS } from "../../../helpers/hostile-characters.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { fileWith, openClawHome } from "../../../helpers/openclaw-home.ts";
import { reportingOpenClaw } from "../../../helpers/reporting-openclaw.ts";
import { run, runJson, textInput } from "../../../helpers/terminal.ts";
import { userAccount } from "../../../helpers/user-account.ts";

/** All that a name may hold on Linux, half a character aside: names are UTF-8. */
const CHARACTERS = HOSTILE_CHARACTERS.map(([, character]) => character).filter(
  (character) => !/[\0\ud800]/.test(character),
);

/** A name holds 255 bytes at most, and a character has up to four. */
const NAMES = Array.from({ length: Math.ceil(CHARACTERS.length / 50) }, (_, i) =>
  CHARACTERS.slice(i * 50, (i + 1) * 50).join(""),
);

/** OpenClaw and the companion in folders, and beside files, of such names. */
async function machine() {
  const program = reportingOpenClaw();
  const state = path.join("~", ...NAMES, "state");
  const home = openClawHome({ ...program.env, OPENCLAW_STATE_DIR: state });
  home.write("config", fileWith.config(KEY_TEXT));
  home.write("dotenv", "A=1\n");
  writeFileSync(`${home.paths.config}.bak`, fileWith.config(KEY_TEXT));
  const account = userAccount("linux", ["chromium"]);
  const moved = path.join(path.dirname(account.home), ...NAMES, "home");
  mkdirSync(path.dirname(moved), { recursive: true });
  renameSync(account.home, moved);
  const { context } = account;
  const { folders } = context;
  const installation = {
    ...context,
    folders: { ...folders, home: moved, config: path.join(moved, ".config") },
    companionFolder: path.join(moved, "companion"),
  };
  return { ...home, stdin: textInput(KEY_TEXT), installation };
}

type Machine = Awaited<ReturnType<typeof machine>>;

const install = (all: Machine) => run(["install"], all);

it.each<[verb: string, options: string[], before: (all: Machine) => unknown]>([
  ["set", [], () => {}],
  ["set", ["--target", "dotenv"], () => {}],
  ["set", [], (all) => all.write("config", "{")],
  ["remove", [], () => {}],
  ["remove", [], (all) => chmodSync(all.paths.dotenv, 0o400)],
  ["status", [], () => {}],
  ["status", [], (all) => all.write("config", "[")],
  ["verify", [], () => {}],
  ["doctor", [], install],
  ["doctor", ["--fix"], (all) => install(all).then(() => chmodSync(all.paths.config, 0o644))],
  ["install", [], () => {}],
  ["install", ["--dry-run"], () => {}],
  ["uninstall", [], install],
  ["uninstall", ["--dry-run"], install],
])("clawkey %s %j prints nothing that a terminal obeys", async (verb, options, before) => {
  const asText = await machine();
  await before(asText);
  const { out, errors } = await run([verb, ...options], asText);
  const printed = [...out, ...errors].join("\n");
  for (const [name, character] of HOSTILE_CHARACTERS)
    if (character !== "\n") expect(printed.includes(character), name).toBe(false);
  // A line's end in a name ends no line.
  expect(printed).toContain("\uFFFD");
  for (const line of printed.split("\n")) expect(line).not.toMatch(/^\uFFFD/);

  const asJson = await machine();
  await before(asJson);
  const answer = await runJson([verb, ...options], asJson);
  expect(JSON.stringify(answer.json)).toContain(JSON.stringify(NAMES[0]).slice(1, -1));
});
