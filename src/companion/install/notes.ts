/** What `clawkey install` notes beside the companion's own copy, and where that is. */
import path from "node:path";
import * as z from "zod/mini";
import { readOwnText } from "../../openclaw/files/read.ts";
import { BROWSERS, type Account } from "./browsers.ts";

export const NOTES_FILE = "installation.json";

const MAX_BYTES = 1024 * 1024;

const Notes = z.strictObject({
  version: z.literal(2),
  /** OpenClaw's variables that were set when the user installed; a browser has none of them. */
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
    const text = await readOwnText(path.join(folder, NOTES_FILE), MAX_BYTES);
    return { notes: text === null ? null : Notes.parse(JSON.parse(text)), broken: false };
  } catch {
    return { notes: null, broken: true };
  }
}
