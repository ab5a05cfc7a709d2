/** The lock is OpenClaw's: its writers wait for ours, and ours for its. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, vi } from "vitest";
import { underOpenClawLock } from "../../../../src/openclaw/files/lock.ts";
import { replaceFile } from "../../../../src/openclaw/files/replace.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { deadProcess, liveProcess } from "../../../helpers/processes.ts";
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

it.each<[string, () => unknown]>([
  ["its owner is gone", () => ({ pid: deadProcess(), createdAt: now() })],
  ["it names no owner and is old", () => ({ createdAt: new Date(Date.now() - 31_000).toISOString() })],
  ["it names no owner and no time", () => ({ createdAt: "long ago" })],
  // Other systems have no /proc to read a start time from, and wait.
  [
    "its owner's number is another's by now",
    () => ({
      pid: process.platform === "linux" ? liveProcess() : deadProcess(),
      createdAt: now(),
      starttime: 1,
    }),
  ],
])("A lock is taken over where %s", async (_, payload) => {
  const { file, lock } = lockedFile(payload());
  await expect(underOpenClawLock(file, async () => "done")).resolves.toBe("done");
  expect(existsSync(lock)).toBe(false);
});

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
