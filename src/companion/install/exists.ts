/** Whether anything stands at a path. */
import { stat } from "node:fs/promises";
import path from "node:path";

/** Whether anything stands there that can be looked at. */
export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** Whether the error says that nothing stands there, not even above it. */
export const isGone = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");

/** Of a folder and those above it the ones that are not there, outermost first. */
export async function missingFolders(folder: string): Promise<string[]> {
  if (await exists(folder)) return [];
  return [...(await missingFolders(path.dirname(folder))), folder];
}
