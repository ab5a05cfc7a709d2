/** Who may read the files that hold the key, and what killed writes have left beside them. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { abandonedTempFiles } from "../../openclaw/files/temp-files.ts";
import type { OpenClawPaths } from "../../openclaw/files/paths.ts";
import { chmodCommand } from "./commands.ts";
import { fine, problem, warning, type Finding } from "./findings.ts";

const GROUP_AND_OTHERS = 0o077;

/** @param home the user's own folder: its mode is no business of ours, whatever stands in it */
export async function checkModes(paths: OpenClawPaths, home: string): Promise<Finding[]> {
  // What Node reports on Windows is made up.
  if (process.platform === "win32") return [];
  const files = new Set([paths.config]);
  for (const dotenv of [paths.dotenv, paths.configFolderDotenv, paths.gatewayDotenv])
    if (dotenv !== null) files.add(dotenv);
  const open: Finding[] = [];
  for (const file of files) {
    const mode = await privateMode(file, "file");
    if (mode !== null)
      open.push(problem("files", "file_open", { path: file, mode }, chmodCommand(mode, file)));
  }
  const folder = path.dirname(paths.dotenv);
  const mode = folder === home ? null : await privateMode(folder, "folder");
  if (mode !== null)
    open.push(warning("files", "folder_open", { path: folder, mode }, chmodCommand(mode, folder)));
  return open.length > 0 ? open : [fine("files", "files_private")];
}

/** The mode that shuts others out; null where they are, and where the file is missing or another user's. */
async function privateMode(file: string, kind: "file" | "folder"): Promise<string | null> {
  const found = await stat(file).catch(() => null);
  if (found === null || found.uid !== process.getuid?.()) return null;
  if (!(kind === "file" ? found.isFile() : found.isDirectory())) return null;
  const mode = found.mode & 0o777;
  return (mode & GROUP_AND_OTHERS) === 0 ? null : (mode & ~GROUP_AND_OTHERS).toString(8);
}

/**
 * @param others folders of the companion's own writes
 * @param command removes them
 */
export async function checkLeftovers(
  paths: OpenClawPaths,
  others: readonly string[],
  command: string,
): Promise<Finding[]> {
  const written = [paths.dotenv, paths.config];
  const folders = new Set([...written.map((file) => path.dirname(file)), ...others]);
  const leftovers = await Promise.all(Array.from(folders, abandonedTempFiles));
  return leftovers.flat().map((file) => warning("files", "leftover", { path: file }, command));
}
