/** The copies that OpenClaw makes of its config by itself, before it puts an older one in its place. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { sessionKeysIn } from "../../core/claude/session-key.ts";
import type { SetAside } from "../../core/messages/messages.ts";
import type { OpenClawPaths } from "./paths.ts";
import { readText } from "./read.ts";

/** OpenClaw keeps 32 of the first kind. */
const SUFFIX = /^\.(clobbered|rejected)\..+$/;

const MAX_BYTES = 16 * 1024 * 1024;

/** Those that hold a session key, each with its time: it tells who has taken the key out of the config. */
export async function copiesSetAside({ config }: OpenClawPaths, salt: string): Promise<SetAside[]> {
  const { dir: folder, base } = path.parse(config);
  const names = await readdir(folder).catch((): string[] => []);
  const copies: SetAside[] = [];
  for (const name of names.toSorted()) {
    if (!name.startsWith(base) || !SUFFIX.test(name.slice(base.length))) continue;
    const file = path.join(folder, name);
    // It may be the very text that OpenClaw could not parse.
    const keys = sessionKeysIn(await readText(file, MAX_BYTES));
    const made = await stat(file).catch(() => null);
    if (made === null || keys.length === 0) continue;
    const fingerprints = await Promise.all(keys.map((key) => key.fingerprint(salt)));
    copies.push({ path: file, at: made.mtimeMs, fingerprints });
  }
  return copies;
}
