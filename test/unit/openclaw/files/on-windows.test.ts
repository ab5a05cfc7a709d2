/** Windows' part of a write, with errors and a tool of our own: no test has run on Windows. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { replaceFile, type Machine } from "../../../../src/openclaw/files/replace.ts";
import { windowsFileSystem } from "../../../../src/openclaw/files/on-windows.ts";
import { makePrivate, type RunTool } from "../../../../src/openclaw/program/windows-tool.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const privateBy = (runTool: RunTool): Machine => ({ makePrivate: (file) => makePrivate(file, runTool) });

const fault = (code: string) => Object.assign(new Error(code), { code });

describe("A rename on Windows", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  /** It fails with these codes one after the other, and then with the last one or, where that is null, no more. */
  function start(codes: (string | null)[], beforeRetry = vi.fn(async () => {})) {
    const rename = vi.fn(async () => {
      const code = codes.length > 1 ? codes.shift() : codes[0];
      if (code) throw fault(code);
    });
    const started = performance.now();
    const { promises } = windowsFileSystem(beforeRetry, { ...fs, rename });
    const result = promises.rename("new", "old").then(
      () => ({ code: "done", took: performance.now() - started }),
      ({ code }: NodeJS.ErrnoException) => ({ code, took: performance.now() - started }),
    );
    return { result, rename, beforeRetry };
  }

  it.each(["EPERM", "EACCES", "EBUSY"])("is tried again on %s, for at most five seconds", async (code) => {
    const { result, rename, beforeRetry } = start([code]);
    await vi.advanceTimersByTimeAsync(60_000);
    const end = await result;
    expect(end.code).toBe(code);
    expect(end.took).toBeGreaterThan(4_000);
    expect(end.took).toBeLessThanOrEqual(5_000);
    expect(rename.mock.calls.length).toBeGreaterThan(10);
    expect(beforeRetry).toHaveBeenCalledTimes(rename.mock.calls.length - 1);
  });

  it("succeeds as soon as it can", async () => {
    const { result, rename } = start(["EBUSY", "EPERM", "EACCES", null]);
    await vi.advanceTimersByTimeAsync(500);
    expect(await result).toMatchObject({ code: "done" });
    expect(rename).toHaveBeenCalledTimes(4);
  });

  it.each(["ENOSPC", "ENOENT"])("is tried once where %s says that it is no use", async (code) => {
    const { result, rename } = start([code]);
    expect(await result).toEqual({ code, took: 0 });
    expect(rename).toHaveBeenCalledTimes(1);
  });

  it("is not tried again where it is no longer wanted", async () => {
    const unwanted = vi.fn(() => Promise.reject(fault("file_changed_meanwhile")));
    const { result, rename } = start(["EBUSY"], unwanted);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await result).toMatchObject({ code: "file_changed_meanwhile" });
    expect(rename).toHaveBeenCalledTimes(1);
  });
});

describe("replaceFile on Windows", () => {
  /** A folder with this config in it, or none. */
  function world(old: string | null) {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    if (old !== null) writeFileSync(file, old);
    const edit = () => ({ ok: true, text: KEY_TEXT }) as const;
    const write = (files: Partial<typeof fs>, machine: Machine = {}) =>
      replaceFile(
        { path: file, links: "refuse", maxBytes: 1024, edit },
        { platform: "win32", ...machine, fileSystem: { promises: { ...fs, ...files } } },
      );
    return { folder, file, write };
  }

  it.each([
    ["a new file", null],
    ["a replaced file", "old"],
  ])("lets the user and the system alone at %s, before the key is in it", async (_, old) => {
    vi.stubEnv("USERDOMAIN", "DESK");
    vi.stubEnv("USERNAME", "you");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { folder, file, write } = world(old);
    const runTool = vi.fn<RunTool>(async (_program, [temp]) => {
      expect(path.dirname(temp!)).toBe(folder);
      expect(readFileSync(temp!, "utf8")).toBe("");
    });
    expect(await write({}, privateBy(runTool))).toMatchObject({ ok: true, changed: true, tightened: false });
    expect(readFileSync(file, "utf8")).toBe(KEY_TEXT);
    const temp = expect.stringMatching(/\.clawkey\.\d+\.[0-9a-f-]+\.tmp$/);
    // `S-1-5-18`: the system's own account, in whatever language. The key is no argument.
    const rights = ["/inheritance:r", "/grant:r", String.raw`DESK\you:F`, "/grant:r", "*S-1-5-18:F"];
    expect(runTool.mock.calls).toEqual([["C:\\Windows\\System32\\icacls.exe", [temp, ...rights]]]);
  });

  it.each<[string, Machine]>([
    ["fails", privateBy(() => Promise.reject(new Error("exit code 5")))],
    ["is not there", { makePrivate }],
  ])("writes no key where the tool %s, and leaves the old file and nothing beside it", async (_, machine) => {
    const { folder, file, write } = world("old");
    const writeFile = vi.fn(fs.writeFile);
    const result = await write({ writeFile }, machine);
    expectFailure(result, "write_denied", { path: file, errno: "EACCES" });
    expect(writeFile).not.toHaveBeenCalled();
    expect(readdirSync(folder)).toEqual(["openclaw.json"]);
    expect(readFileSync(file, "utf8")).toBe("old");
  });

  it("keeps what somebody saves while a scanner holds up the rename", async () => {
    const { file, write } = world("old");
    const rename = vi.fn(async () => {
      writeFileSync(file, "theirs");
      throw fault("EBUSY");
    });
    const result = await write(
      { rename },
      privateBy(async () => {}),
    );
    expectFailure(result, "file_changed_meanwhile", { path: file });
    expect(rename).toHaveBeenCalledTimes(1);
    expect(readFileSync(file, "utf8")).toBe("theirs");
  });

  it("runs no tool elsewhere, and does not wait", async () => {
    const { file, write } = world(null);
    const runTool = vi.fn<RunTool>();
    const rename = vi.fn(() => Promise.reject(fault("EBUSY")));
    const result = await write({ rename }, { platform: "linux", ...privateBy(runTool) });
    expectFailure(result, "write_failed", { path: file, errno: "EBUSY" });
    expect(runTool).not.toHaveBeenCalled();
    expect(rename).toHaveBeenCalledTimes(1);
    expect(existsSync(file)).toBe(false);
  });
});
