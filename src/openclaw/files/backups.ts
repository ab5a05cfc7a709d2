/** OpenClaw's own backups of its config. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { SessionKey } from "../../core/claude/session-key.ts";
import type { SetAside } from "../../core/messages/messages.ts";
import type { OpenClawPaths } from "./paths.ts";
import { readText } from "./read.ts";

/** What OpenClaw appends to a file's name for a backup. */
const SUFFIX = /^\.(bak(\.\d+)?|last-good|pre-update|rejected\..+|clobbered\..+)$/;

/** For what it found there, before it put an older config in its place. */
const SET_ASIDE = /^\.(rejected|clobbered)\..+$/;

const MAX_BYTES = 16 * 1024 * 1024;

/** Paths of those that hold a session key, named so that the user can decide; they are not ours to delete. */
export async function backupsWithKey({ config }: OpenClawPaths): Promise<string[]> {
  const files = await copiesOf(config, SUFFIX);
  const holding = await Promise.all(
    files.map(async (file) => ((await keysIn(file)).length > 0 ? [file] : [])),
  );
  return holding.flat();
}

/** Those that OpenClaw made by itself and that hold a session key, each with its time: it tells who took a key out. */
export async function copiesSetAside({ config }: OpenClawPaths, salt: string): Promise<SetAside[]> {
  const copies: SetAside[] = [];
  for (const file of await copiesOf(config, SET_ASIDE)) {
    const keys = await keysIn(file);
    const made = await stat(file).catch(() => null);
    if (made === null || keys.length === 0) continue;
    const fingerprints = await Promise.all(keys.map((key) => key.fingerprint(salt)));
    copies.push({ path: file, at: made.mtimeMs, fingerprints });
  }
  return copies;
}

async function copiesOf(file: string, suffix: RegExp): Promise<string[]> {
  const { dir: folder, base } = path.parse(file);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.startsWith(base) && suffix.test(name.slice(base.length)))
    .map((name) => path.join(folder, name))
    .toSorted();
}

async function keysIn(file: string): Promise<SessionKey[]> {
  const text = (await readText(file, MAX_BYTES)) ?? "";
  const found = new Set(text.match(/sk-ant-[\w-]+/g));
  return Array.from(found, (key) => SessionKey.parse(key)).flatMap((parsed) =>
    parsed.ok ? [parsed.key] : [],
  );
}
