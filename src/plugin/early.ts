/**
 * In the one command that shows the usage a kept key goes into memory as the plugin registers, and the row is asked for:
 * OpenClaw asks right after, and what reads a file later would be too late. In no other command: from 2026.8.2 on
 * OpenClaw gives up a command of any plugin's during whose preparation the environment changes.
 */
import { lstatSync } from "node:fs";
import { SessionKey } from "../core/claude/session-key.ts";
import { isAnothers } from "../openclaw/files/ownership.ts";
import { readTextNow } from "../openclaw/files/read.ts";
import { askForRow } from "./ask-for-row.ts";
import { putInMemory, usersValue } from "./environment.ts";
import { ownFile, type Place } from "./paths.ts";

const MAX_BYTES = 64 * 1024;
const GROUP_AND_OTHERS = 0o077;

/** @param argv the process's */
export function useKeptKeyEarly({ environment, paths }: Place, argv: readonly string[]): void {
  const command = argv.slice(2).find((word) => !word.startsWith("-"));
  if (command !== "status") return;
  const kept = keptKeyNow(ownFile(paths.state, "key"));
  if (kept ?? isOwn(ownFile(paths.state, "numbers"))) askForRow(environment);
  if (kept && usersValue(environment, paths) === null) putInMemory(environment, kept);
}

/** As `readKeptKey` has it, without a wait and without a schema's library. */
function keptKeyNow(file: string): { key: SessionKey; by: string } | null {
  const text = isOwn(file) ? readTextNow(file, MAX_BYTES) : null;
  const [, key] = /"key":"([\w-]{1,1024})"/.exec(text ?? "") ?? [];
  const [, by] = /"by":"([0-9a-f]{32})"/.exec(text ?? "") ?? [];
  const parsed = SessionKey.parse(key);
  return parsed.ok && by !== undefined ? { key: parsed.key, by } : null;
}

function isOwn(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found?.isFile() || isAnothers(found.uid)) return false;
  return process.platform === "win32" || (found.mode & GROUP_AND_OTHERS) === 0;
}
