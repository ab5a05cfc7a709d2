/** What the companion is told in a process of its own, whose HOME is the test's folder. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { variablesIn } from "../../companion/dotenv-variables.ts";
import type { Place } from "../../companion/operations.ts";
import { openClawPaths, type System } from "../../companion/paths.ts";
import { SessionKey } from "../../src/session/session-key.ts";

export function placeOfHome(): Place {
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
