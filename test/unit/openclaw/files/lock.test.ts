/** The lock is OpenClaw's: its writers wait for ours, and ours for its. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withFileLock } from "@openclaw/fs-safe/file-lock";
import { expect, it, vi } from "vitest";
import { underOpenClawLock } from "../../../../src/openclaw/files/lock.ts";
import { replaceFile } from "../../../../src/openclaw/files/replace.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { deadProcess, liveProcess, unnoticedEnd } from "../../../helpers/processes.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const now = () => new Date().toISOString();

/** A file with the lock beside it that OpenClaw would leave there. */
function lockedFile(payload: unknown): { file: string; lock: string } {
  const file = path.join(tempFolder(), "openclaw.json");
  const lock = `${file}.lock`;
  writeFileSync(lock, JSON.stringify(payload));
  return { file, lock };
}

it("The sidecar file says who holds the lock, and is removed after the work, though it failed", async () => {
  const file = path.join(tempFolder(), "openclaw.json");
  const lock = `${file}.lock`;
  const payload = await underOpenClawLock(file, async () => JSON.parse(readFileSync(lock, "utf8")));
  expect(payload).toMatchObject({ pid: process.pid, createdAt: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(existsSync(lock)).toBe(false);
  const failed = underOpenClawLock(file, () => Promise.reject(new Error("no luck")));
  await expect(failed).rejects.toThrow("no luck");
  expect(existsSync(lock)).toBe(false);
});

it("One work ends before the next begins", async () => {
  const file = path.join(tempFolder(), "openclaw.json");
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(name);
    await new Promise((resolve) => setTimeout(resolve, 20));
    steps.push(name);
  };
  await Promise.all([underOpenClawLock(file, work("a")), underOpenClawLock(file, work("b"))]);
  expect(["aabb", "bbaa"]).toContain(steps.join(""));
});

it("While the owner of a lock lives it is waited for, until the lock is gone", async () => {
  const { file, lock } = lockedFile({ pid: liveProcess(), createdAt: now() });
  const work = vi.fn(async () => {});
  const done = underOpenClawLock(file, work);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(work).not.toHaveBeenCalled();
  rmSync(lock);
  await done;
  expect(work).toHaveBeenCalledTimes(1);
});

const DAY = 86_400_000;
const at = (age: number) => new Date(Date.now() - age).toISOString();

/** What may stand in a lock, and how old its file is. */
const LOCKS: [text: string, age: number][] = [
  ["{}", 0],
  ["{}", DAY],
  ['{"pid":0}', 0],
  ['{"pid":0}', DAY],
  ['{"pid":"1"}', 0],
  ['{"pid":"1"}', DAY],
  ['{"pid":-5}', DAY],
  ['{"pid":1.5}', DAY],
  ["garbage", 0],
  ["garbage", DAY],
  ["", 0],
  ["", DAY],
  ["null", DAY],
  ["[]", DAY],
  ['{"createdAt":"long ago"}', 0],
  ['{"createdAt":"long ago"}', DAY],
  ['{"createdAt":1}', DAY],
  [JSON.stringify({ createdAt: at(0) }), DAY],
  [JSON.stringify({ createdAt: at(DAY) }), 0],
  [JSON.stringify({ pid: "1", createdAt: at(DAY) }), 0],
];

function aged([text, age]: (typeof LOCKS)[number]) {
  const file = path.join(tempFolder(), "openclaw.json");
  const lock = `${file}.lock`;
  writeFileSync(lock, text);
  const time = (Date.now() - age) / 1000;
  utimesSync(lock, time, time);
  return { file, lock };
}

/** OpenClaw's library by itself: it calls a lock stale, or waits for it. */
async function isStaleForLibrary(file: string): Promise<boolean> {
  const payload = () => ({ pid: process.pid });
  const taken = withFileLock(file, { staleMs: 30_000, timeoutMs: 50, payload }, async () => {});
  const error = await taken.catch(({ code }: NodeJS.ErrnoException) => code);
  expect(["file_lock_stale", "file_lock_timeout"]).toContain(error);
  return error === "file_lock_stale";
}

async function isTaken(file: string): Promise<boolean> {
  const error = await underOpenClawLock(file, async () => null, 50).catch((thrown) => thrown.code);
  expect([null, "file_lock_timeout"]).toContain(error);
  return error === null;
}

it.each(LOCKS)(
  "A lock without an owner is taken over where the library calls it stale: %s, %i ms old",
  async (...lock) => {
    const { file } = aged(lock);
    const isStale = await isStaleForLibrary(file);
    expect(await isTaken(file)).toBe(isStale);
  },
);

it("Both answers come up in that table", async () => {
  const answers = await Promise.all(LOCKS.map((lock) => isStaleForLibrary(aged(lock).file)));
  expect(new Set(answers)).toEqual(new Set([true, false]));
});

// The library would wait until that day, and so for ever.
it.each<[string, number]>([
  ["{}", -DAY],
  [JSON.stringify({ createdAt: at(-DAY) }), 0],
  [JSON.stringify({ pid: 0, createdAt: at(-DAY) }), -DAY],
])("A lock without an owner and dated in the future is taken over: %s, %i ms old", async (...lock) => {
  expect(await isTaken(aged(lock).file)).toBe(true);
});

// As OpenClaw has it, whatever the dates say.
it.each<[string, isTaken: boolean, owner: () => unknown]>([
  ["is gone", true, () => ({ pid: deadProcess() })],
  ["is a number that no process can have", true, () => ({ pid: 1e15 })],
  ["lives", false, () => ({ pid: liveProcess() })],
  ["is init", false, () => ({ pid: 1 })],
  // Other systems have no /proc to read these from, and wait.
  ["is another's by now", process.platform === "linux", () => ({ pid: liveProcess(), starttime: 1 })],
  ["has ended, and nobody took note", process.platform === "linux", () => ({ pid: unnoticedEnd() })],
])("A lock whose owner %s is taken over: %s", async (_, taken, owner) => {
  for (const age of [0, DAY, -DAY]) {
    const payload = { ...(owner() as object), createdAt: at(age) };
    expect(await isTaken(aged([JSON.stringify(payload), age]).file)).toBe(taken);
  }
});

it.each(["a pipe", "a folder", "a link"])(
  "Where %s stands in the lock's place nobody waits, and it is named",
  async (what) => {
    const file = path.join(tempFolder(), "openclaw.json");
    const lock = `${file}.lock`;
    if (what === "a pipe") execFileSync("mkfifo", [lock]);
    else if (what === "a folder") mkdirSync(lock);
    else symlinkSync("elsewhere", lock);
    const edit = () => ({ ok: true, text: "new" }) as const;
    const replaced = await replaceFile({ path: file, links: "refuse", maxBytes: 1024, edit });
    expectFailure(replaced, "file_not_regular", { path: lock });
  },
);

it("A lock that stays is given up on after ten seconds, with nothing touched", async () => {
  const { file } = lockedFile({ pid: liveProcess(), createdAt: now() });
  writeFileSync(file, "{}");
  const before = fileTree(path.dirname(file));
  const edit = vi.fn(() => ({ ok: true, text: "new" }) as const);
  const started = performance.now();
  expectFailure(await replaceFile({ path: file, links: "refuse", maxBytes: 1024, edit }), "file_busy", {
    path: file,
  });
  // The extension waits for us for longer than this.
  expect(performance.now() - started).toBeLessThan(12_000);
  expect(edit).not.toHaveBeenCalled();
  expect(fileTree(path.dirname(file))).toEqual(before);
}, 20_000);
