/** What `clawkey install` notes beside the companion's own copy. */
import path from "node:path";
import * as z from "zod/mini";
import { Refusal } from "../../openclaw/files/errors.ts";
import { readOwnText } from "../../openclaw/files/read.ts";
import { BROWSERS } from "./browsers.ts";
import { isGone } from "./exists.ts";

export const NOTES_FILE = "installation.json";

const MAX_BYTES = 1024 * 1024;

/** A field that is added gets a default, so that older notes stay good; one of a newer version's is passed over. */
const Notes = z.object({
  version: z.literal(2),
  /** OpenClaw's variables that were set when the user installed; a browser has none of them. */
  variables: z.record(z.string(), z.string()),
  profile: z.nullable(z.string()),
  /** Where OpenClaw and its Node are: a browser started from a desktop would find neither. */
  searchPath: z.optional(z.string()),
  /** What the installing shell knew of the way into the network. A proxy's address may hold its password. */
  // oxlint-disable-next-line no-underscore-dangle -- zod's own name
  network: z._default(z.record(z.string(), z.string()), {}),
  /** Folders that had to be made, outermost first: `uninstall` removes them where they are empty. */
  createdFolders: z.array(z.string()),
  /** What was registered, or was about to be: this file is written before what it speaks of. */
  hosts: z.array(
    z.object({
      browser: z.enum(BROWSERS),
      manifest: z.string(),
      registryKey: z.optional(z.string()),
    }),
  ),
});
export type Notes = z.infer<typeof Notes>;
export type NotesProblem = "broken" | "not_yours" | null;

/**
 * @returns `notes` null where nothing is installed, or where they are there and can't be used: they are broken, or
 * another user's, who keeps them private
 */
export async function readNotes(folder: string): Promise<{ notes: Notes | null; problem: NotesProblem }> {
  try {
    const text = await readOwnText(path.join(folder, NOTES_FILE), MAX_BYTES);
    return { notes: text === null ? null : Notes.parse(JSON.parse(text)), problem: null };
  } catch (error) {
    if (isGone(error)) return { notes: null, problem: null };
    return { notes: null, problem: isAnothersNotes(error) ? "not_yours" : "broken" };
  }
}

const isAnothersNotes = (error: unknown): boolean =>
  error instanceof Refusal
    ? error.code === "file_not_owned" || error.code === "run_without_sudo"
    : ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
