/** Which OpenClaw, as a value, and where OpenClaw 2026.9.6 keeps its files, by its own rules. */
import path from "node:path";
import { parseDotenv } from "../../core/config/dotenv.ts";
import { READ_RULES, readTextNow } from "./read.ts";
import { servicePaths, type ServicePaths } from "./service.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the rules depend on; tests put other systems in its place. */
export interface System {
  env: Environment;
  platform: NodeJS.Platform;
  /** The operating system's own idea of the home folder. */
  homedir: string;
  /** The working folder: relative paths count from it. */
  cwd: string;
  exists(file: string): boolean;
  /** The variables in a `.env` file; none where there is no such file, and undefined where it is not read. */
  variablesIn(dotenv: string): Environment | undefined;
}

export interface OpenClawPaths extends ServicePaths {
  /** `openclaw.json` */
  config: string;
  /** The global `.env`, in the state folder. */
  dotenv: string;
  /** The same where it is not read: it may say that the config is elsewhere. */
  unreadDotenv?: string;
  /** Read after it, where the config stands in another folder. */
  configFolderDotenv: string | null;
  /** Read after both; null where a state folder of the user's own switches it off. */
  gatewayDotenv: string | null;
  /** The `.env` of the working folder, which OpenClaw reads first. */
  workingFolderDotenv: string;
}

/** One OpenClaw: its files, and the variables that its rules depend on. */
export interface Instance {
  paths: OpenClawPaths;
  env: Environment;
  /**
   * The environment of a command line, where `openclaw` would be run the same way; null in the native host, whose
   * own is the browser's.
   */
  shell: Environment | null;
  /** As `clawkey install` noted them. */
  browsers?: readonly string[];
  profile?: string | null;
}

/** Variables that move OpenClaw's files, one path each. */
const PATH_VARIABLES: readonly string[] = ["OPENCLAW_HOME", "OPENCLAW_STATE_DIR", "OPENCLAW_CONFIG_PATH"];

/** Variables that forbid to write the config. */
export const READ_ONLY_VARIABLES = ["OPENCLAW_CONFIG_READONLY", "OPENCLAW_NIX_MODE"] as const;

/** What `clawkey install` remembers. */
export const OPENCLAW_VARIABLES = [...PATH_VARIABLES, ...READ_ONLY_VARIABLES];

/** Relative paths would mean something else in the browser's working folder, so they are made absolute. */
export function variablesToRemember(system: System): Record<string, string> {
  const absolute = (input: string) =>
    input.startsWith("~") ? input : pathOf(system).resolve(system.cwd, input);
  const found: Record<string, string> = {};
  for (const name of OPENCLAW_VARIABLES) {
    const value = trimmed(system.env[name]);
    if (value === undefined) continue;
    found[name] = PATH_VARIABLES.includes(name) ? absolute(value) : value;
  }
  return found;
}

/** Whether this environment leads to other files than the variables that `clawkey install` has noted. */
export function namesAnother(system: System, noted: Environment): boolean {
  const named = variablesToRemember(system);
  return PATH_VARIABLES.some((name) => named[name] !== undefined && named[name] !== noted[name]);
}

export function openClawPaths(system: System, profile?: string): OpenClawPaths {
  const found = pathsBy(system, profile);
  // OpenClaw reads the global .env first of all, so that it may say where the rest is.
  const variables = system.variablesIn(found.dotenv);
  if (!variables) return { ...found, unreadDotenv: found.dotenv };
  const named = Object.entries(variables).filter(
    ([name, value]) => PATH_VARIABLES.includes(name) && trimmed(value) && !trimmed(system.env[name]),
  );
  if (named.length === 0) return found;
  const env = { ...system.env, ...Object.fromEntries(named) };
  const { dotenv, gatewayDotenv } = found;
  return { ...pathsBy({ ...system, env }, profile), dotenv, gatewayDotenv };
}

/**
 * All variables in a `.env` file, as OpenClaw reads it: none in one that is missing, too large or no plain file,
 * undefined where dotenv would be busy with it for seconds.
 */
export const variablesIn = (file: string): Environment | undefined =>
  parseDotenv(readTextNow(file, READ_RULES.dotenv.maxBytes) ?? "");

