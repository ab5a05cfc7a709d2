/** The npm package, packed and installed as a user would have it, with no registry to ask. */
import { execFile } from "node:child_process";
import {
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { BUNDLED } from "../../scripts/notices.ts";
import { fileTree } from "../helpers/file-tree.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

const run = promisify(execFile);

const ROOT = path.resolve(import.meta.dirname, "../..");

/** All that the package may hold, whatever is built. */
const MAY_HOLD = [
  // What npm always adds.
  /^(LICENSE|README\.md|package\.json)$/,
  // The companion: the program, and the chunks that it loads as it goes.
  /^dist\/(clawkey(-[\w-]+)?|words-[\w-]+)\.mjs$/,
  // The part inside OpenClaw, and what it says of itself.
  /^dist\/plugin\/[\w-]+\.mjs$/,
  /^openclaw\.plugin\.json$/,
  // The extension, as each family of browsers loads it.
  /^dist\/extension\/(both|chromium|firefox)\/((manifest|policy)\.json|background\.js|NOTICES\.txt|[a-z]+\.html|(chunks|assets)\/[\w-]+\.(js|css)|icon\/\d+\.png|_locales\/\w+\/messages\.json)$/,
  // Whose code is in all of it.
  /^dist\/NOTICES\.txt$/,
];

/** Packed, with all three in it. Most of it are the words of all languages. */
const MAX_BYTES = 1_100_000;

const scriptsIn = (folder: string) =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => `${folder}/${name}`);

/** Of each family, the build that its zip is made of. */
const EXTENSIONS = { chromium: ".output/chrome-mv3", firefox: ".output/firefox-mv3" };

const builds = Object.entries(EXTENSIONS).map(([family, build]) => ({
  family,
  files: Object.entries(fileTree(path.join(ROOT, build))).filter(([, kind]) => kind.startsWith("file")),
}));

/** What is alike is packed once. */
const extensionFiles = new Set(
  builds.flatMap(({ family, files }, at) => {
    const others = Object.fromEntries(builds[1 - at]!.files);
    return files.map(
      ([name, content]) => `dist/extension/${others[name] === content ? "both" : family}/${name}`,
    );
  }),
);

const BUILT = [
  ...scriptsIn("dist"),
  ...scriptsIn("dist/plugin"),
  ...extensionFiles,
  "dist/NOTICES.txt",
  "openclaw.plugin.json",
];

/** Nothing of this npm run's own settings, and a cache in which nothing is. */
const envIn = (home: string) => ({
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  npm_config_cache: path.join(home, "cache"),
});

async function pack(into: string): Promise<{ file: string; contents: Map<string, number> }> {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", into];
  const { stdout } = await run("npm", args, { cwd: ROOT, env: envIn(into) });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string; mode: number }[] }[];
  const contents = new Map(packed!.files.map(({ path: name, mode }) => [name, mode]));
  return { file: path.join(into, packed!.filename), contents };
}

