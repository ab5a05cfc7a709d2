/** The system of this process, by which OpenClaw's files are found. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { variablesIn, type Environment, type System } from "./files/paths.ts";

export const thisSystem = (): System => ({
  env: ownEnvironment(process.env, process.platform),
  platform: process.platform,
  homedir: homeFolder(),
  cwd: workingFolder(),
  exists: existsSync,
  variablesIn,
});

/**
 * Windows finds a variable however its name is written, and calls the search path `Path`. A copy of the environment
 * is a plain object and no longer does, so names are written in capitals there, as all that we look for are.
 */
export function ownEnvironment(env: Environment, platform: NodeJS.Platform): Environment {
  if (platform !== "win32") return { ...env };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]));
}

/** The folder that we were started in may be gone by now. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return homeFolder();
  }
}

/** A user whom the system does not know, in a container say, has none: then nothing is found, and nothing can be written. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "/";
  }
}
