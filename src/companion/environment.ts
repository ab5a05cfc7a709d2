/** This process's environment, in which every rule finds a variable by one name. */
import type { Environment } from "../openclaw/files/paths.ts";

/**
 * Windows finds a variable however its name is written, and calls the search path `Path`. A copy of the environment
 * is a plain object and no longer does, so names are written in capitals there, as all that we look for are.
 */
export function ownEnvironment(env: Environment, platform: NodeJS.Platform): Environment {
  if (platform !== "win32") return { ...env };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]));
}
