import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { launcherScript, nodeOfLauncher } from "../../../../src/companion/install/launcher.ts";
import { encodeFrame } from "../../../../src/companion/native-host/framing.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

/** Stands in for Node: prints what it was started with, one a line. */
const PRINTER = `#!/bin/sh\nprintf '%s\\n' "options=$NODE_OPTIONS" "$@"\n`;

it.each([
  ["plain"],
  ["with spaces  two"],
  ["it's 'quoted'"],
  ['"double"'],
  ["100% sure"],
  ["$HOME and `pwd`"],
  ["back\\slash"],
  ["-dash"],
  ["ünï"],
  ["semi;colon & more"],
  ["with '\\'' in it"],
])("A shell's launcher starts Node and the companion from a folder named %s, and names that Node", (name) => {
  const folder = path.join(tempFolder(), name);
  mkdirSync(folder);
  const [node, companion, launcher] = ["node", "clawkey.mjs", "launcher"].map((file) =>
    path.join(folder, file),
  ) as [string, string, string];
  const script = launcherScript("linux", { node, companion });
  expect(nodeOfLauncher(script)).toBe(node);
  for (const [file, text] of [
    [node, PRINTER],
    [launcher, script],
  ] as const) {
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }
  const env = { PATH: "/usr/bin:/bin", NODE_OPTIONS: "--require /tmp/evil.js" };
  const printed = execFileSync(launcher, ["chrome-extension://id/", "two words", "$x"], { env });
  expect(printed.toString()).toBe(
    ["options=", companion, "serve", "chrome-extension://id/", "two words", "$x", ""].join("\n"),
  );
});

it("A batch file quotes both paths, doubles what cmd.exe would expand, and names its Node", () => {
  const node = "C:\\Program Files\\100% node\\node.exe";
  const companion = "C:\\Users\\100% you\\Clawkey\\clawkey.mjs";
  const script = launcherScript("win32", { node, companion, searchPath: 'C:\\50% bin;"D:\\b;c"' });
  const lines = script.split("\r\n");
  expect([lines[0], lines.at(-1)]).toEqual(["@echo off", ""]);
  expect(lines).toContain("set NODE_OPTIONS=");
  expect(lines).toContain('set "node=C:\\Program Files\\100%% node\\node.exe"');
  expect(lines).toContain('set "PATH=C:\\50%% bin;D:\\b;c"');
  expect(lines).toContain('"%node%" "C:\\Users\\100%% you\\Clawkey\\clawkey.mjs" serve %*');
  expect(nodeOfLauncher(script)).toBe(node);
});

it.each(["", "#!/bin/sh\nexec node clawkey.mjs serve\n", "#!/bin/sh\necho 'serve'\n"])(
  "What is no launcher of ours names no Node: %j",
  (script) => expect(nodeOfLauncher(script)).toBeNull(),
);

describe("Where the noted Node is gone", () => {
  /** Stands in for a Node of this version, and prints which one it is. */
  const node = (folder: string, major: number) => {
    mkdirSync(folder, { recursive: true });
    const script = `#!/bin/sh\n[ "$1" = -e ] && exec ${process.execPath} -e "Object.defineProperty(process, 'versions', { value: { node: '${major}.1.0' } }); $2"\necho "$0 $*"\n`;
    writeFileSync(path.join(folder, "node"), script, { mode: 0o755 });
    return path.join(folder, "node");
  };
  const launcherIn = (home: string, ...folders: string[]) => {
    const launcher = path.join(home, "launcher");
    const searchPath = folders.map((folder) => path.join(home, folder)).join(":");
    const script = launcherScript("linux", {
      node: path.join(home, "gone"),
      companion: "/c.mjs",
      searchPath,
    });
    writeFileSync(launcher, script, { mode: 0o755 });
    return launcher;
  };
  const ENV = { PATH: "/usr/bin:/bin" };

  it("the launcher takes the first on the noted PATH that is new enough", () => {
    const home = tempFolder();
    node(path.join(home, "old"), 20);
    const newer = node(path.join(home, "a folder; $x"), 24);
    node(path.join(home, "last"), 26);
    const launcher = launcherIn(home, "none", "old", "a folder; $x", "last");
    const printed = execFileSync(launcher, ["chrome-extension://id/"], { env: ENV });
    expect(printed.toString()).toBe(`${newer} /c.mjs serve chrome-extension://id/\n`);
  });

  it.each([
    ["none is there", []],
    ["all are too old", ["old"]],
  ])("and %s, the launcher says so to the browser and on its standard error", (_, folders) => {
    const home = tempFolder();
    node(path.join(home, "old"), 20);
    const input = encodeFrame({ protocol: 1, verb: "status" });
    const { stdout, stderr, status } = spawnSync(launcherIn(home, ...folders), ["x"], { env: ENV, input });
    expect(stdout.readUInt32LE(0)).toBe(stdout.length - 4);
    expect(JSON.parse(stdout.subarray(4).toString())).toEqual({ ok: false, code: "node_missing" });
    expect(stderr.toString()).toContain("no Node 22 or newer");
    expect(status).toBe(1);
  });
});
