/** A home folder of its own for each test: OpenClaw's files, the browser's profile, the installed companion. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { BrowserName } from "./browser-driver.ts";

const run = promisify(execFile);

export const COMPANION = path.resolve(import.meta.dirname, "../../../dist/clawkey.mjs");

export interface Home {
  folder: string;
  config: string;
  dotenv: string;
  /** The browser's data folder. */
  profile: string;
  /** By which the browser finds the companion, once that is installed. */
  hostManifest: string;
  /** `clawkey install` for this browser, as the user runs it. */
  installCompanion(env?: Record<string, string>): Promise<void>;
  uninstallCompanion(): Promise<void>;
  /** The same home with another data folder for the browser. */
  withProfile(name: string): Promise<Home>;
  remove(): Promise<void>;
}

/** Written as people write theirs: comments, single quotes, bare keys, trailing commas, CRLF. */
export const CONFIG_WITH_EVERYTHING = [
  "// My OpenClaw. Do not touch the agents!",
  "{",
  "  gateway: {",
  "    mode: 'local', // this machine only",
  "    port: 18789,",
  "  },",
  "  \"agents\": { defaults: { workspace: '~/work', }, }, /* a second",
  "     line */",
  "}",
  "",
].join("\r\n");

export async function makeHome(
  config: string | null = CONFIG_WITH_EVERYTHING,
  browser: BrowserName = "chromium",
): Promise<Home> {
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-home-"));
  const state = path.join(folder, ".openclaw");
  await mkdir(state, { mode: 0o700 });
  const home = await homeIn({ folder, state, browser }, browser);
  if (config !== null) await writeFile(home.config, config, { mode: 0o600 });
  return home;
}

interface Place {
  folder: string;
  /** OpenClaw's folder. */
  state: string;
  browser: BrowserName;
}

async function homeIn(place: Place, profileName: string): Promise<Home> {
  const { folder, state, browser } = place;
  const profile = path.join(folder, profileName);
  await mkdir(profile);
  return {
    folder,
    config: path.join(state, "openclaw.json"),
    dotenv: path.join(state, ".env"),
    profile,
    hostManifest: path.join(
      browser === "chromium"
        ? path.join(profile, "NativeMessagingHosts")
        : path.join(folder, ".mozilla/native-messaging-hosts"),
      "clawkey.host.json",
    ),
    async installCompanion(env = {}) {
      // Firefox looks below the home folder, whatever its profile.
      const where = browser === "chromium" ? ["--user-data-dir", profile] : [];
      await clawkey(["install", "--browser", browser, ...where], { HOME: folder, ...env });
    },
    async uninstallCompanion() {
      await clawkey(["uninstall"], { HOME: folder });
    },
    withProfile: (name) => homeIn(place, name),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function clawkey(args: string[], env: Record<string, string>): Promise<void> {
  await run(process.execPath, [COMPANION, ...args], { env: { PATH: process.env["PATH"] ?? "", ...env } });
}
