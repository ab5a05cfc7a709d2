import { readFile, stat } from "node:fs/promises";

/** The text of a plain file; null for anything else. A FIFO, for one, could keep us waiting for ever. */
export async function readPlainFile(
  file: string,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<string | null> {
  try {
    const found = await stat(file);
    return found.isFile() && found.size <= maxBytes ? await readFile(file, "utf8") : null;
  } catch {
    return null;
  }
}
