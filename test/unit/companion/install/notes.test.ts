import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  companionFolder,
  INSTALLATION_FILE,
  readInstallation,
  type Installation,
} from "../../../../src/companion/install/notes.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const INSTALLATION: Installation = {
  version: 1,
  variables: { OPENCLAW_STATE_DIR: "/srv/state" },
  profile: "work",
  searchPath: "/home/you/bin:/usr/bin",
  createdFolders: ["/home/you/.local"],
  hosts: [{ browser: "firefox", place: "/home/you/.mozilla/x.json", createdFolders: [] }],
};

describe("readInstallation", () => {
  it("reads what install noted", async () => {
    await expect(readInstallation(folderWith(JSON.stringify(INSTALLATION)))).resolves.toEqual(INSTALLATION);
  });

  it("reads what an older install noted, which left out the PATH", async () => {
    const { searchPath: _, ...older } = INSTALLATION;
    await expect(readInstallation(folderWith(JSON.stringify(older)))).resolves.toEqual(older);
  });

  it.each([
    ["it is empty", ""],
    ["it is cut off", JSON.stringify(INSTALLATION).slice(0, -5)],
    ["it is of another version", JSON.stringify({ ...INSTALLATION, version: 2 })],
    ["it has a field that we never wrote", JSON.stringify({ ...INSTALLATION, extra: 1 })],
    ["a field is missing", JSON.stringify({ ...INSTALLATION, profile: undefined })],
    ["a field is of another type", JSON.stringify({ ...INSTALLATION, hosts: {} })],
    ["it names no browser of ours", JSON.stringify(INSTALLATION).replace("firefox", "netscape")],
    ["the PATH is no text", JSON.stringify({ ...INSTALLATION, searchPath: ["/usr/bin"] })],
    ["a variable is no text", JSON.stringify({ ...INSTALLATION, variables: { OPENCLAW_HOME: 5 } })],
    ["it holds a list", "[]"],
  ])("calls them broken where %s", async (_, text) => {
    await expect(readInstallation(folderWith(text))).resolves.toBe("broken");
  });

  it("finds none where there are none", async () => {
    await expect(readInstallation(tempFolder())).resolves.toBe("none");
  });

  it("calls them broken where a folder stands in their place", async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, INSTALLATION_FILE));
    await expect(readInstallation(folder)).resolves.toBe("broken");
  });
});

describe("companionFolder", () => {
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

function folderWith(text: string): string {
  const folder = tempFolder();
  writeFileSync(path.join(folder, INSTALLATION_FILE), text);
  return folder;
}
