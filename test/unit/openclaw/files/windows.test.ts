/** Windows' part of a write, with errors and a tool of our own: no test has run on Windows. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { replaceFile } from "../../../../src/openclaw/files/replace.ts";
import { windowsFileSystem, type RunTool } from "../../../../src/openclaw/files/windows.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const fault = (code: string) => Object.assign(new Error(code), { code });

describe("A rename on Windows", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  /** Fails with these codes one after the other, and then with the last one or, where that is null, no more. */
  function failing(...codes: (string | null)[]) {
    const rename = vi.fn(async () => {
      const code = codes.length > 1 ? codes.shift() : codes[0];
      if (code) throw fault(code);
    });
    return { rename, files: { ...fs, rename } };
  }

  const renameWith = (files: typeof fs, beforeRetry = vi.fn(async () => {})) => {
    const started = performance.now();
    const { promises } = windowsFileSystem(beforeRetry, files);
    const result = promises.rename("new", "old").then(
      () => ({ done: true, took: performance.now() - started }),
      (error: NodeJS.ErrnoException) => ({
        done: false,
        code: error.code,
        took: performance.now() - started,
      }),
    );
    return { result, beforeRetry };
  };

  it.each([["EPERM"], ["EACCES"], ["EBUSY"]])(
    "is tried again on %s, for at most five seconds",
    async (code) => {
      const { rename, files } = failing(code);
      const { result, beforeRetry } = renameWith(files);
      await vi.advanceTimersByTimeAsync(60_000);
      const { took, ...end } = await result;
      expect(end).toEqual({ done: false, code });
      expect(took).toBeGreaterThan(4_000);
      expect(took).toBeLessThanOrEqual(5_000);
      expect(rename.mock.calls.length).toBeGreaterThan(10);
      expect(beforeRetry).toHaveBeenCalledTimes(rename.mock.calls.length - 1);
    },
  );

  it("succeeds as soon as it can", async () => {
    const { rename, files } = failing("EBUSY", "EPERM", "EACCES", null);
    const { result } = renameWith(files);
    await vi.advanceTimersByTimeAsync(500);
    expect(await result).toMatchObject({ done: true });
    expect(rename).toHaveBeenCalledTimes(4);
  });

  it.each([["ENOSPC"], ["EXDEV"], ["ENOENT"]])(
    "is tried once where %s says that it is no use",
    async (code) => {
      const { rename, files } = failing(code);
      expect(await renameWith(files).result).toEqual({ done: false, code, took: 0 });
      expect(rename).toHaveBeenCalledTimes(1);
    },
  );

  it("is not tried again where it is no longer wanted", async () => {
    const { rename, files } = failing("EBUSY");
    const { result } = renameWith(
      files,
      vi.fn(() => Promise.reject(fault("file_changed_meanwhile"))),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await result).toMatchObject({ done: false, code: "file_changed_meanwhile" });
    expect(rename).toHaveBeenCalledTimes(1);
  });
});

describe("replaceFile on Windows", () => {
  const write = (file: string, runTool: RunTool, files: Partial<typeof fs> = {}) =>
    replaceFile(
      { path: file, links: "refuse", maxBytes: 1024, edit: () => ({ ok: true, text: KEY_TEXT }) },
      { platform: "win32", runTool, fileSystem: { promises: { ...fs, ...files } } },
    );

  it.each([
    ["a new file", null],
    ["a replaced file", "old"],
  ])(
    "lets the user and the system alone at %s, before the key is in it, and never passes the key on",
    async (_, old) => {
      vi.stubEnv("USERDOMAIN", "DESK");
      vi.stubEnv("USERNAME", "you");
      const folder = tempFolder();
      const file = path.join(folder, "openclaw.json");
      if (old !== null) writeFileSync(file, old);
      const runTool = vi.fn<RunTool>(async (_program, [temp]) => {
        expect(path.dirname(temp!)).toBe(folder);
        expect(readFileSync(temp!, "utf8")).toBe("");
      });
      await expect(write(file, runTool)).resolves.toEqual({
        ok: true,
        path: file,
        changed: true,
        tightened: false,
      });
      expect(readFileSync(file, "utf8")).toBe(KEY_TEXT);
      expect(runTool.mock.calls).toEqual([
        [
          "C:\\Windows\\System32\\icacls.exe",
          [
            expect.stringMatching(/\.clawkey\.\d+\.[0-9a-f-]+\.tmp$/),
            "/inheritance:r",
            "/grant:r",
            String.raw`DESK\you:F`,
            "/grant:r",
            // The system's own account, in whatever language.
            "*S-1-5-18:F",
          ],
        ],
      ]);
      vi.unstubAllEnvs();
    },
  );

  it.each([
    ["fails", () => Promise.reject(new Error("exit code 5"))],
    ["is not there", undefined],
  ])("writes no key where the tool %s, and leaves the old file and nothing beside it", async (_, run) => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    writeFileSync(file, "old");
    const writeFile = vi.fn(fs.writeFile);
    const machine = {
      platform: "win32",
      ...(run && { runTool: run }),
      fileSystem: { promises: { ...fs, writeFile } },
    } as const;
    const edit = () => ({ ok: true, text: KEY_TEXT }) as const;
    const result = await replaceFile({ path: file, links: "refuse", maxBytes: 1024, edit }, machine);
    expectFailure(result, "write_denied", { path: file, errno: "EACCES" });
    expect(writeFile).not.toHaveBeenCalled();
    expect(readdirSync(folder)).toEqual(["openclaw.json"]);
    expect(readFileSync(file, "utf8")).toBe("old");
  });

  it("keeps what somebody saves while a scanner holds up the rename", async () => {
    const file = path.join(tempFolder(), "openclaw.json");
    writeFileSync(file, "old");
    const rename = vi.fn(async () => {
      writeFileSync(file, "theirs");
      throw fault("EBUSY");
    });
    expectFailure(await write(file, async () => {}, { rename }), "file_changed_meanwhile", { path: file });
    expect(rename).toHaveBeenCalledTimes(1);
    expect(readFileSync(file, "utf8")).toBe("theirs");
  });

  it("runs no tool elsewhere, and does not wait", async () => {
    const file = path.join(tempFolder(), "openclaw.json");
    const runTool = vi.fn<RunTool>();
    const rename = vi.fn(() => Promise.reject(fault("EBUSY")));
    const edit = () => ({ ok: true, text: "new" }) as const;
    const result = await replaceFile(
      { path: file, links: "refuse", maxBytes: 1024, edit },
      { platform: "linux", runTool, fileSystem: { promises: { ...fs, rename } } },
    );
    expectFailure(result, "write_failed", { path: file, errno: "EBUSY" });
    expect(runTool).not.toHaveBeenCalled();
    expect(rename).toHaveBeenCalledTimes(1);
    expect(existsSync(file)).toBe(false);
  });
});
