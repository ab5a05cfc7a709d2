/** What `clawkey install` remembers beside the companion's own copy, and where that is. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { BROWSERS } from "./browsers.ts";

export const INSTALLATION_FILE = "installation.json";

export const Installation = z.strictObject({
  version: z.literal(1),
  /** OpenClaw's path variables that were set when the user installed; a browser has none of them. */
  variables: z.record(z.string(), z.string()),
  profile: z.nullable(z.string()),
  /** PATH at that time: a browser started from a desktop would find neither OpenClaw nor its Node. */
  searchPath: z.optional(z.string()),
  /** Folders made above and for the companion's own, outermost first. */
  createdFolders: z.array(z.string()),
  /** What was written outside this folder, and the folders that had to be made for it: `uninstall` undoes it. */
  hosts: z.array(
    z.strictObject({ browser: z.enum(BROWSERS), place: z.string(), createdFolders: z.array(z.string()) }),
  ),
});
export type Installation = z.infer<typeof Installation>;

/** The companion's own folder: a copy of it has to outlive `npx`'s cache and a moved checkout. */
export function companionFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === "win32")
    return path.win32.join(env["LOCALAPPDATA"] || path.win32.join(home, "AppData", "Local"), "Clawkey");
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Clawkey");
  return path.join(env["XDG_DATA_HOME"] || path.join(home, ".local", "share"), "clawkey");
}

/** `none` where nothing is installed; `broken` where the notes are there and can't be understood. */
export async function readInstallation(folder: string): Promise<Installation | "none" | "broken"> {
  let text: string;
  try {
    text = await readFile(path.join(folder, INSTALLATION_FILE), "utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "none" : "broken";
  }
  try {
    const parsed = Installation.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : "broken";
  } catch {
    return "broken";
  }
}
