/** Kills a writing process again and again, and looks at what each kill left behind. */
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, watch, type FSWatcher } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { setKey } from "../../src/openclaw/openclaw.ts";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../helpers/keys.ts";
import type { OpenClawHome } from "../helpers/openclaw-home.ts";
import { SEED_TEXT } from "./seed-files.ts";
import { bundle, startWriter, type Writer } from "./writer.ts";

/** Every second writer dies at any moment of its first rounds, with all that they read and parse. */
const LONGEST_LIFE_MS = 100;

/** The others die while they write: so soon after the temp file has appeared, which is there for about 2 ms. */
const LONGEST_WRITE_MS = 3;

/** A lock that names no owner counts as abandoned after 30 s; no run shall have to wait for that. */
const LONG_AGO_MS = 60_000;

const LONGEST_WAIT_MS = 2_000;

const KEYS = [KEY_TEXT, OTHER_KEY_TEXT];

/** @returns what the kills left; see the comments within */
export async function killLoop(script: string, target: FileKind, home: OpenClawHome, kills: number) {
  const counts = {
    kills,
    rounds: 0,
    /** The file is neither the old version nor the new one. */
    damaged: 0,
    /** The kill landed inside the write: the lock was held, or the temp file stood there. */
    locksLeft: 0,
    tempsLeft: 0,
    /** The owner died before its lock named it, or while it was taking a dead one's lock away. */
    namelessLocks: 0,
    reclaimGuards: 0,
    /** Even a minute later, the next write was refused because of what the kill left. */
    lockedOut: 0,
    /** A round was refused in the writer itself, though nobody else was writing. */
    refusals: 0,
    seconds: 0,
  };
  const versions = KEYS.map((key) => SEED_TEXT[target](key));
  const file = home.paths[target];
  const [lock, guard] = [`${file}.lock`, `${file}.lock.reclaim`];
  const program = await bundle(script, home.folder);
  /** One is got ready while the one before it still runs. */
  const start = () => startWriter(program, [target, "Infinity", ...KEYS], home.folder);
  const started = performance.now();

  home.write(target, versions[0]!);
  const watcher = watch(path.dirname(file));
  onTestFinished(() => watcher.close());
  let next = start();
  onTestFinished(() => next.kill());
  for (let kill = 0; kill < kills; kill++) {
    const victim = next;
    const writing = kill % 2 === 0 ? undefined : untilWriting(watcher, path.basename(file));
    await victim.untilSaid("r");
    victim.begin();
    await victim.untilSaid(".");
    await writing;
    const dead = killAfter(victim, Math.random() * (writing ? LONGEST_WRITE_MS : LONGEST_LIFE_MS));
    next = start();
    await dead;
    counts.rounds += victim.times(".");
    counts.refusals += victim.times("!");

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
  await killAfter(next, 0);
  return { ...counts, seconds: Math.round((performance.now() - started) / 1000) };
}

/** SIGKILL, so many milliseconds from now; resolves when it is gone. */
async function killAfter(victim: Writer, milliseconds: number): Promise<void> {
  const due = performance.now() + milliseconds;
  if (milliseconds > 2) await sleep(Math.floor(milliseconds) - 1);
  // Timers count whole milliseconds, and a write takes about two of them.
  while (performance.now() < due);
  victim.kill();
  await victim.ended;
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
