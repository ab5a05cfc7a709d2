import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { runOpenClaw } from "../../../../src/openclaw/program/run.ts";
import { fakeProgram } from "../../../helpers/fake-program.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";
import { until } from "../../../helpers/world/until.ts";

const LONG_MS = 10_000;
const SHORT_MS = 300;
const ARGS = ["gateway", "status", "--json"];

describe("The user's own openclaw", () => {
  it("is run with these arguments and this environment, and its JSON is read", async () => {
    const { env, calls } = fakeProgram(`printf '{"home": "%s", "options": "%s"}' "$HOME" "$NODE_OPTIONS"`);
    const result = await runOpenClaw(ARGS, { ...env, HOME: "/home/you" }, LONG_MS);
    expect(result).toEqual({ ok: true, exit: 0, json: { home: "/home/you", options: "" } });
    expect(calls()).toEqual(["gateway status --json"]);
  });

  it("may fail with a code of its own, and say why", async () => {
    const { env } = fakeProgram(`echo '{"ok": false}'; exit 3`);
    await expect(runOpenClaw(ARGS, env, LONG_MS)).resolves.toEqual({
      ok: true,
      exit: 3,
      json: { ok: false },
    });
  });

  it("gets no input to wait for", async () => {
    const { env } = fakeProgram(`read answer && echo '{"asked": true}' || echo '{"asked": false}'`);
    await expect(runOpenClaw(ARGS, env, LONG_MS)).resolves.toMatchObject({ json: { asked: false } });
  });

  it("may write to its log what it wants", async () => {
    const { env } = fakeProgram(`echo 'warning: {' >&2; echo '{"ok": true}'`);
    await expect(runOpenClaw(ARGS, env, LONG_MS)).resolves.toMatchObject({ json: { ok: true } });
  });

  it("is the first that can be run on the PATH", async () => {
    const { env, folder } = fakeProgram(`echo 1`);
    const [empty, withFolder, withText] = [tempFolder(), tempFolder(), tempFolder()];
    mkdirSync(path.join(withFolder, "openclaw"));
    writeFileSync(path.join(withText, "openclaw"), "no program");
    const PATH = [empty, "/does/not/exist", withFolder, withText, folder].join(path.delimiter);
    await expect(runOpenClaw(ARGS, { ...env, PATH }, LONG_MS)).resolves.toMatchObject({ ok: true, json: 1 });
  });

  it.each([
    ["a PATH that has none", { PATH: "/does/not/exist" }],
    ["an empty PATH", { PATH: "" }],
    ["no PATH", {}],
  ])("is missing with %s", async (_, env) => {
    await expect(runOpenClaw(ARGS, env, LONG_MS)).resolves.toEqual({ ok: false, why: "missing" });
  });

  it("is not looked for in folders that depend on where the browser runs", async () => {
    const { folder } = fakeProgram(`echo 1`);
    const PATH = ["", ".", path.relative(process.cwd(), folder)].join(path.delimiter);
    await expect(runOpenClaw(ARGS, { PATH }, LONG_MS)).resolves.toEqual({ ok: false, why: "missing" });
  });
});

describe("It failed where it", () => {
  it.each([
    ["prints nothing", "exit 0"],
    ["prints something else", "echo Gateway is fine"],
    ["prints more than the JSON", `echo '{}'; echo done`],
    ["prints without end", "yes '{}'"],
    ["is killed", "kill -9 $$"],
  ])("%s", async (_, script) => {
    const { env } = fakeProgram(script);
    await expect(runOpenClaw(ARGS, env, LONG_MS)).resolves.toEqual({ ok: false, why: "failed" });
  });

  it("can't be started", async () => {
    const folder = tempFolder();
    const program = path.join(folder, "openclaw");
    writeFileSync(program, "#!/does/not/exist\n");
    chmodSync(program, 0o755);
    await expect(runOpenClaw(ARGS, { PATH: folder }, LONG_MS)).resolves.toEqual({ ok: false, why: "failed" });
  });
});

describe("A program that hangs", () => {
  it("is given up on in time, and ends with all that it started", async () => {
    const { env, note } = fakeProgram(`sleep 60 & echo $! > "$NOTES/child"; echo $$ > "$NOTES/self"; wait`);
    const start = performance.now();
    await expect(runOpenClaw(ARGS, env, SHORT_MS)).resolves.toEqual({ ok: false, why: "timeout" });
    expect(performance.now() - start).toBeLessThan(SHORT_MS + 2_000);
    await isGone(note("child")!);
    await isGone(note("self")!);
  });

  it("is given up on though it does not want to end", async () => {
    const { env, note } = fakeProgram(
      `trap '' TERM INT HUP; echo $$ > "$NOTES/self"; while :; do sleep 1; done`,
    );
    await expect(runOpenClaw(ARGS, env, SHORT_MS)).resolves.toEqual({ ok: false, why: "timeout" });
    await isGone(note("self")!);
  });

  it.each([
    ["has printed before", `echo '{"ok": true}'`],
    ["has printed nothing", ""],
  ])("by a helper that left it, and holds its output, is given up on in time: it %s", async (_, print) => {
    const { env, note } = fakeProgram(
      `${print}\nsetsid sh -c 'echo $$ > "$0/child"; exec sleep 60' "$NOTES" &`,
    );
    const start = performance.now();
    const result = await runOpenClaw(ARGS, env, SHORT_MS);
    process.kill(Number(note("child")), "SIGKILL");
    expect(performance.now() - start).toBeLessThan(SHORT_MS + 2_000);
    expect(result).toMatchObject(print ? { ok: true, exit: 0 } : { ok: false, why: "failed" });
  });
});

describe("A program that nobody waits for any more", () => {
  it("ends with all that it started, at once", async () => {
    const { env, note } = fakeProgram(`sleep 60 & echo $! > "$NOTES/child"; wait`);
    const gone = new AbortController();
    const result = runOpenClaw(ARGS, env, LONG_MS, gone.signal);
    await until("its child", () => note("child") !== null, 2_000);
    gone.abort();
    await expect(result).resolves.toEqual({ ok: false, why: "failed" });
    await isGone(note("child")!);
  });

  it("is not started", async () => {
    const { env, calls } = fakeProgram(`echo 1`);
    const result = runOpenClaw(ARGS, env, LONG_MS, AbortSignal.abort());
    await expect(result).resolves.toEqual({ ok: false, why: "failed" });
    expect(calls()).toEqual([]);
  });

  it("is forgotten once it has ended", async () => {
    const { env } = fakeProgram(`echo 1`);
    const { signal } = new AbortController();
    const forget = vi.spyOn(signal, "removeEventListener");
    await expect(runOpenClaw(ARGS, env, LONG_MS, signal)).resolves.toMatchObject({ ok: true });
    expect(forget).toHaveBeenCalledTimes(1);
  });
});

describe("JSON in an argument", () => {
  it("arrives as it was given", async () => {
    const { env, calls } = fakeProgram(`echo 1`);
    await runOpenClaw(["call", '{"refresh":true}'], env, LONG_MS);
    expect(calls()).toEqual(['call {"refresh":true}']);
  });
});

const isGone = (pid: string) => until(`the end of ${pid}`, () => !isRunning(pid), 2_000);

/** A zombie runs no more. */
function isRunning(pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}
