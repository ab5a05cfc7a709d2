/** OpenClaw's own copies of its config and of the files that it includes. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { filesOf } from "../../core/config/config-owner.ts";
import { SessionKey } from "../../core/claude/session-key.ts";
import { readConfigFiles } from "./config-files.ts";
import type { OpenClawPaths } from "./paths.ts";
import { readPlainFile } from "./read-plain-file.ts";

/** What OpenClaw appends to a file's name for a copy of its own. */
const COPY_SUFFIX = /^\.(bak(\.\d+)?|last-good|pre-update|rejected\..+|clobbered\..+)$/;

const MAX_COPY_BYTES = 16 * 1024 * 1024;

/** Paths of the copies that hold a session key, named so that the user can decide; they are not ours to delete. */
export async function copiesWithKey(paths: OpenClawPaths): Promise<string[]> {
  const config = await readConfigFiles(paths);
  const originals = new Set([paths.config, ...(config ? filesOf(config).map((file) => file.path) : [])]);
  const copies = await Promise.all(Array.from(originals, copiesOf));
  const holding = await Promise.all(
    copies.flat().map(async (copy) => ((await holdsKey(copy)) ? [copy] : [])),
  );
  return holding.flat().toSorted();
}

async function copiesOf(file: string): Promise<string[]> {
  const { dir: folder, base } = path.parse(file);
  const names = await readdir(folder).catch(() => []);
  const copies = names.filter((name) => name.startsWith(base) && COPY_SUFFIX.test(name.slice(base.length)));
  return copies.map((name) => path.join(folder, name));
}

async function holdsKey(file: string): Promise<boolean> {
  const text = (await readPlainFile(file, MAX_COPY_BYTES)) ?? "";
  const keys = text.match(/sk-ant-[\w-]+/g) ?? [];
  return keys.some((key) => SessionKey.parse(key).ok);
}
