/**
 * OpenClaw's own lock on its config: the same sidecar file, payload and rules for a lock whose owner died, so
 * that its writers and ours wait for each other.
 */
import { readFileSync, statSync } from "node:fs";
import { realpath, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { FsSafeError } from "@openclaw/fs-safe/errors";
import { withFileLock } from "@openclaw/fs-safe/file-lock";
import { Refusal } from "./errors.ts";

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
  let outcome: { value: T } | { error: unknown } | undefined;
  try {
    await locked(file, waitMs, async () => {
      outcome = await work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    });
  } catch (error) {
    // Where the work is over only its lock is still there; that names a process that will be gone when it matters.
    outcome ??= { error: isNoFile(error) ? new Refusal("file_not_regular", `${file}.lock`) : error };
  }
  if (outcome && "value" in outcome) return outcome.value;
  throw outcome?.error;
}

const isNoFile = (error: unknown): boolean => error instanceof FsSafeError && error.code === "not-file";

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
        const starttime = statOf(process.pid)?.start;
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
    if (isOld((await stat(guard)).mtimeMs)) await rmdir(guard);
  } catch {
    // There is none, or it is none of ours to remove: whoever takes the lock will find out.
  }
}

/** A date that can't be true says as little as one that is long ago. */
const isOld = (time: number): boolean => Math.abs(Date.now() - time) > STALE_MS;

/**
 * OpenClaw always says which process it is: such a lock goes when that process is gone. Any other, one whose owner was
 * killed before it wrote who it is say, goes by its date, or by the file's, as the library has it.
 */
function isAbandoned(payload: unknown, lock: string): boolean {
  const { pid, starttime, createdAt } = (payload ?? {}) as Record<string, unknown>;
  if (typeof pid === "number" && Number.isInteger(pid) && pid > 0) return !isSameProcessAlive(pid, starttime);
  const date = typeof createdAt === "string" ? Date.parse(createdAt) : Number.NaN;
  if (!Number.isNaN(date)) return isOld(date);
  const found = statSync(lock, { throwIfNoEntry: false });
  return found === undefined || isOld(found.mtimeMs);
}

/** A process id is used again some day; where the system tells start times, they must agree too. */
function isSameProcessAlive(pid: number, recordedStart: unknown): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Any other error but this is of a number that no process has.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const { isDead = false, start } = statOf(pid) ?? {};
  return !isDead && (typeof recordedStart !== "number" || start === undefined || start === recordedStart);
}

/** Of proc(5): whether it only waits for its parent to notice its end, and clock ticks since boot. Linux alone has it. */
function statOf(pid: number): { isDead: boolean; start: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command name, in parentheses, may itself hold spaces and parentheses: count from the last one.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, threads, start] = [fields[0], Number(fields[17]), Number(fields[19])];
    return Number.isInteger(start) ? { isDead: state === "Z" && threads <= 1, start } : undefined;
  } catch {
    return undefined;
  }
}
