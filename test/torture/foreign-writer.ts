/**
 * Another program's writer: it adds a member of its own in every round, as OpenClaw writes: under its lock, parsed
 * and printed anew, so that a value which it has not seen is gone. Arguments: the file, how many rounds, its name.
 */
import { readFileSync } from "node:fs";
import { replaceFileAtomic } from "@openclaw/fs-safe/atomic";
import { configureFsSafeNative } from "@openclaw/fs-safe/config";
import { withFileLock } from "@openclaw/fs-safe/file-lock";
import JSON5 from "json5";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { instanceOfHome, mayBegin, say } from "./in-process.ts";

configureFsSafeNative({ mode: "off" });

/** OpenClaw's options; a lock in this race always has a living owner. */
const LOCK = {
  managerKey: "openclaw.plugin-sdk.file-lock",
  staleMs: 30_000,
  retry: { retries: 80, factor: 1.2, minTimeout: 25, maxTimeout: 250, randomize: true },
  staleRecovery: "remove-if-unchanged",
  payload: () => ({ pid: process.pid, createdAt: new Date().toISOString() }),
  shouldReclaim: () => false,
} as const;

const [target, rounds, name] = process.argv.slice(2) as [FileKind, string, string];
const file = instanceOfHome().paths[target];

async function addMember(round: number): Promise<void> {
  const root = JSON5.parse(readFileSync(file, "utf8"));
  root.foreign[name] = { ...root.foreign[name], [`round ${round}`]: true };
  await replaceFileAtomic({ filePath: file, content: JSON.stringify(root, null, 2), mode: 0o600 });
}

await mayBegin();
for (let round = 0; round < Number(rounds);) {
  say(".");
  try {
    await withFileLock(file, LOCK, () => addMember(round));
    say("+");
    round++;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "file_lock_timeout") throw error;
    say("!");
  }
}
