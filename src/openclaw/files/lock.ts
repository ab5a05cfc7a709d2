/**
 * OpenClaw's own lock on its config: the same sidecar file, payload and rules for a lock whose owner died, so
 * that its writers and ours wait for each other.
 */
import { readFileSync, statSync } from "node:fs";
import { realpath, rmdir } from "node:fs/promises";
import path from "node:path";
import { withFileLock } from "@openclaw/fs-safe/file-lock";

/** A lock without a process id counts as abandoned after this long. As OpenClaw has it. */
const STALE_MS = 30_000;

/** How long we wait before we say that somebody else is writing. Less than the extension waits for us. */
const WAIT_MS = 10_000;

/** @throws an error with code `file_lock_timeout` or `file_lock_stale` where the lock can't be had */
export async function underOpenClawLock<T>(
  file: string,
  work: () => Promise<T>,
  waitMs = WAIT_MS,
): Promise<T> {
  await removeAbandonedGuard(file);
  let done: { value: T } | undefined;
  try {
    return await locked(file, waitMs, async () => {
      done = { value: await work() };
      return done.value;
    });
  } catch (error) {
    // The work is done, only its lock is still there; it names a process that will be gone when it matters.
    if (done) return done.value;
    throw error;
  }
}

function locked<T>(file: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  return withFileLock(
    file,
    {
      managerKey: "clawkey",
      staleMs: STALE_MS,
      timeoutMs: waitMs,
      retry: { retries: 80, factor: 1.2, minTimeout: 25, maxTimeout: 250, randomize: true },
      staleRecovery: "remove-if-unchanged",
      payload: () => {
        const starttime = processStartTime(process.pid);
        const createdAt = new Date().toISOString();
        return { pid: process.pid, createdAt, ...(starttime === undefined ? {} : { starttime }) };
      },
      shouldReclaim: ({ payload, lockPath }) => isAbandoned(payload, lockPath),
      shouldRemoveStaleLock: ({ payload, lockPath }) => isAbandoned(payload, lockPath),
    },
    work,
  );
}

/**
 * Who removes a dead owner's lock holds this folder meanwhile. If it is killed in that moment the folder stays,
 * and would shut everybody out for good: OpenClaw too.
 */
async function removeAbandonedGuard(file: string): Promise<void> {
  try {
    const guard = path.join(await realpath(path.dirname(file)), `${path.basename(file)}.lock.reclaim`);
    if (isOld(guard)) await rmdir(guard);
  } catch {
    // There is none, or it is none of ours to remove: whoever takes the lock will find out.
  }
}

function isOld(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > STALE_MS;
}

/** A lock whose owner was killed before it wrote who it is goes by its own age. */
function isAbandoned(payload: unknown, lock: string): boolean {
  if (payload === null || payload === undefined) return isOld(lock);
  const { pid, starttime, createdAt } = (payload ?? {}) as Record<string, unknown>;
  if (typeof pid === "number" && Number.isInteger(pid) && pid > 0) return !isSameProcessAlive(pid, starttime);
  if (typeof createdAt !== "string") return false;
  const age = Date.now() - Date.parse(createdAt);
  return Number.isNaN(age) || age > STALE_MS;
}

/** A process id is used again some day; where the system tells start times, they must agree too. */
function isSameProcessAlive(pid: number, recordedStart: unknown): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const start = processStartTime(pid);
  return typeof recordedStart !== "number" || start === undefined || start === recordedStart;
}

/** Clock ticks since boot, field 22 of proc(5)'s stat; undefined on systems without /proc. */
function processStartTime(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command name, in parentheses, may itself hold spaces and parentheses: count from the last one.
    const start = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    return Number.isInteger(start) ? start : undefined;
  } catch {
    return undefined;
  }
}
