import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { companionFolder } from "../../../../src/companion/install/folder.ts";
import { NOTES_FILE, readNotes, type Notes } from "../../../../src/companion/install/notes.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const NOTES: Notes = {
  version: 2,
  variables: { OPENCLAW_STATE_DIR: "/srv/state" },
  profile: "work",
  searchPath: "/home/you/bin:/usr/bin",
  network: { HTTPS_PROXY: "http://proxy:3128" },
  createdFolders: ["/home/you/.local"],
  hosts: [
    { browser: "firefox", manifest: "/home/you/.mozilla/x.json" },
    { browser: "edge", manifest: "C:\\x.json", registryKey: "HKCU\\x" },
  ],
};
const { searchPath: _path, ...WITHOUT_PATH } = NOTES;
const { network: _network, ...OLDER } = NOTES;

describe("The notes of an install", () => {
  it.each<[string, string, Notes | null]>([
    ["whole", JSON.stringify(NOTES), NOTES],
    ["whole where no PATH was known", JSON.stringify(WITHOUT_PATH), WITHOUT_PATH],
    ["broken where they are empty", "", null],
    ["broken where they are cut off", JSON.stringify(NOTES).slice(0, -5), null],
    ["broken where they are of another version", JSON.stringify({ ...NOTES, version: 1 }), null],
    ["whole where an older version knew less", JSON.stringify(OLDER), { ...NOTES, network: {} }],
    ["whole where a newer version knew more", JSON.stringify({ ...NOTES, extra: 1 }), NOTES],
    ["broken where a field is missing", JSON.stringify({ ...NOTES, profile: undefined }), null],
    ["broken where a browser is unknown", JSON.stringify(NOTES).replace("firefox", "netscape"), null],
  ])("are %s", async (_, text, notes) => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, NOTES_FILE), text);
    await expect(readNotes(folder)).resolves.toEqual({
      notes,
      problem: notes === null ? "broken" : null,
    });
  });

  it("are broken where a folder stands in their place, and none where nothing does", async () => {
    const folder = tempFolder();
    await expect(readNotes(folder)).resolves.toEqual({ notes: null, problem: null });
    mkdirSync(path.join(folder, NOTES_FILE));
    await expect(readNotes(folder)).resolves.toEqual({ notes: null, problem: "broken" });
  });
});

it.each([
  ["linux", {}, "/home/you", "/home/you/.local/share/clawkey"],
  ["linux", { XDG_DATA_HOME: "" }, "/home/you", "/home/you/.local/share/clawkey"],
  ["linux", { XDG_DATA_HOME: "data" }, "/home/you", "/home/you/.local/share/clawkey"],
  ["linux", { XDG_DATA_HOME: "../data" }, "/home/you", "/home/you/.local/share/clawkey"],
  ["linux", { XDG_DATA_HOME: "/srv/data" }, "/home/you", "/srv/data/clawkey"],
  ["darwin", { XDG_DATA_HOME: "/srv" }, "/Users/you", "/Users/you/Library/Application Support/Clawkey"],
  ["win32", { LOCALAPPDATA: "D:\\Local" }, "C:\\Users\\you", "D:\\Local\\Clawkey"],
  ["win32", {}, "C:\\Users\\you", "C:\\Users\\you\\AppData\\Local\\Clawkey"],
] as const)("The companion's folder on %s with %j below %s is %s", (platform, env, homedir, expected) => {
  expect(companionFolder({ platform, env, homedir })).toBe(expected);
});