describe("the npm package", () => {
  it("holds the companion, of which one file is executable, the plugin, the extension, and what npm always adds", async () => {
    const { file, contents } = await pack(tempFolder());
    expect(statSync(file).size).toBeLessThan(MAX_BYTES);
    expect([...contents.keys()].toSorted()).toEqual(
      ["LICENSE", "README.md", "package.json", ...BUILT].toSorted(),
    );
    for (const name of contents.keys())
      expect(
        MAY_HOLD.some((kind) => kind.test(name)),
        name,
      ).toBe(true);
    const executable = [...contents].filter(([, mode]) => (mode & 0o111) !== 0);
    expect(executable).toEqual([["dist/clawkey.mjs", 0o755]]);
  });

  it("asks for no other package and runs nothing at installation", () => {
    const fields = Object.keys(manifest);
    for (const name of ["dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies"])
      expect(fields).not.toContain(name);
    // npm runs these of a package that it installs; `prepare` only in a checkout.
    for (const name of ["preinstall", "install", "postinstall"])
      expect(Object.keys(manifest.scripts)).not.toContain(name);
    expect(manifest.engines).toEqual({ node: ">=22.3" });
  });

  it("works where it is installed, alone and without a network", async () => {
    const folder = tempFolder();
    const { file } = await pack(folder);
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
    const env = envIn(folder);
    const options = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...options, file], { cwd: folder, env });

    const installed = Object.entries(fileTree(path.join(folder, "node_modules/clawkey")))
      .filter(([, kind]) => kind.startsWith("file"))
      .map(([name]) => name);
    expect(installed.toSorted()).toEqual(["LICENSE", "README.md", "package.json", ...BUILT].toSorted());
    const lock = JSON.parse(readFileSync(path.join(folder, "package-lock.json"), "utf8")) as {
      packages: Record<string, unknown>;
    };
    expect(Object.keys(lock.packages)).toEqual(["", "node_modules/clawkey"]);

    const program = path.join(folder, "node_modules/.bin/clawkey");
    const version = await run(program, ["--version"], { env });
    expect(version.stdout).toBe(`${manifest.version}\n`);
    const byNpx = await run("npx", ["--offline", "--", "clawkey", "--version"], { cwd: folder, env });
    expect(byNpx.stdout).toBe(`${manifest.version}\n`);

    const home = path.join(folder, "home");
    mkdirSync(path.join(home, ".config/chromium"), { recursive: true });
    const before = fileTree(home);
    const dry = await run(program, ["install", "--dry-run", "--json"], { env: { ...env, HOME: home } });
    expect(JSON.parse(dry.stdout)).toMatchObject({
      ok: true,
      dryRun: true,
      hosts: [{ browser: "chromium", changed: true }],
    });
    expect(fileTree(home)).toEqual(before);
    // What is installed is a copy of the packed file and of nothing that happens to lie in this checkout.
    expect(realpathSync(program).startsWith(realpathSync(folder))).toBe(true);
  });

  it("has a plugin that OpenClaw 2026.5.28 installs: it starts no process, and what sends sees no environment", () => {
    expect(BUILT).toContain(manifest.openclaw.extensions[0]!.slice("./".length));
    const plugin = scriptsIn("dist/plugin").map((name) => readFileSync(path.join(ROOT, name), "utf8"));
    for (const text of plugin) {
      expect(text).not.toContain("child_process");
      // By its own two patterns; it looks at each file by itself.
      const isSending = /\bfetch\s*\(|\bpost\s*\(|http\.request\s*\(/i.test(text);
      expect(isSending && text.includes("process.env")).toBe(false);
    }
  });

  it("names each package whose code is in it, and its license", () => {
    const built = [...scriptsIn("dist"), ...scriptsIn("dist/plugin")].map((name) =>
      readFileSync(path.join(ROOT, name), "utf8"),
    );
    // Vite says in an unminified file where each part is from.
    const inNode = built.flatMap((text) =>
      Array.from(text.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/\n]+)/gm), ([, name]) => name!),
    );
    expect(inNode.length).toBeGreaterThan(50);
    const sources = globSync("{src/{core,extension},entrypoints}/**/*.ts", { cwd: ROOT });
    const inBrowser = sources.flatMap((file) =>
      Array.from(
        readFileSync(path.join(ROOT, file), "utf8").matchAll(/(?:from|import) "(@?[a-z][^"]*)"/g),
        ([, name]) => name!.split("/", name!.startsWith("@") ? 2 : 1).join("/"),
      ),
    );
    const named = new Set([...inNode, ...inBrowser]);
    expect([...named].filter((name) => !BUNDLED.includes(name))).toEqual([]);
    const text = readFileSync(path.join(ROOT, "dist/NOTICES.txt"), "utf8");
    for (const name of BUNDLED) expect(text).toMatch(new RegExp(`^${name} \\d`, "m"));
  });

  it("describes its plugin as package.json does", () => {
    const plugin = JSON.parse(readFileSync(path.join(ROOT, "openclaw.plugin.json"), "utf8")) as object;
    expect(plugin).toMatchObject({ id: "clawkey", activation: { onStartup: true } });
    const floor = ">=2026.5.28";
    expect(manifest.openclaw).toMatchObject({
      install: { minHostVersion: floor },
      compat: { pluginApi: floor },
    });
  });

  it("is the same bytes, built twice", async () => {
    const build = async (folder: string) => {
      const args = ["build", "-c", "vite.companion.config.ts", "--outDir", folder, "--logLevel", "error"];
      await run(path.join(ROOT, "node_modules/.bin/vite"), args, { cwd: ROOT });
      return Object.fromEntries(
        readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
      );
    };
    const [one, other] = [await build(tempFolder()), await build(tempFolder())];
    expect(one["clawkey.mjs"]).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(one).toEqual(other);
    expect(JSON.stringify(one)).not.toContain(ROOT);
  });
});
