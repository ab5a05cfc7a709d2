/** This process, and the OpenClaw whose it is. OpenClaw has read its `.env` by now, and so may have moved its files. */
import { openClawPaths, stateFolder } from "../openclaw/files/paths.ts";
import { thisSystem } from "../openclaw/this-system.ts";
import type { PluginApi } from "./api.ts";
import type { Place } from "./paths.ts";

export function placeOf(api: PluginApi): Place {
  const system = thisSystem();
  return {
    paths: { ...openClawPaths(system), state: stateFolder(system) },
    environment: process.env,
    openclaw: () => api.runtime.version,
  };
}
