/** A home folder of its own for each test: OpenClaw's files, the browser's profile, the installed companion. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const COMPANION = path.resolve(import.meta.dirname, "../../dist/clawkey.mjs");

export interface Home {
  folder: string;
  config: string;
  dotenv: string;
  /** The browser's data folder. */
  profile: string;
  /** `clawkey install` for Chromium, as the user runs it. */
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

export async function makeHome(config: string | null = CONFIG_WITH_EVERYTHING): Promise<Home> {
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-home-"));
  const state = path.join(folder, ".openclaw");
  await mkdir(state, { mode: 0o700 });
  const home = await homeIn(folder, state, "chromium");
  if (config !== null) await writeFile(home.config, config, { mode: 0o600 });
  return home;
}

async function homeIn(folder: string, state: string, profileName: string): Promise<Home> {
  const profile = path.join(folder, profileName);
  await mkdir(profile);
  return {
    folder,
    config: path.join(state, "openclaw.json"),
    dotenv: path.join(state, ".env"),
    profile,
    async installCompanion(env = {}) {
      await clawkey(["install", "--browser", "chromium", "--user-data-dir", profile], {
        HOME: folder,
        ...env,
      });
    },
    async uninstallCompanion() {
      await clawkey(["uninstall"], { HOME: folder });
    },
    withProfile: (name) => homeIn(folder, state, name),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function clawkey(args: string[], env: Record<string, string>): Promise<void> {
  await run(process.execPath, [COMPANION, ...args], { env: { PATH: process.env["PATH"] ?? "", ...env } });
}
