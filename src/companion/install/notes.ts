/** What `clawkey install` notes beside the companion's own copy, and where that is. */
import path from "node:path";
import * as v from "valibot";
import { Refusal } from "../../openclaw/files/errors.ts";
import { readOwnText } from "../../openclaw/files/read.ts";
import { absolute, BROWSERS, type Account } from "./browsers.ts";
import { isGone } from "./exists.ts";

export const NOTES_FILE = "installation.json";

const MAX_BYTES = 1024 * 1024;

/** A field that is added gets a default, so that older notes stay good; one of a newer version's is passed over. */
const Notes = v.object({
  version: v.literal(2),
  /** OpenClaw's variables that were set when the user installed; a browser has none of them. */
  variables: v.record(v.string(), v.string()),
  profile: v.nullable(v.string()),
  /** Where OpenClaw and its Node are: a browser started from a desktop would find neither. */
  searchPath: v.optional(v.string()),
  /** What the installing shell knew of the way into the network. A proxy's address may hold its password. */
  network: v.optional(v.record(v.string(), v.string()), {}),
  /** Folders that had to be made, outermost first: `uninstall` removes them where they are empty. */
  createdFolders: v.array(v.string()),
  /** What was registered, or was about to be: this file is written before what it speaks of. */
  hosts: v.array(
    v.object({
      browser: v.picklist(BROWSERS),
      manifest: v.string(),
      registryKey: v.optional(v.string()),
    }),
  ),
});
export type Notes = v.InferOutput<typeof Notes>;
export type NotesProblem = "broken" | "not_yours" | null;

/** The companion's own folder: a copy of it has to outlive `npx`'s cache and a moved checkout. */
export function companionFolder({ platform, env, homedir: home }: Account): string {
  if (platform === "win32")
    return path.win32.join(env["LOCALAPPDATA"] || path.win32.join(home, "AppData", "Local"), "Clawkey");
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Clawkey");
  return path.join(absolute(env["XDG_DATA_HOME"]) ?? path.join(home, ".local", "share"), "clawkey");
}

/**
 * @returns `notes` null where nothing is installed, or where they are there and can't be used: they are broken, or
 * another user's, who keeps them private
 */
export async function readNotes(folder: string): Promise<{ notes: Notes | null; problem: NotesProblem }> {
  try {
    const text = await readOwnText(path.join(folder, NOTES_FILE), MAX_BYTES);
    return { notes: text === null ? null : v.parse(Notes, JSON.parse(text)), problem: null };
  } catch (error) {
    if (isGone(error)) return { notes: null, problem: null };
    return { notes: null, problem: isAnothersNotes(error) ? "not_yours" : "broken" };
  }
}

const isAnothersNotes = (error: unknown): boolean =>
  error instanceof Refusal
    ? error.code === "file_not_owned" || error.code === "run_without_sudo"
    : ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