function pathsBy(system: System, profile: string | undefined): OpenClawPaths {
  const paths = pathOf(system);
  const home = openClawHome(system);
  const override = (name: string) => {
    const value = trimmed(system.env[name]);
    return value === undefined ? undefined : resolveIn(system, home, value);
  };
  const own = { state: override("OPENCLAW_STATE_DIR"), config: override("OPENCLAW_CONFIG_PATH") };
  const { state, config: explicit } = profile === undefined ? own : ofProfile(system, home, profile, own);

  const config = explicit ?? existingConfig(system, home, state);
  // The .env follows the state folder; it does not follow the legacy folder.
  const usual = paths.join(home, ".openclaw");
  const dotenv = paths.join(state ?? usual, ".env");
  const besideConfig = explicit === undefined ? dotenv : paths.join(paths.dirname(explicit), ".env");
  return {
    config,
    dotenv,
    configFolderDotenv: besideConfig === dotenv ? null : besideConfig,
    gatewayDotenv:
      state === undefined || state === usual ? paths.join(home, ".config", "openclaw", "gateway.env") : null,
    workingFolderDotenv: paths.join(system.cwd, ".env"),
    ...servicePaths({
      platform: system.platform,
      home: osHome(system),
      state: paths.dirname(dotenv),
      profile: profile ?? trimmed(system.env["OPENCLAW_PROFILE"]) ?? "default",
    }),
  };
}

interface Overrides {
  state: string | undefined;
  config: string | undefined;
}

/**
 * `--profile NAME` leads to files of its own. Paths that the user set give way only where they are those of the
 * profile that a parent process handed down.
 */
function ofProfile(system: System, home: string, profile: string, own: Overrides): Overrides {
  const paths = pathOf(system);
  const selected = paths.join(home, profileFolder(profile));
  const inherited = paths.join(home, profileFolder(trimmed(system.env["OPENCLAW_PROFILE"]) ?? "default"));
  const state = own.state === undefined || own.state === inherited ? selected : own.state;
  const isInherited = state === selected && own.config === paths.join(inherited, "openclaw.json");
  return {
    state,
    config: own.config === undefined || isInherited ? paths.join(state, "openclaw.json") : own.config,
  };
}

/** OpenClaw refuses to change its config then, and so do we. */
export function isConfigReadOnly(env: Environment): boolean {
  return env["OPENCLAW_CONFIG_READONLY"] === "1" || env["OPENCLAW_NIX_MODE"] === "1";
}

/** Where OpenClaw keeps all that is neither its config nor its `.env`. */
export function stateFolder(system: System): string {
  const paths = pathOf(system);
  const home = openClawHome(system);
  const own = trimmed(system.env["OPENCLAW_STATE_DIR"]);
  if (own !== undefined) return resolveIn(system, home, own);
  const folders = [paths.join(home, ".openclaw"), paths.join(home, ".clawdbot")];
  return folders.find((folder) => system.exists(folder)) ?? folders[0]!;
}

/** Folder and file may both have the name from before; where no config stands yet, an existing folder decides. */
function existingConfig(system: System, home: string, state: string | undefined): string {
  const paths = pathOf(system);
  // A state folder of the user's own is final, even before a config stands in it.
  const folders =
    state === undefined ? [paths.join(home, ".openclaw"), paths.join(home, ".clawdbot")] : [state];
  const candidates = folders.flatMap((folder) =>
    ["openclaw.json", "clawdbot.json"].map((name) => paths.join(folder, name)),
  );
  const folder = folders.find((found) => system.exists(found)) ?? folders[0]!;
  return candidates.find((file) => system.exists(file)) ?? paths.join(folder, "openclaw.json");
}

function openClawHome(system: System): string {
  const paths = pathOf(system);
  const own = homeValue(system.env["OPENCLAW_HOME"]);
  return own === undefined ? paths.resolve(osHome(system)) : resolveIn(system, osHome(system), own);
}

const osHome = ({ env, homedir }: System): string =>
  homeValue(env["HOME"]) ?? homeValue(env["USERPROFILE"]) ?? homedir;

function resolveIn(system: System, home: string, input: string): string {
  const expanded = /^~(?=$|[\\/])/.test(input) ? home + input.slice(1) : input;
  return pathOf(system).resolve(system.cwd, expanded);
}

function profileFolder(profile: string): string {
  return profile.toLowerCase() === "default" ? ".openclaw" : `.openclaw-${profile}`;
}

/** Shells and service files sometimes hand down the words for "nothing". */
function homeValue(value: string | undefined): string | undefined {
  const text = trimmed(value);
  return text === "undefined" || text === "null" ? undefined : text;
}

function trimmed(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

function pathOf({ platform }: System): path.PlatformPath {
  return platform === "win32" ? path.win32 : path.posix;
}
