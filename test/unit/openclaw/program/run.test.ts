/** With real processes. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { endWithHelpers, run as runProgram } from "../../../../src/openclaw/program/run.ts";
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
  runProgram({ args: ["gateway", "status", "--json"], env, timeoutMs, signal });

it("openclaw is run with these arguments and this environment, and its output is read", async () => {
  const { env, calls } = fakeProgram(`printf '{"home": "%s", "options": "%s"}' "$HOME" "$NODE_OPTIONS"`);
  const args = ["call", '{"refresh":true}'];
  const ended = await runProgram({
    args,
    env: { ...env, HOME: "/home/you" },
    timeoutMs: LONG_MS,
    signal: NEVER,
  });
  expect(ended).toEqual({ ok: true, exit: 0, stdout: '{"home": "/home/you", "options": ""}' });
  expect(calls()).toEqual(['call {"refresh":true}']);
});

it.each([
  [
    "may fail with a code of its own, and say why",
    `echo '{"a": 1}'; exit 3`,
    { exit: 3, stdout: '{"a": 1}\n' },
  ],
  ["gets no input to wait for", `read answer && echo 1 || echo 0`, { exit: 0, stdout: "0\n" }],
  ["may write to its log what it wants", `echo 'warning: {' >&2; echo 1`, { exit: 0, stdout: "1\n" }],
])("openclaw %s", async (_, script, result) => {
  expect(await run(fakeProgram(script).env)).toEqual({ ok: true, ...result });
});

it("openclaw is the first that can be run on the PATH", async () => {
  const { env, folder } = fakeProgram(`echo 1`);
  const [empty, withFolder, withText] = [tempFolder(), tempFolder(), tempFolder()];
  mkdirSync(path.join(withFolder, "openclaw"));
  writeFileSync(path.join(withText, "openclaw"), "no program");
  const PATH = [empty, "/does/not/exist", withFolder, withText, folder].join(path.delimiter);
  expect(await run({ ...env, PATH })).toMatchObject({ ok: true, stdout: "1\n" });
});

it("openclaw is missing where the PATH has none, or only in folders that depend on where the browser runs", async () => {
  const { folder } = fakeProgram(`echo 1`);
  const relative = ["", ".", path.relative(process.cwd(), folder)].join(path.delimiter);
  for (const env of [{ PATH: relative }, { PATH: "/does/not/exist" }, { PATH: "" }, {}])
    expect(await run(env)).toEqual(MISSING);
});

it.each([
  ["prints without end", "yes '{}'"],
  ["prints too much, and goes on when nobody reads", "trap '' PIPE; yes '{}'; sleep 60"],
  ["is killed", "kill -9 $$"],
])("openclaw is not understood where it %s", async (_, script) => {
  expect(await run(fakeProgram(script).env)).toEqual(UNREADABLE);
});

it("openclaw is not understood where it can't be started", async () => {
  const folder = tempFolder();
  writeFileSync(path.join(folder, "openclaw"), "#!/does/not/exist\n", { mode: 0o755 });
  expect(await run({ PATH: folder })).toEqual(UNREADABLE);
});

it.each([
  ["and ends with all that it started", `sleep 60 & echo $! > "$NOTES/child"; echo $$ > "$NOTES/self"; wait`],
  ["though it does not want to", `trap '' TERM INT HUP; echo $$ > "$NOTES/self"; while :; do sleep 1; done`],
])("A program that hangs is given up on in time, %s", async (_, script) => {
  const { env, note } = fakeProgram(script);
  const start = performance.now();
  expect(await run(env, { timeoutMs: SHORT_MS })).toEqual(HANGING);
  expect(performance.now() - start).toBeLessThan(SHORT_MS + 2_000);
  for (const name of ["self", "child"]) await isGone(note(name));
});

it.each([
  ["has printed before", `echo 1`, { ok: true, exit: 0, stdout: "1\n" }],
  ["has printed nothing", "", { ok: true, exit: 0, stdout: "" }],
])(
  "A program whose output is held by a helper that left it is not waited for: it %s",
  async (_, print, expected) => {
    const helper = `setsid sh -c 'echo $$ > "$0/child"; exec sleep 60' "$NOTES" &`;
    const { env, note } = fakeProgram(`${print}\n${helper}`);
    const start = performance.now();
    const result = await run(env, { timeoutMs: SHORT_MS });
    process.kill(Number(note("child")), "SIGKILL");
    expect(performance.now() - start).toBeLessThan(SHORT_MS + 2_000);
    expect(result).toEqual(expected);
  },
);

it("A program that nobody waits for any more ends with all that it started, at once", async () => {
  const { env, note } = fakeProgram(`sleep 60 & echo $! > "$NOTES/child"; wait`);
  const gone = new AbortController();
  const result = run(env, { signal: gone.signal });
  await until("its child", () => note("child") !== null, 2_000);
  gone.abort();
  expect(await result).toEqual(UNREADABLE);
  await isGone(note("child"));
});

it("A program that nobody waits for is not started, and one that has ended is forgotten", async () => {
  const { env, calls } = fakeProgram(`echo 1`);
  expect(await run(env, { signal: AbortSignal.abort() })).toEqual(UNREADABLE);
  expect(calls()).toEqual([]);
  const { signal } = new AbortController();
  const forget = vi.spyOn(signal, "removeEventListener");
  expect(await run(env, { signal })).toMatchObject({ ok: true });
  expect(forget).toHaveBeenCalledTimes(1);
});

/** Ends a program as on Windows, whose own folder this stands for: here its backslashes are part of a file's name. */
function endOnWindows(pid: number, tool?: string): void {
  const systemRoot = path.join(tempFolder(), "Windows");
  vi.stubEnv("SystemRoot", systemRoot);
  onTestFinished(() => void vi.unstubAllEnvs());
  if (tool) writeFileSync(`${systemRoot}\\System32\\taskkill.exe`, `#!/bin/sh\n${tool}\n`, { mode: 0o755 });
  endWithHelpers(pid, "win32");
}

it("On Windows the system's own tool ends a program with all that it started", () => {
  const notes = path.join(tempFolder(), "notes");
  endOnWindows(123, `echo "$*" > '${notes}'`);
  expect(readFileSync(notes, "utf8")).toBe("/pid 123 /T /F\n");
});

it("On Windows without that tool the program itself is ended", async () => {
  const pid = liveProcess();
  endOnWindows(pid);
  await until("its end", () => !existsSync(`/proc/${pid}/exe`), 5_000);
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
