/** A user's account on any of the three systems, below a temporary folder, with browsers in it or not. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { signsOf, type BrowserName } from "../../src/companion/install/browsers.ts";
import { install, type InstallContext, type InstallRequest } from "../../src/companion/install/install.ts";
import { fileTree } from "./file-tree.ts";
import { fakeRegistry, type FakeRegistry } from "./registry.ts";
import { tempFolder } from "./temp-folder.ts";

export type Platform = "linux" | "darwin" | "win32";

export const PLATFORMS: readonly Platform[] = ["linux", "darwin", "win32"];

export interface UserAccount {
  home: string;
  context: InstallContext;
  registry: FakeRegistry;
}

/** Where the companion goes on each system, below the home folder. */
const COMPANION = {
  linux: ".local/share/clawkey",
  darwin: "Library/Application Support/Clawkey",
  win32: "AppData/Local/Clawkey",
} as const;

/** @param browsers that have been started here before */
export function userAccount(platform: Platform, browsers: readonly BrowserName[] = []): UserAccount {
  const root = tempFolder();
  const home = path.join(root, "home");
  const bundle = path.join(root, "dist/clawkey.mjs");
  const folders = { platform, home, config: path.join(home, ".config") };
  const signs = browsers.map((browser) => signsOf(browser, folders));
  const registry = fakeRegistry(signs.flatMap((sign) => ("registryKey" in sign ? [sign.registryKey] : [])));
  for (const folder of [home, path.dirname(bundle)]) mkdirSync(folder);
  writeFileSync(bundle, 'import("./clawkey-part.mjs");\n');
  writeFileSync(
    path.join(path.dirname(bundle), "clawkey-part.mjs"),
    "console.log(JSON.stringify(process.argv.slice(2)));\n",
  );
  for (const family of ["chromium", "firefox"]) buildExtension(bundle, family);
  for (const sign of signs) {
    if ("registryKey" in sign) continue;
    mkdirSync(sign.folders[0]!, { recursive: true });
    writeFileSync(path.join(sign.folders[0]!, "Local State"), "{}");
  }
  return {
    home,
    registry,
    context: {
      folders,
      companionFolder: path.join(home, COMPANION[platform]),
      node: process.execPath,
      nodeVersion: process.versions.node,
      bundle,
      registry: registry.tool,
    },
  };
}

/** Puts a build of the extension beside the bundle, in the place of what is there. */
export function buildExtension(
  bundle: string,
  family: string,
  { version = "0.1.0", part = "part" }: { version?: string; part?: string } = {},
): void {
  const folder = path.join(path.dirname(bundle), "extension", family);
  rmSync(folder, { recursive: true, force: true });
  const files = {
    "manifest.json": JSON.stringify({ version }),
    "popup.html": `<script src="/chunks/${part}.js"></script>`,
    [`chunks/${part}.js`]: `/* ${family} ${version} */`,
    // No text: a byte that UTF-8 does not have.
    "icon/16.png": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]),
  };
  for (const [name, content] of Object.entries(files)) {
    // What is alike in both families is packed once.
    const file = path.join(name.startsWith("icon/") ? path.join(folder, "../both") : folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** What `clawkey install` asks for where no option is given. */
export const INSTALL: InstallRequest = { browsers: "found", variables: {}, network: {}, profile: null };

/** Puts the companion there, and fails where it can't. */
export async function installed({ context }: UserAccount, request: Partial<InstallRequest> = {}) {
  const result = await install(context, { ...INSTALL, ...request });
  if (!result.ok) throw new Error(result.code);
  return result;
}

/** All that an installation touches, such that two accounts can be compared. */
export function stateOf({ home, registry }: UserAccount): Record<string, string> {
  const text = (what: string) => {
    const [kind, mode, content] = what.split(" ");
    return content === undefined ? what : `${kind} ${mode} ${Buffer.from(content, "base64").toString()}`;
  };
  const entries = [...Object.entries(fileTree(home)), ...registry.keys];
  return Object.fromEntries(
    entries.map(([name, what]) => [name, text(what).replaceAll(path.dirname(home), "")]),
  );
}
