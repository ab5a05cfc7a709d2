/** What whoever starts the companion waits for: the files of ours that Node reads, and the slow parts of Node's own. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { encodeFrame } from "../../../src/companion/native-host/framing.ts";
import { builtCompanion } from "../../helpers/built-companion.ts";
import { KEY_TEXT } from "../../helpers/keys.ts";
import { CHROME_CALLER } from "../../helpers/native-host.ts";
import { statusRequest } from "../../helpers/requests.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

const outDir = builtCompanion();

/** Runs before anything of ours, and notes at the end what was loaded. */
const WATCH = `
  const loaded = new Set();
  require("node:module").registerHooks({ load: (url, context, next) => (loaded.add(url), next(url, context)) });
  Intl.NumberFormat = class { constructor() { loaded.add("Intl.NumberFormat"); } format = String; };
  process.on("exit", () => {
    if (process.moduleLoadList.includes("NativeModule child_process")) loaded.add("child_process");
    require("node:fs").writeFileSync(process.env.NOTE, [...loaded].join("\\n"));
  });
`;

/** @returns names of chunks, and what is slow to load in Node itself */
function loadedBy(args: readonly string[], input: string | Buffer): string[] {
  const home = tempFolder();
  const [watch, note] = [path.join(home, "watch.cjs"), path.join(home, "note")];
  writeFileSync(watch, WATCH);
  const run = ["--require", watch, path.join(outDir, "clawkey.mjs"), ...args];
  const env = { HOME: home, NOTE: note, PATH: "/usr/bin:/bin" };
  expect(spawnSync(process.execPath, run, { input, env }).status).toBe(0);
  const names = readFileSync(note, "utf8").split("\n");
  return names
    .filter((name) => !name.startsWith("node:"))
    .map((name) => /\/clawkey-([^-]+)[^/]*$/.exec(name)?.[1] ?? path.basename(name));
}

const STATUS = encodeFrame(statusRequest("0".repeat(32)));
const AT_START = ["clawkey.mjs", "files", "rolldown", "start"];
const FOR_KEYS = ["key", "keys", "openclaw"];

it.each<[verb: string, loaded: string[], args: readonly string[], input: string | Buffer]>([
  ["--version", ["terminal"], ["--version"], ""],
  ["status", ["terminal", ...FOR_KEYS], ["status"], ""],
  ["set", ["terminal", ...FOR_KEYS, "write", "json5"], ["set"], KEY_TEXT],
  ["a browser's question", ["openclaw"], ["serve", ...CHROME_CALLER], STATUS],
])("For %s nothing is loaded that it does not need", (_, loaded, args, input) => {
  expect(new Set(loadedBy(args, input))).toEqual(new Set([...AT_START, ...loaded]));
});
