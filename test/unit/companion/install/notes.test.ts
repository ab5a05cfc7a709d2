import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  companionFolder,
  instanceFor,
  NOTES_FILE,
  readNotes,
  servedInstance,
  type Notes,
} from "../../../../src/companion/install/notes.ts";
import { SESSION_KEY_VARIABLE } from "../../../../src/core/config/precedence.ts";
import type { Environment, System } from "../../../../src/openclaw/files/paths.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const NOTES: Notes = {
  version: 2,
  variables: { OPENCLAW_STATE_DIR: "/srv/state" },
  profile: "work",
  searchPath: "/home/you/bin:/usr/bin",
  createdFolders: ["/home/you/.local"],
  hosts: [
    { browser: "firefox", manifest: "/home/you/.mozilla/x.json" },
    { browser: "edge", manifest: "C:\\x.json", registryKey: "HKCU\\x" },
  ],
};

function folderWith(text: string): string {
  const folder = tempFolder();
  writeFileSync(path.join(folder, NOTES_FILE), text);
  return folder;
}

describe("The notes of an install", () => {
  it("are read as they were written, also where no PATH was known", async () => {
    const { searchPath: _, ...withoutPath } = NOTES;
    for (const notes of [NOTES, withoutPath])
      await expect(readNotes(folderWith(JSON.stringify(notes)))).resolves.toEqual({ notes, broken: false });
  });

  it.each([
    ["it is empty", ""],
    ["it is cut off", JSON.stringify(NOTES).slice(0, -5)],
    ["it is of another version", JSON.stringify({ ...NOTES, version: 1 })],
    ["it has a field that we never wrote", JSON.stringify({ ...NOTES, extra: 1 })],
    ["a field is missing", JSON.stringify({ ...NOTES, profile: undefined })],
    ["a field is of another type", JSON.stringify({ ...NOTES, hosts: {} })],
    ["it names no browser of ours", JSON.stringify(NOTES).replace("firefox", "netscape")],
    ["the PATH is no text", JSON.stringify({ ...NOTES, searchPath: ["/usr/bin"] })],
    ["a variable is no text", JSON.stringify({ ...NOTES, variables: { OPENCLAW_HOME: 5 } })],
    ["it holds a list", "[]"],
  ])("are broken where %s", async (_, text) => {
    await expect(readNotes(folderWith(text))).resolves.toEqual({ notes: null, broken: true });
  });

  it("are broken where a folder stands in their place, and none where nothing does", async () => {
    const folder = tempFolder();
    await expect(readNotes(folder)).resolves.toEqual({ notes: null, broken: false });
    mkdirSync(path.join(folder, NOTES_FILE));
    await expect(readNotes(folder)).resolves.toEqual({ notes: null, broken: true });
  });
});

describe("The companion's folder", () => {
  it.each([
    ["linux", {}, "/home/you", "/home/you/.local/share/clawkey"],
    ["linux", { XDG_DATA_HOME: "" }, "/home/you", "/home/you/.local/share/clawkey"],
    ["linux", { XDG_DATA_HOME: "/srv/data" }, "/home/you", "/srv/data/clawkey"],
    ["darwin", { XDG_DATA_HOME: "/srv" }, "/Users/you", "/Users/you/Library/Application Support/Clawkey"],
    ["win32", { LOCALAPPDATA: "D:\\Local" }, "C:\\Users\\you", "D:\\Local\\Clawkey"],
    ["win32", {}, "C:\\Users\\you", "C:\\Users\\you\\AppData\\Local\\Clawkey"],
  ] as const)("on %s with %j below %s is %s", (platform, env, home, expected) => {
    expect(companionFolder(platform, env, home)).toBe(expected);
  });
});

const systemWith = (env: Environment): System => ({
  env: { HOME: "/home/you", PATH: "/usr/bin", ...env },
  platform: "linux",
  homedir: "/home/you",
  cwd: "/home/you/here",
  exists: () => false,
  variablesIn: () => ({}),
});

const noted = (variables: Record<string, string>, profile: string | null = null): Notes => ({
  ...NOTES,
  variables,
  profile,
});

const STATE = { OPENCLAW_STATE_DIR: "/srv/state" };
const USUAL = "/home/you/.openclaw/openclaw.json";
const WORK = "/home/you/.openclaw-work/openclaw.json";

describe("The OpenClaw that every command in a terminal means", () => {
  it.each<[string, Notes | null, Environment, string | undefined, string]>([
    ["the usual one, where nothing is installed", null, {}, undefined, USUAL],
    ["the shell's, where nothing is installed", null, STATE, undefined, "/srv/state/openclaw.json"],
    ["the option's, where nothing is installed", null, {}, "work", WORK],
    ["the noted profile", noted({}, "work"), {}, undefined, WORK],
    ["the noted state folder", noted(STATE), {}, undefined, "/srv/state/openclaw.json"],
    ["the noted config", noted({ OPENCLAW_CONFIG_PATH: "/srv/x.json" }), {}, undefined, "/srv/x.json"],
    [
      "the noted one, where the shell names the same",
      noted(STATE),
      STATE,
      undefined,
      "/srv/state/openclaw.json",
    ],
    [
      "the noted one, where the shell has a variable that moves no file",
      noted({}, "work"),
      { OPENCLAW_CONFIG_READONLY: "1", OPENCLAW_HOME: "" },
      undefined,
      WORK,
    ],
    [
      "the shell's, where its variable names another",
      noted(STATE),
      { OPENCLAW_STATE_DIR: "/srv/other" },
      undefined,
      "/srv/other/openclaw.json",
    ],
    ["the shell's, where only it names one", noted({}, "work"), STATE, undefined, "/srv/state/openclaw.json"],
    ["the option's, where another is noted", noted({}, "work"), {}, "default", USUAL],
    ["the option's, whatever was noted", noted(STATE), {}, "work", WORK],
  ])("is %s", (_, notes, env, profile, config) => {
    const found = instanceFor(systemWith(env), profile, notes);
    expect(found.paths.config).toBe(config);
    expect(found.shell).toEqual(found.env);
  });

  it("has the noted variables in its environment, and its PATH from the shell", () => {
    const found = instanceFor(systemWith({ OPENCLAW_NIX_MODE: "1" }), undefined, noted(STATE, "work"));
    expect(found).toMatchObject({ profile: "work", browsers: ["firefox", "edge"] });
    expect(found.env).toMatchObject({ ...STATE, PATH: "/usr/bin", OPENCLAW_NIX_MODE: undefined });
  });
});

describe("The OpenClaw that browsers use", () => {
  it("is the noted one, whatever the browser's environment names, and has no key from there", () => {
    const env = { OPENCLAW_STATE_DIR: "/srv/other", [SESSION_KEY_VARIABLE]: KEY_TEXT, OPENCLAW_HOME: "/x" };
    const found = servedInstance(systemWith(env), noted(STATE));
    expect(found).toMatchObject({ shell: null, browsers: ["firefox", "edge"], profile: null });
    expect(found.paths.config).toBe("/srv/state/openclaw.json");
    expect(found.env).toMatchObject({
      ...STATE,
      PATH: NOTES.searchPath,
      OPENCLAW_HOME: undefined,
      [SESSION_KEY_VARIABLE]: undefined,
    });
  });

  it("is found by the browser's PATH where none was noted", () => {
    const { searchPath: _, ...withoutPath } = NOTES;
    expect(servedInstance(systemWith({}), withoutPath).env).toMatchObject({ PATH: "/usr/bin" });
  });
});
