/** With real processes. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { endWithHelpers, runForJson } from "../../../../src/openclaw/program/run.ts";
import { fakeProgram } from "../../../helpers/fake-program.ts";
import { liveProcess } from "../../../helpers/processes.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";
import { until } from "../../../helpers/world/until.ts";

const LONG_MS = 10_000;
const SHORT_MS = 300;
const NEVER = new AbortController().signal;

const MISSING = { ok: false, code: "openclaw_missing" };
const HANGING = { ok: false, code: "openclaw_hanging" };
const UNREADABLE = { ok: false, code: "openclaw_unreadable" };

const run = (env: Record<string, string>, { timeoutMs = LONG_MS, signal = NEVER } = {}) =>
  runForJson({ args: ["gateway", "status", "--json"], env, timeoutMs, signal });

describe("The user's own openclaw", () => {
  it("is run with these arguments and this environment, and its JSON is read", async () => {
    const { env, calls } = fakeProgram(`printf '{"home": "%s", "options": "%s"}' "$HOME" "$NODE_OPTIONS"`);
    const json = { home: "/home/you", options: "" };
    await expect(run({ ...env, HOME: "/home/you" })).resolves.toEqual({ ok: true, exit: 0, json });
    expect(calls()).toEqual(["gateway status --json"]);
  });

  it.each([
    ["may fail with a code of its own, and say why", `echo '{"a": 1}'; exit 3`, { exit: 3, json: { a: 1 } }],
    ["gets no input to wait for", `read answer && echo 1 || echo 0`, { exit: 0, json: 0 }],
    ["may write to its log what it wants", `echo 'warning: {' >&2; echo 1`, { exit: 0, json: 1 }],
  ])("%s", async (_, script, result) => {
    await expect(run(fakeProgram(script).env)).resolves.toEqual({ ok: true, ...result });
  });

  it("gets JSON in an argument as it was given", async () => {
    const { env, calls } = fakeProgram(`echo 1`);
    await runForJson({ args: ["call", '{"refresh":true}'], env, timeoutMs: LONG_MS, signal: NEVER });
    expect(calls()).toEqual(['call {"refresh":true}']);
  });

  it("is the first that can be run on the PATH", async () => {
    const { env, folder } = fakeProgram(`echo 1`);
    const [empty, withFolder, withText] = [tempFolder(), tempFolder(), tempFolder()];
    mkdirSync(path.join(withFolder, "openclaw"));
    writeFileSync(path.join(withText, "openclaw"), "no program");
    const PATH = [empty, "/does/not/exist", withFolder, withText, folder].join(path.delimiter);
    await expect(run({ ...env, PATH })).resolves.toMatchObject({ ok: true, json: 1 });
  });

  it("is not looked for in folders that depend on where the browser runs", async () => {
    const { folder } = fakeProgram(`echo 1`);
    const PATH = ["", ".", path.relative(process.cwd(), folder)].join(path.delimiter);
    await expect(run({ PATH })).resolves.toEqual(MISSING);
  });

  it.each<[string, Record<string, string>]>([
    ["a PATH that has none", { PATH: "/does/not/exist" }],
    ["an empty PATH", { PATH: "" }],
    ["no PATH", {}],
  ])("is missing with %s", async (_, env) => {
    await expect(run(env)).resolves.toEqual(MISSING);
  });

  it.each([
    ["prints nothing", "exit 0"],
    ["prints something else", "echo Gateway is fine"],
    ["prints more than the JSON", `echo '{}'; echo done`],
    ["prints without end", "yes '{}'"],
    ["prints too much, and goes on when nobody reads", "trap '' PIPE; yes '{}'; sleep 60"],
    ["is killed", "kill -9 $$"],
  ])("is not understood where it %s", async (_, script) => {
    await expect(run(fakeProgram(script).env)).resolves.toEqual(UNREADABLE);
  });

  it("is not understood where it can't be started", async () => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, "openclaw"), "#!/does/not/exist\n", { mode: 0o755 });
    await expect(run({ PATH: folder })).resolves.toEqual(UNREADABLE);
  });
});

describe("A program that hangs is given up on in time", () => {
  it.each([
    [
      "and ends with all that it started",
      `sleep 60 & echo $! > "$NOTES/child"; echo $$ > "$NOTES/self"; wait`,
    ],
    [
      "though it does not want to",
      `trap '' TERM INT HUP; echo $$ > "$NOTES/self"; while :; do sleep 1; done`,
    ],
  ])("%s", async (_, script) => {
    const { env, note } = fakeProgram(script);
    const start = performance.now();
    await expect(run(env, { timeoutMs: SHORT_MS })).resolves.toEqual(HANGING);
    expect(performance.now() - start).toBeLessThan(SHORT_MS + 2_000);
    for (const name of ["self", "child"]) await isGone(note(name));
  });

  it.each([
    ["has printed before", `echo 1`, { ok: true, exit: 0, json: 1 }],
    ["has printed nothing", "", UNREADABLE],
  ])("where a helper that left it holds its output: it %s", async (_, print, expected) => {
    const helper = `setsid sh -c 'echo $$ > "$0/child"; exec sleep 60' "$NOTES" &`;
    const { env, note } = fakeProgram(`${print}\n${helper}`);
    const start = performance.now();
    const result = await run(env, { timeoutMs: SHORT_MS });
    process.kill(Number(note("child")), "SIGKILL");
    expect(performance.now() - start).toBeLessThan(SHORT_MS + 2_000);
    expect(result).toEqual(expected);
  });
});

describe("A program that nobody waits for any more", () => {
  it("ends with all that it started, at once", async () => {
    const { env, note } = fakeProgram(`sleep 60 & echo $! > "$NOTES/child"; wait`);
    const gone = new AbortController();
    const result = run(env, { signal: gone.signal });
    await until("its child", () => note("child") !== null, 2_000);
    gone.abort();
    await expect(result).resolves.toEqual(UNREADABLE);
    await isGone(note("child"));
  });

  it("is not started", async () => {
    const { env, calls } = fakeProgram(`echo 1`);
    await expect(run(env, { signal: AbortSignal.abort() })).resolves.toEqual(UNREADABLE);
    expect(calls()).toEqual([]);
  });

  it("is forgotten once it has ended", async () => {
    const { signal } = new AbortController();
    const forget = vi.spyOn(signal, "removeEventListener");
    await expect(run(fakeProgram(`echo 1`).env, { signal })).resolves.toMatchObject({ ok: true });
    expect(forget).toHaveBeenCalledTimes(1);
  });
});

describe("On Windows", () => {
  /** What stands for Windows' own folder: on this system its backslashes are part of a file's name. */
  function windowsFolder(): string {
    const systemRoot = path.join(tempFolder(), "Windows");
    vi.stubEnv("SystemRoot", systemRoot);
    onTestFinished(() => void vi.unstubAllEnvs());
    return systemRoot;
  }

  it("the system's own tool ends a program with all that it started", () => {
    const systemRoot = windowsFolder();
    const [tool, notes] = [`${systemRoot}\\System32\\taskkill.exe`, `${systemRoot}.notes`];
    writeFileSync(tool, `#!/bin/sh\necho "$*" > '${notes}'\n`);
    chmodSync(tool, 0o755);
    endWithHelpers(123, "win32");
    expect(readFileSync(notes, "utf8")).toBe("/pid 123 /T /F\n");
  });

  it("without that tool the program itself is ended", async () => {
    windowsFolder();
    const pid = liveProcess();
    endWithHelpers(pid, "win32");
    await until("its end", () => !existsSync(`/proc/${pid}/exe`), 5_000);
  });
});

const isGone = (pid: string | null) => until(`the end of ${pid}`, () => !isRunning(pid), 2_000);

/** A zombie runs no more. */
function isRunning(pid: string | null): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
