/** Which OpenClaw is meant: in a terminal, and by the browsers. */
import { SESSION_KEY_VARIABLE } from "../core/config/precedence.ts";
import {
  namesAnother,
  OPENCLAW_VARIABLES,
  openClawPaths,
  READ_ONLY_VARIABLES,
  type Environment,
  type System,
} from "../openclaw/files/paths.ts";
import { withNetwork } from "../openclaw/network.ts";
import type { Asking, Instance } from "../openclaw/openclaw.ts";
import type { Notes } from "./install/notes.ts";

/**
 * The OpenClaw that every verb in a terminal means: the one that `clawkey install` noted, unless this shell names
 * another, by OpenClaw's path variables or by a profile. `install` itself notes this shell's.
 */
export function instanceFor(system: System, profile: string | undefined, notes: Notes | null): Instance {
  if (notes === null || profile !== undefined || namesAnother(system, notes.variables))
    return shellInstance(system, profile);
  const { env: shell } = system;
  // A shell that forbids to write means this OpenClaw too.
  const forbidding = READ_ONLY_VARIABLES.flatMap((name) => (shell[name] ? [[name, shell[name]]] : []));
  const env = { ...notedEnvironment(system, notes), ...Object.fromEntries(forbidding) };
  const noted = shellInstance({ ...system, env }, notes.profile ?? undefined);
  return { ...noted, browsers: notes.hosts.map(({ browser }) => browser) };
}

/** The noted one as the native host sees it, whatever the browser's own environment says. */
export function servedInstance(system: System, notes: Notes): Instance {
  const { profile, hosts, searchPath = system.env["PATH"] } = notes;
  // A key of the browser's environment is not OpenClaw's either.
  const noted = withNetwork(notedEnvironment(system, notes), notes.network);
  const env = { ...noted, [SESSION_KEY_VARIABLE]: undefined, PATH: searchPath };
  const paths = openClawPaths({ ...system, env }, profile ?? undefined);
  return { paths, env, shell: null, browsers: hosts.map(({ browser }) => browser), profile };
}

/** The one that `openclaw` would be in this shell. */
function shellInstance(system: System, profile: string | undefined): Instance {
  const { env } = system;
  return { paths: openClawPaths(system, profile), env, shell: env, profile: profile ?? null };
}

function notedEnvironment({ env }: System, { variables }: Notes): Environment {
  const unset = Object.fromEntries(OPENCLAW_VARIABLES.map((name) => [name, undefined]));
  return { ...env, ...unset, ...variables };
}

/** By its command line. */
export const askingOf =
  (instance: Instance): Asking =>
  async () =>
    (await import("../openclaw/program/ask-openclaw.ts")).openClawCommands(instance);
