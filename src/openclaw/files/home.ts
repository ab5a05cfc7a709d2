/** Whose a folder is. Nothing is made in a home that belongs to another user than this process. */
import { stat } from "node:fs/promises";

export const isFolder = (folder: string): Promise<boolean> =>
  stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** False where it can't be told: on Windows, and of a folder that is not there. */
export async function isAnothers(folder: string): Promise<boolean> {
  const user = process.getuid?.();
  const found = await stat(folder).catch(() => null);
  return found !== null && user !== undefined && found.uid !== user;
}
