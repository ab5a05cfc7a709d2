import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { batchLauncher, nodeOfLauncher, shellLauncher } from "../../../../src/companion/install/launcher.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

/** Stands in for Node: prints what it was started with, one a line. */
const PRINTER = `#!/bin/sh\nprintf '%s\\n' "options=$NODE_OPTIONS" "$@"\n`;

describe("shellLauncher", () => {
  it.each([
    ["plain"],
    ["with spaces  two"],
    ["it's"],
    ["'quoted'"],
    ['"double"'],
    ["100% sure"],
    ["$HOME and `pwd`"],
    ["back\\slash"],
    ["-dash"],
    ["ünï"],
    ["semi;colon & more"],
  ])("starts Node and the companion from a folder named %s", (name) => {
    const folder = path.join(tempFolder(), name);
    mkdirSync(folder);
    const [node, companion, launcher] = ["node", "clawkey.mjs", "launcher"].map((file) =>
      path.join(folder, file),
    );
    writeFileSync(node!, PRINTER);
    writeFileSync(launcher!, shellLauncher(node!, companion!));
    chmodSync(node!, 0o755);
    chmodSync(launcher!, 0o755);

    const env = { PATH: "/usr/bin:/bin", NODE_OPTIONS: "--require /tmp/evil.js" };
    const printed = execFileSync(launcher!, ["chrome-extension://id/", "two words", "$x"], { env });
    expect(printed.toString()).toBe(
      ["options=", companion, "serve", "chrome-extension://id/", "two words", "$x", ""].join("\n"),
    );
  });
});

describe("batchLauncher", () => {
  it("quotes both paths, and doubles what cmd.exe would expand", () => {
    const node = "C:\\Program Files\\nodejs\\node.exe";
    const companion = "C:\\Users\\100% you\\Clawkey\\clawkey.mjs";
    const lines = batchLauncher(node, companion).split("\r\n");
    expect(lines).toContain("set NODE_OPTIONS=");
    expect(lines).toContain(
      '"C:\\Program Files\\nodejs\\node.exe" "C:\\Users\\100%% you\\Clawkey\\clawkey.mjs" serve %*',
    );
    expect(lines[0]).toBe("@echo off");
    expect(lines.at(-1)).toBe("");
  });
});

describe("nodeOfLauncher", () => {
  it.each(["/usr/bin/node", "/home/you/it's 'here'/node", 'C:\\100% "node".exe', "/with '\\'' in it/node"])(
    "reads %s back from a shell's launcher",
    (node) => {
      expect(nodeOfLauncher(shellLauncher(node, "/home/you/claw'key.mjs"))).toBe(node);
    },
  );

  it.each(["C:\\Program Files\\nodejs\\node.exe", "C:\\100%\\node.exe"])(
    "reads %s back from a batch file",
    (node) => {
      expect(nodeOfLauncher(batchLauncher(node, "C:\\Users\\100% you\\clawkey.mjs"))).toBe(node);
    },
  );

  it.each(["", "#!/bin/sh\nexec node clawkey.mjs serve\n", "#!/bin/sh\necho 'serve'\n"])(
    "finds none in what is no launcher of ours: %j",
    (script) => {
      expect(nodeOfLauncher(script)).toBeNull();
    },
  );
});
