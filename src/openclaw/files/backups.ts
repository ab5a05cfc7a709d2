/** OpenClaw's own copies of a key: backups of its config, and what an installed service was given. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { sessionKeysIn } from "../../core/claude/session-key.ts";
import type { OpenClawPaths } from "./paths.ts";
import { readText } from "./read.ts";
import { LAUNCH_AGENT_FOLDER, SYSTEMD_ENVIRONMENT } from "./service.ts";

/** What OpenClaw appends to a file's name for a backup. */
const SUFFIX = /^\.(bak(\.\d+)?|last-good|pre-update|rejected\..+|clobbered\..+)$/;

const MAX_BYTES = 16 * 1024 * 1024;

/** Paths of those that hold a session key, named so that the user can decide; they are not ours to delete. */
export async function backupsWithKey({ config }: OpenClawPaths): Promise<string[]> {
  const { dir: folder, base } = path.parse(config);
  const names = await readdir(folder).catch(() => []);
  return thoseWithKey(
    names
      .filter((name) => name.startsWith(base) && SUFFIX.test(name.slice(base.length)))
      .map((name) => path.join(folder, name)),
  );
}

/** Of an installed service, whatever the system: the files lie where a home was copied to. */
export async function serviceCopiesWithKey({ dotenv }: OpenClawPaths): Promise<string[]> {
  const state = path.dirname(dotenv);
  const folder = path.join(state, LAUNCH_AGENT_FOLDER);
  const names = await readdir(folder).catch(() => []);
  return thoseWithKey([
    path.join(state, SYSTEMD_ENVIRONMENT),
    path.join(state, "gateway.cmd"),
    ...names.filter((name) => name.endsWith(".env")).map((name) => path.join(folder, name)),
  ]);
}

async function thoseWithKey(files: readonly string[]): Promise<string[]> {
  const holding = await Promise.all(files.map(async (file) => ((await holdsKey(file)) ? [file] : [])));
  return holding.flat().toSorted();
}

const holdsKey = async (file: string): Promise<boolean> =>
  sessionKeysIn(await readText(file, MAX_BYTES)).length > 0;
