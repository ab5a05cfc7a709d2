/** What the companion is told in a process of its own, whose HOME is the test's folder. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import type { Instance } from "../../src/openclaw/openclaw.ts";
import { openClawPaths, variablesIn, type System } from "../../src/openclaw/files/paths.ts";
import { SessionKey } from "../../src/core/claude/session-key.ts";

export function placeOfHome(): Instance {
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

export function keyOf(text: string): SessionKey {
  const parsed = SessionKey.parse(text);
  if (!parsed.ok) throw new Error(`not a session key: ${parsed.code}`);
  return parsed.key;
}
