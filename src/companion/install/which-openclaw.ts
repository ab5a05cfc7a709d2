/** Which OpenClaw is meant: the shell's, or the one that the browsers' companion serves. */
import { SESSION_KEY_VARIABLE } from "../../core/config/precedence.ts";
import type { Installation } from "./notes.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import {
  namesAnother,
  OPENCLAW_VARIABLES,
  openClawPaths,
  type Environment,
  type System,
} from "../../openclaw/files/paths.ts";

type Served = Pick<Installation, "variables" | "profile" | "searchPath" | "hosts">;

/** The one that `openclaw` would be in this shell. */
export function shellInstance(system: System, profile?: string): Instance {
  const { env } = system;
  return { paths: openClawPaths(system, profile), env, shell: env, profile: profile ?? null };
}

/** The one that the user installed for, whatever the browser's own environment says. */
export function servedInstance(system: System, served: Served): Instance {
  const { profile, hosts, searchPath = system.env["PATH"] } = served;
  // A key of the browser's environment is not OpenClaw's either.
  const env = { ...servedEnvironment(system, served), [SESSION_KEY_VARIABLE]: undefined, PATH: searchPath };
  const paths = openClawPaths({ ...system, env }, profile ?? undefined);
  return { paths, env, shell: null, browsers: hosts.map(({ browser }) => browser), profile };
}

/** The one to be examined from a shell: what the browsers have, but for a shell that names another one. */
export function examinedInstance(
  system: System,
  profile: string | undefined,
  served: Served | null,
): Instance {
  if (served === null || profile !== undefined || namesAnother(system, served.variables))
    return shellInstance(system, profile);
  return shellInstance({ ...system, env: servedEnvironment(system, served) }, served.profile ?? undefined);
}

function servedEnvironment({ env }: System, { variables }: Served): Environment {
  const foreign = Object.fromEntries(OPENCLAW_VARIABLES.map((name) => [name, undefined]));
  return { ...env, ...foreign, ...variables };
}
