/** What `clawkey install` notes beside the companion's own copy, and so which OpenClaw is meant. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { SESSION_KEY_VARIABLE } from "../../core/config/precedence.ts";
import {
  namesAnother,
  OPENCLAW_VARIABLES,
  openClawPaths,
  READ_ONLY_VARIABLES,
  type Environment,
  type System,
} from "../../openclaw/files/paths.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import { BROWSERS, type Account } from "./browsers.ts";

export const NOTES_FILE = "installation.json";

const Notes = z.strictObject({
  version: z.literal(2),
  /** OpenClaw's path variables that were set when the user installed; a browser has none of them. */
  variables: z.record(z.string(), z.string()),
  profile: z.nullable(z.string()),
  /** PATH at that time: a browser started from a desktop would find neither OpenClaw nor its Node. */
  searchPath: z.optional(z.string()),
  /** Folders that had to be made, outermost first: `uninstall` removes them where they are empty. */
  createdFolders: z.array(z.string()),
  /** What was registered, or was about to be: this file is written before what it speaks of. */
  hosts: z.array(
    z.strictObject({
      browser: z.enum(BROWSERS),
      manifest: z.string(),
      registryKey: z.optional(z.string()),
    }),
  ),
});
export type Notes = z.infer<typeof Notes>;

/** The companion's own folder: a copy of it has to outlive `npx`'s cache and a moved checkout. */
export function companionFolder({ platform, env, homedir: home }: Account): string {
  if (platform === "win32")
    return path.win32.join(env["LOCALAPPDATA"] || path.win32.join(home, "AppData", "Local"), "Clawkey");
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Clawkey");
  return path.join(env["XDG_DATA_HOME"] || path.join(home, ".local", "share"), "clawkey");
}

/** @returns `notes` null where nothing is installed, or where they are there and can't be understood */
export async function readNotes(folder: string): Promise<{ notes: Notes | null; broken: boolean }> {
  try {
    const text = await readFile(path.join(folder, NOTES_FILE), "utf8");
    return { notes: Notes.parse(JSON.parse(text)), broken: false };
  } catch (error) {
    return { notes: null, broken: (error as NodeJS.ErrnoException).code !== "ENOENT" };
  }
}

/**
 * The OpenClaw that every verb in a terminal means: the one that `clawkey install` noted, unless this shell names
 * another, by OpenClaw's variables or by a profile.
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
  const env = { ...notedEnvironment(system, notes), [SESSION_KEY_VARIABLE]: undefined, PATH: searchPath };
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
