import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { gzippedSize, loadedScripts } from "../helpers/loaded-scripts.ts";
import { tempFolder } from "../helpers/temp-folder.ts";
import { toolPath } from "../../scripts/machine.ts";
import { LANGUAGES } from "../../src/openclaw/words/languages.ts";
import listing from "../../store/for-reviewers.json" with { type: "json" };
import { fileTree } from "../helpers/file-tree.ts";
import manifest from "../../package.json" with { type: "json" };

const run = promisify(execFile);

const ROOT = path.resolve(import.meta.dirname, "../..");

/** @param what a browser, or `sources` */
const zip = (what: string, root = ROOT) =>
  path.join(root, ".output", `clawkey-${manifest.version}-${what}.zip`);

async function manifestOf(browser: string): Promise<Record<string, unknown>> {
  const { stdout } = await run(toolPath("unzip"), ["-p", zip(browser), "manifest.json"]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Everything in a manifest that gives the extension a power, or gives others a way to it. */
const COMMON = {
  manifest_version: 3,
  version: manifest.version,
  permissions: ["cookies", "storage", "alarms"],
  optional_permissions: ["nativeMessaging", "notifications"],
  optional_host_permissions: ["https://claude.ai/*"],
  incognito: "not_allowed",
  content_security_policy: {
    extension_pages:
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' https://claude.ai http://127.0.0.1:* http://localhost:* https://*.ts.net; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  },
};

/** Neither powers nor doors. */
const HARMLESS = [
  "name",
  "description",
  "default_locale",
  "icons",
  "action",
  "commands",
  "options_ui",
  "background",
  "minimum_chrome_version",
];

/** What an administrator may fix; Firefox needs no schema of it. */
const MANAGED = { storage: { managed_schema: "policy.json" } };

const withoutHarmless = (entries: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(entries).filter(([name]) => !HARMLESS.includes(name)));

describe("the packed extension", () => {
  it("asks in Chromium for exactly the permissions that it says, and shuts every door", async () => {
    expect(withoutHarmless(await manifestOf("chrome"))).toEqual({
      ...COMMON,
      ...MANAGED,
      key: expect.stringMatching(/^MII/) as string,
      externally_connectable: { ids: [] },
    });
  });

  it.each(["chrome", "edge"])(
    "is for the store of %s the same, byte by byte, but for the key, which a store gives",
    async (store) => {
      const forStore = await manifestOf(`${store}-store`);
      expect(withoutHarmless(forStore)).toEqual({
        ...COMMON,
        ...MANAGED,
        externally_connectable: { ids: [] },
      });
      const { key, ...loaded } = await manifestOf("chrome");
      expect(key).toBeDefined();
      expect(forStore).toEqual(loaded);
      const files = async (what: string) => {
        const folder = tempFolder();
        await run(toolPath("unzip"), ["-q", zip(what), "-x", "manifest.json", "-d", folder]);
        return fileTree(folder);
      };
      expect(await files(`${store}-store`)).toEqual(await files("chrome"));
    },
  );

  it("has a reason in the listing for each permission, and for none that is gone", async () => {
    const { permissions, optional_permissions: optional } = await manifestOf("chrome-store");
    const hosts = COMMON.optional_host_permissions.map(
      (host) => `host_${host.replaceAll(/https:\/\/|\/\*/g, "")}`,
    );
    const named = [...(permissions as string[]), ...(optional as string[]), ...hosts];
    const reasons = Object.keys(listing).filter((field) => field.startsWith("permission_"));
    expect(reasons.toSorted()).toEqual(
      named.map((name) => `permission_${name.replace(".", "_")}`).toSorted(),
    );
  });

  it("asks in Firefox for the same, and for the consent to hand data on as an option", async () => {
    expect(withoutHarmless(await manifestOf("firefox"))).toEqual({
      ...COMMON,
      browser_specific_settings: {
        gecko: {
          id: "clawkey@clawkey.extension",
          strict_min_version: "142.0",
          data_collection_permissions: {
            required: ["none"],
            optional: ["authenticationInfo", "websiteContent"],
          },
        },
      },
    });
  });

  it.each(["chrome", "firefox"])(
    "holds pages, scripts, styles, words and icons for %s, and nothing else",
    async (browser) => {
      const { stdout } = await run(toolPath("unzip"), ["-Z1", zip(browser)]);
      const files = stdout.trim().split("\n");
      const expected =
        /^((manifest|policy)\.json|NOTICES\.txt|background\.js|(popup|welcome|options|picked)\.html|(chunks|assets)\/[\w-]+\.(js|css)|icon\/\d+\.png|_locales\/[a-z]{2}(_[A-Z]{2})?\/messages\.json)$/;
      expect(files.filter((file) => !expected.test(file))).toEqual([]);
      expect(files).toContain("popup.html");
      const languages = files.filter((file) => file.startsWith("_locales/"));
      expect(languages).toHaveLength(readdirSync("locales").filter((file) => file.endsWith(".json")).length);
      for (const file of languages) {
        const { stdout: words } = await run(toolPath("unzip"), ["-p", zip(browser), file]);
        expect(words).toContain('"popup_saved"');
        expect(words).not.toMatch(/"(terminal|plugin|store)_/);
      }
      for (const file of ["picked.html", "policy.json"])
        expect(files.includes(file), file).toBe(browser === "chrome");
    },
  );

  it.each(["chrome", "firefox"])(
    "loads at most 41.5 kB of JavaScript, gzipped, in popup and background together, and 4 kB for gateways in the background alone: %s",
    async (browser) => {
      const folder = tempFolder();
      await run(toolPath("unzip"), ["-q", zip(browser), "-d", folder]);
      const [popup, background] = await Promise.all(
        ["popup.html", "background.js"].map((entry) => loadedScripts(folder, [entry])),
      );
      // The two share what both need.
      const shared = background!.filter((file) => popup!.includes(file));
      expect(shared.length).toBeGreaterThan(0);
      // A browser lets its worker load nothing later; a page loads this when a gateway is asked.
      const ofGateways = background!.filter((file) => file !== "background.js" && !shared.includes(file));
      const text = ofGateways.map((file) => readFileSync(path.join(folder, file), "utf8")).join("");
      expect(text).toContain("clawkey.gateway.");
      expect(await gzippedSize(folder, ofGateways)).toBeLessThanOrEqual(4_000);
      // Of these, zod has 8 kB.
      expect(await gzippedSize(folder, [...popup!, "background.js"])).toBeLessThanOrEqual(41_500);
    },
  );
  it("loads parsers and editors in neither popup nor background, and in Firefox has none", async () => {
    /** Those of a build's scripts that hold json5 or dotenv. */
    const editors = async (browser: string, of?: string) => {
      const folder = tempFolder();
      await run(toolPath("unzip"), ["-q", zip(browser), "-d", folder]);
      const scripts = of
        ? await loadedScripts(folder, [of])
        : readdirSync(path.join(folder, "chunks")).map((name) => `chunks/${name}`);
      const text = (file: string) => readFileSync(path.join(folder, file), "utf8");
      return scripts
        .filter((file) => /JSON5: invalid|\(\?:export\\s\+\)\?\(\[\\w\.-\]\+\)/.test(text(file)))
        .map((file) => file.replace(/-.*/, ""))
        .toSorted();
    };
    expect(await editors("chrome")).toEqual(["chunks/formats", "chunks/json5"]);
    for (const file of ["popup.html", "options.html", "welcome.html", "picked.html", "background.js"])
      expect(await editors("chrome", file), file).toEqual([]);
    expect(await editors("firefox")).toEqual([]);
  });
});

describe.each(["dist", "dist/plugin"])("what was built for a terminal, %s,", (folder) => {
  const built = (pattern: RegExp) =>
    readdirSync(path.join(ROOT, folder))
      .filter((file) => pattern.test(file))
      .map((file) => readFileSync(path.join(ROOT, folder, file), "utf8"));
  const languages = Object.keys(LANGUAGES);

  it("has no word of the pages, and those of the other languages in a file for each", () => {
    const files = built(new RegExp(`^(words-)?(${languages.join("|")})-[\\w-]{8}\\.mjs$`));
    expect(files).toHaveLength(languages.length);
    const all = built(/\.mjs$/).join("\n");
    expect(all).toContain("Asking the gateway");
    expect(all).not.toContain("Welcome to Clawkey");
    const rest = built(/\.mjs$/).filter((text) => !files.includes(text));
    for (const text of rest) expect(text).not.toMatch(/[\u0400-\u04FF\u3040-\u30FF\uAC00-\uD7AF]{3}/);
  });
});

describe("the sources that Mozilla's reviewers get", () => {
  const sha256 = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");
  const PACKAGES = ["chrome", "firefox", "sources"];
  const hashes = (root: string) => PACKAGES.map((what) => [what, sha256(zip(what, root))]);

  it("build the same bytes in another folder, at another time, for both browsers and themselves", async () => {
    const copy = tempFolder();
    await run(toolPath("unzip"), ["-q", zip("sources"), "-d", copy]);
    symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"));
    const env = { ...process.env, TZ: "Pacific/Auckland", LC_ALL: "C" };
    for (const options of [[], ["-b", "firefox"]])
      await run(path.join(ROOT, "node_modules/.bin/wxt"), ["zip", ...options], { cwd: copy, env });
    expect(hashes(copy)).toEqual(hashes(ROOT));
  });
});
