import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";

/** All that stands below a folder: kind, mode and content by relative path. Opens regular files only. */
export function fileTree(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  return Object.fromEntries(names.map((name) => [name, describe(path.join(folder, name))]));
}

/** The permission bits in octal, as chmod takes them. */
export const modeOf = (file: string): string => (lstatSync(file).mode & 0o7777).toString(8);

function describe(file: string): string {
  const found = lstatSync(file);
  const mode = modeOf(file);
  if (found.isSymbolicLink()) return `link to ${readlinkSync(file)}`;
  if (found.isDirectory()) return `folder ${mode}`;
  return found.isFile() ? `file ${mode} ${readFileSync(file, "base64")}` : `special ${mode}`;
}
