/** What each writing process has: its instance, whose HOME is the test's folder, and signs to say how far it is. */
import { once } from "node:events";
import { existsSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import type { Instance } from "../../src/openclaw/openclaw.ts";
import { openClawPaths, variablesIn, type System } from "../../src/openclaw/files/paths.ts";

/** A round begins, its write changed the file, its write was refused. */
type Sign = "." | "+" | "!";

export const say = (sign: Sign | "r"): void => void writeSync(1, sign);

/** Says that the process is ready, and waits until it may begin. */
export async function mayBegin(): Promise<void> {
  say("r");
  await once(process.stdin, "data");
  process.stdin.destroy();
}

export function instanceOfHome(): Instance {
  const system: System = {
    env: { HOME: homedir() },
    platform: "linux",
    homedir: homedir(),
    cwd: homedir(),
    exists: existsSync,
    variablesIn,
  };
  return { paths: openClawPaths(system), env: system.env, shell: null };
}
