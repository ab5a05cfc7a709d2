import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** The files below a folder that hold this text, as it stands in one of UTF-8, or in one of UTF-16. */
export async function filesWith(text: string, folder: string): Promise<string[]> {
  const needles = [Buffer.from(text), Buffer.from(text, "utf16le")];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (file) => {
      // The browser's own locks and sockets vanish while we look.
      const bytes = await readFile(file).catch(() => Buffer.alloc(0));
      return needles.some((needle) => bytes.includes(needle)) ? [file] : [];
    }),
  );
  return found.flat();
}
