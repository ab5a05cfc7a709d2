/** A home folder with OpenClaw's files in it, on this machine's disk and none of its user's. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SESSION_KEY_VARIABLE } from "../../src/core/config/precedence.ts";
import type { Instance } from "../../src/openclaw/openclaw.ts";
import {
  openClawPaths,
  variablesIn,
  type Environment,
  type OpenClawPaths,
  type System,
} from "../../src/openclaw/files/paths.ts";
import { tempFolder } from "./temp-folder.ts";

/** The least text of either file in which this value stands. */
export const fileWith = {
  config: (value: string) => `{ env: { vars: { ${SESSION_KEY_VARIABLE}: "${value}" } } }`,
  dotenv: (value: string) => `${SESSION_KEY_VARIABLE}=${value}\n`,
};

type Files = { [file in keyof OpenClawPaths]?: string | null };

export interface OpenClawHome {
  folder: string;
  system: System;
  paths: OpenClawPaths;
  /** As a command line sees it, where OpenClaw would be run in the same environment. */
  shell: Instance;
  /** As the native host sees it, whose environment is the browser's. */
  browser: Instance;
  write(file: keyof OpenClawPaths, text: string): void;
  read(file: keyof OpenClawPaths): string | null;
}

/**
 * @param files their first texts
 * @param env set beside HOME; OpenClaw's own variables may count from `~`
 */
export function homeWith(files: Files, env: Environment = {}, platform?: NodeJS.Platform): OpenClawHome {
  const home = openClawHome(env, platform);
  for (const [file, text] of Object.entries(files))
    if (typeof text === "string") home.write(file as keyof OpenClawPaths, text);
  return home;
}

/** Without any of OpenClaw's files. @param env as above */
export function openClawHome(env: Environment = {}, platform: NodeJS.Platform = "linux"): OpenClawHome {
  const folder = tempFolder();
  const cwd = path.join(folder, "work");
  const system: System = {
    env: { HOME: folder, ...env },
    platform,
    homedir: folder,
    cwd,
    exists: existsSync,
    variablesIn,
  };
  const paths = openClawPaths(system);
  const at = (file: keyof OpenClawPaths): string => {
    const place = paths[file];
    if (!place) throw new Error(`OpenClaw reads no ${file} here`);
    return place;
  };
  mkdirSync(cwd);
  return {
    folder,
    system,
    paths,
    shell: { paths, env: system.env, shell: system.env },
    browser: { paths, env: system.env, shell: null },
    write(file, text) {
      mkdirSync(path.dirname(at(file)), { recursive: true, mode: 0o700 });
      writeFileSync(at(file), text, { mode: 0o600 });
    },
    read: (file) => (existsSync(at(file)) ? readFileSync(at(file), "utf8") : null),
  };
}
