/** The one npm package, as a user has it: installed by npx, loaded, used, updated, and taken away without a trace. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { tempFolder } from "../helpers/temp-folder.ts";
import type { Home } from "../helpers/world/home.ts";
import { until } from "../helpers/world/until.ts";
import { exportAndWait, reload, waitForText } from "./popup.ts";
import { BROWSER, makeWorld } from "./world.ts";

const run = promisify(execFile);

const PACKAGE = path.resolve(import.meta.dirname, "../../dist/clawkey.tgz");
const NEXT = "99.0.0";

/** By npx, with a cache in which nothing is and no registry to ask. */
async function clawkey(tgz: string, home: Home, ...args: string[]): Promise<Record<string, unknown>> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home.folder,
    npm_config_cache: tempFolder(),
  };
  const npx = ["--offline", "--yes", "--package", tgz, "--", "clawkey"];
  const { stdout } = await run("npx", [...npx, ...args, "--json"], { env, cwd: home.folder });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The same package under the next version. */
async function nextPackage(): Promise<string> {
  const folder = tempFolder();
  await run("tar", ["-xzf", PACKAGE, "-C", folder]);
  const root = path.join(folder, "package");
  for (const name of [
    "package.json",
    "dist/extension/chromium/manifest.json",
    "dist/extension/firefox/manifest.json",
  ]) {
    const file = path.join(root, name);
    const content = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, JSON.stringify({ ...content, version: NEXT }));
  }
  const programs = path.join(root, "dist");
  for (const name of readdirSync(programs).filter((file) => file.endsWith(".mjs"))) {
    const text = readFileSync(path.join(programs, name), "utf8");
    writeFileSync(path.join(programs, name), text.replaceAll(`"${manifest.version}"`, `"${NEXT}"`));
  }
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--silent"], { cwd: root });
  return path.join(root, stdout.trim());
}

/** All below the home but what belongs to browser and OpenClaw. */
const traces = (home: Home): string[] =>
  readdirSync(home.folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /clawkey|NativeMessagingHosts|native-messaging-hosts/.test(name))
    .filter((name) => !name.startsWith(path.basename(home.profile)) || name.includes("clawkey.host"));

/** The first click in Chromium's family, which without it runs no unpacked extension for long. */
function switchDeveloperModeOn({ profile }: Home): void {
  const folder = path.join(profile, "Default");
  mkdirSync(folder, { recursive: true });
  const preferences = { extensions: { ui: { developer_mode: true } } };
  writeFileSync(path.join(folder, "Preferences"), JSON.stringify(preferences));
}

/** As half an hour later. */
const whenItLooks = (page: Page): Promise<unknown> =>
  page.evaluate(() => chrome.alarms.create("look-into-folder", { when: Date.now() + 1_000 }));

it("installs by one command, exports after two clicks, updates itself when idle, and leaves nothing", async () => {
  const started = performance.now();
  const where = (home: Home) => (BROWSER === "chromium" ? ["--user-data-dir", home.profile] : []);
  await using world = await makeWorld({
    async unpack(home) {
      if (BROWSER === "chromium") switchDeveloperModeOn(home);
      const installed = await clawkey(PACKAGE, home, "install", "--browser", BROWSER, ...where(home));
      return (installed["extensions"] as { folder: string }[])[0]!.folder;
    },
  });
  const { home, extension, browser } = world;
  expect(extension.startsWith(path.join(home.folder, ".local/share/clawkey/extension/"))).toBe(true);
  await world.setUp();
  await world.signIn();
  const popup = await browser.popup();
  await exportAndWait(popup);
  expect(readFileSync(home.config, "utf8")).toContain("CLAUDE_AI_SESSION_KEY");
  console.log(`From the command to the saved key: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await popup.close();

  const page = await browser.open("options");
  await waitForText(page, "#companion-version", /^\d/);
  // Without the options of the first time: where this browser looks is remembered.
  const next = await nextPackage();
  const updated = await clawkey(next, home, "install");
  expect(updated["hosts"]).toContainEqual(expect.objectContaining({ browser: BROWSER, changed: false }));
  expect(updated["extensions"]).toContainEqual(
    expect.objectContaining({ folder: extension, version: NEXT, state: "updated" }),
  );
  await reload(page);
  await waitForText(page, "#status", "This extension is older than the companion");
  const ownVersion = (on: Page) => on.evaluate(() => chrome.runtime.getManifest().version);
  expect(await ownVersion(page)).toBe(manifest.version);
  await whenItLooks(page);
  for (const one of await browser.ownPages()) await one.close();
  await until("the new version", async () => {
    // While it is loaded anew, it has no page.
    const fresh = await browser.open("options").catch(() => null);
    if (fresh === null) return false;
    const version = await ownVersion(fresh);
    await (version === NEXT ? null : whenItLooks(fresh));
    await fresh.close();
    await sleep(2_000);
    return version === NEXT;
  });
  // What was granted and stored is there still.
  const again = await browser.open("options");
  await waitForText(again, "#companion-version", NEXT);
  await clawkey(PACKAGE, home, "install");
  await reload(again);
  await waitForText(again, "#status", "The companion is older than this extension");

  await expect(clawkey(next, home, "uninstall")).resolves.toMatchObject({ ok: true });
  expect(existsSync(extension)).toBe(false);
  expect(traces(home)).toEqual([]);
});
