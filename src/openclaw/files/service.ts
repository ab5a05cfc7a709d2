/** OpenClaw as an installed service: it starts with a copy of its environment from when it was installed. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { isMissing } from "./inspect.ts";

/** In the state folder. */
export const LAUNCH_AGENT_FOLDER = "service-env";
export const SYSTEMD_ENVIRONMENT = "gateway.systemd.env";

export interface ServicePaths {
  /** What the service was given, were it installed. Null on Windows, where it is given no values. */
  serviceCopy: string | null;
  /** The folder in which the system keeps the user's services. */
  serviceDefinitions: string | null;
}

interface Account {
  platform: NodeJS.Platform;
  home: string;
  state: string;
  profile: string;
}

export function servicePaths({ platform, home, state, profile }: Account): ServicePaths {
  const label = `ai.openclaw.${profile.toLowerCase() === "default" ? "gateway" : profile}`;
  if (platform === "darwin")
    return {
      serviceCopy: path.posix.join(state, LAUNCH_AGENT_FOLDER, `${label}.env`),
      serviceDefinitions: path.posix.join(home, "Library/LaunchAgents"),
    };
  if (platform === "win32") return { serviceCopy: null, serviceDefinitions: null };
  return {
    serviceCopy: path.posix.join(state, SYSTEMD_ENVIRONMENT),
    serviceDefinitions: path.posix.join(home, ".config/systemd/user"),
  };
}

const DEFINITION = /openclaw.*\.(plist|service)$/;

/** What the service reads; null where there is none. An uninstall leaves its copy behind. */
export async function liveServiceCopy({
  serviceCopy,
  serviceDefinitions,
}: ServicePaths): Promise<string | null> {
  if (serviceCopy === null || serviceDefinitions === null) return null;
  const names = await readdir(serviceDefinitions).catch(() => null);
  // Without that folder, in a container say, it can't be told.
  const isInstalled = names === null || names.some((name) => DEFINITION.test(name));
  return isInstalled ? serviceCopy : null;
}

/** Whether the service takes a copy of what the `.env` holds: a LaunchAgent does. */
export async function copiesDotenv(paths: ServicePaths): Promise<boolean> {
  const copy = await liveServiceCopy(paths);
  const isLaunchAgents = copy !== null && path.basename(path.dirname(copy)) === LAUNCH_AGENT_FOLDER;
  return isLaunchAgents && !(await isMissing(copy));
}
