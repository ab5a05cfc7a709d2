import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Environment } from "../../src/openclaw/files/paths.ts";
import { openClawHome, type OpenClawHome } from "./openclaw-home.ts";

export interface SplitHome extends OpenClawHome {
  /** The path of a file by its name in the config's folder. */
  at(name: string): string;
  put(name: string, text: string): void;
  text(name: string): string | null;
  /** What tells whether a file was written: its inode, its time, its bytes. */
  state(name: string): string;
}

/**
 * A home whose config is in several files.
 * @param files texts by name, relative to the config's folder
 */
export function splitHome(files: Readonly<Record<string, string>>, env: Environment = {}): SplitHome {
  const home = openClawHome(env);
  const at = (name: string) => path.resolve(path.dirname(home.paths.config), name);
  const put = (name: string, text: string) => {
    mkdirSync(path.dirname(at(name)), { recursive: true, mode: 0o700 });
    writeFileSync(at(name), text, { mode: 0o600 });
  };
  for (const [name, text] of Object.entries(files)) put(name, text);
  return {
    ...home,
    at,
    put,
    text: (name) => (existsSync(at(name)) ? readFileSync(at(name), "utf8") : null),
    state: (name) => {
      const { ino, mtimeNs, ctimeNs } = statSync(at(name), { bigint: true });
      return [ino, mtimeNs, ctimeNs, readFileSync(at(name), "base64")].join(" ");
    },
  };
}
