import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { launcherScript, nodeOfLauncher } from "../../../../src/companion/install/launcher.ts";
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
  const script = launcherScript("linux", node, companion);
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
  const script = launcherScript("win32", node, "C:\\Users\\100% you\\Clawkey\\clawkey.mjs");
  const lines = script.split("\r\n");
  expect([lines[0], lines.at(-1)]).toEqual(["@echo off", ""]);
  expect(lines).toContain("set NODE_OPTIONS=");
  expect(lines).toContain(
    '"C:\\Program Files\\100%% node\\node.exe" "C:\\Users\\100%% you\\Clawkey\\clawkey.mjs" serve %*',
  );
  expect(nodeOfLauncher(script)).toBe(node);
});

it.each(["", "#!/bin/sh\nexec node clawkey.mjs serve\n", "#!/bin/sh\necho 'serve'\n"])(
  "What is no launcher of ours names no Node: %j",
  (script) => expect(nodeOfLauncher(script)).toBeNull(),
);
