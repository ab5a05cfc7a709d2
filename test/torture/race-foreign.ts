/**
 * Another program's writer in the race: it adds a member of its own in every round, as OpenClaw writes: under its
 * lock, parsed and printed anew, so that a value which it has not seen is gone. Arguments: rounds, its name.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { replaceFileAtomic } from "@openclaw/fs-safe/atomic";
import { configureFsSafeNative } from "@openclaw/fs-safe/config";
import { withFileLock } from "@openclaw/fs-safe/file-lock";
import JSON5 from "json5";
import { placeOfHome } from "./place.ts";

configureFsSafeNative({ mode: "off" });

const [rounds, name] = process.argv.slice(2) as [string, string];
const file = placeOfHome().paths.config;
const counts = { writes: 0, refused: 0 };

/** OpenClaw's options; a lock in this race always has a living owner. */
const LOCK = {
  managerKey: "openclaw.plugin-sdk.file-lock",
  staleMs: 30_000,
  retry: { retries: 80, factor: 1.2, minTimeout: 25, maxTimeout: 250, randomize: true },
  staleRecovery: "remove-if-unchanged",
  payload: () => ({ pid: process.pid, createdAt: new Date().toISOString() }),
  shouldReclaim: () => false,
} as const;

async function addMember(): Promise<void> {
  const root = JSON5.parse(readFileSync(file, "utf8"));
  root.foreign[name] = { ...root.foreign[name], [`round ${counts.writes}`]: true };
  await replaceFileAtomic({ filePath: file, content: JSON.stringify(root, null, 2), mode: 0o600 });
}

process.stdout.write("r");
await once(process.stdin, "data");
process.stdin.destroy();
while (counts.writes < Number(rounds)) {
  try {
    await withFileLock(file, LOCK, addMember);
    counts.writes++;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "file_lock_timeout") throw error;
    counts.refused++;
  }
}
process.stdout.write(JSON.stringify(counts));
