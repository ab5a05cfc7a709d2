/** OpenClaw's own backups of its config. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { SessionKey } from "../../core/claude/session-key.ts";
import type { OpenClawPaths } from "./paths.ts";
import { readText } from "./read.ts";

/** What OpenClaw appends to a file's name for a backup. */
const SUFFIX = /^\.(bak(\.\d+)?|last-good|pre-update|rejected\..+|clobbered\..+)$/;

const MAX_BYTES = 16 * 1024 * 1024;

/** Paths of those that hold a session key, named so that the user can decide; they are not ours to delete. */
export async function backupsWithKey({ config }: OpenClawPaths): Promise<string[]> {
  const { dir: folder, base } = path.parse(config);
  const names = await readdir(folder).catch(() => []);
  const backups = names
    .filter((name) => name.startsWith(base) && SUFFIX.test(name.slice(base.length)))
    .map((name) => path.join(folder, name));
  const holding = await Promise.all(backups.map(async (file) => ((await holdsKey(file)) ? [file] : [])));
  return holding.flat().toSorted();
}

async function holdsKey(file: string): Promise<boolean> {
  const text = (await readText(file, MAX_BYTES)) ?? "";
  const keys = text.match(/sk-ant-[\w-]+/g) ?? [];
  return keys.some((key) => SessionKey.parse(key).ok);
}
