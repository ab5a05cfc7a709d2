/** Kills a writing process again and again, and looks at what each kill left behind. */
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, watch, type FSWatcher } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { setKey } from "../../src/openclaw/openclaw.ts";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../helpers/keys.ts";
import type { OpenClawHome } from "../helpers/openclaw-home.ts";
import { bundle } from "./bundle.ts";
import { SEED_TEXT } from "./seed-files.ts";
import { startVictim } from "./victim.ts";

/** Every second victim dies at any moment of its first rounds, with all that they read and parse. */
const LONGEST_LIFE_MS = 100;

/** The others die while they write: so soon after the temp file has appeared, which is there for about 2 ms. */
const LONGEST_WRITE_MS = 3;

/** A lock that names no owner counts as abandoned after 30 s; no run shall have to wait for that. */
const LONG_AGO_MS = 60_000;

const LONGEST_WAIT_MS = 2_000;

const KEYS = [KEY_TEXT, OTHER_KEY_TEXT];

export interface KillCounts {
  kills: number;
  rounds: number;
  /** The file is neither the old version nor the new one. */
  damaged: number;
  /** The kill landed inside the write: the lock was held, or the temp file stood there. */
  locksLeft: number;
  tempsLeft: number;
  /** The owner died before its lock named it, or while it was taking a dead one's lock away. */
  namelessLocks: number;
  reclaimGuards: number;
  /** Even a minute later, the next write was refused because of what the kill left. */
  lockedOut: number;
  /** A round was refused in the victim itself, though nobody else was writing. */
  refusals: number;
  seconds: number;
}

export async function killLoop(
  script: string,
  target: FileKind,
  home: OpenClawHome,
  kills: number,
): Promise<KillCounts> {
  const versions = KEYS.map((key) => SEED_TEXT[target](key));
  const file = home.paths[target];
  const [lock, guard] = [`${file}.lock`, `${file}.lock.reclaim`];
  const program = { file: await bundle(script, home.folder), args: [target, ...KEYS], home: home.folder };
  const counts: KillCounts = {
    kills,
    rounds: 0,
    damaged: 0,
    locksLeft: 0,
    tempsLeft: 0,
    namelessLocks: 0,
    reclaimGuards: 0,
    lockedOut: 0,
    refusals: 0,
    seconds: 0,
  };
  const started = performance.now();

  home.write(target, versions[0]!);
  const watcher = watch(path.dirname(file));
  onTestFinished(() => watcher.close());
  let next = startVictim(program);
  onTestFinished(() => void next.killAfter(0));
  for (let kill = 0; kill < kills; kill++) {
    const victim = next;
    const writing = kill % 2 === 0 ? undefined : untilWriting(watcher, path.basename(file));
    await victim.begin();
    await writing;
    const dead = victim.killAfter(Math.random() * (writing ? LONGEST_WRITE_MS : LONGEST_LIFE_MS));
    next = startVictim(program);
    const { rounds, refusals } = await dead;
    counts.rounds += rounds;
    counts.refusals += refusals;

    if (!versions.includes(readFileSync(file, "utf8"))) {
      counts.damaged++;
      home.write(target, versions[0]!);
    }
    const left = readdirSync(path.dirname(file));
    if (left.some((name) => name.startsWith(`.clawkey.${victim.pid}.`))) counts.tempsLeft++;
    if (existsSync(lock)) counts.locksLeft++;
    const [nameless, guarded] = [isNameless(lock), existsSync(guard)];
    if (nameless) counts.namelessLocks++;
    if (guarded) counts.reclaimGuards++;
    if (nameless || guarded) {
      for (const name of [lock, guard]) age(name);
      const reply = await setKey(home.browser, target, sessionKey(KEY_TEXT));
      if (!reply.ok) {
        counts.lockedOut++;
        for (const name of [lock, guard]) rmSync(name, { recursive: true, force: true });
      }
    }
  }
  await next.begin();
  await next.killAfter(0);
  return { ...counts, seconds: Math.round((performance.now() - started) / 1000) };
}

/** Until a temp file appears, or the file itself changes; a victim that is shut out writes nothing for a while. */
async function untilWriting(watcher: FSWatcher, name: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listener = (_: string, changed: string | Buffer | null): void => {
    if (changed === name || String(changed).endsWith(".tmp")) resolve();
  };
  watcher.on("change", listener);
  await Promise.race([promise, sleep(LONGEST_WAIT_MS)]);
  watcher.off("change", listener);
}

function isNameless(lock: string): boolean {
  if (!existsSync(lock)) return false;
  try {
    JSON.parse(readFileSync(lock, "utf8"));
    return false;
  } catch {
    return true;
  }
}

function age(file: string): void {
  const then = new Date(Date.now() - LONG_AGO_MS);
  if (existsSync(file)) utimesSync(file, then, then);
}
