/** The companion as the one file that it is shipped as, from `clawkey install` in a terminal to a browser's start of it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeFrame } from "../../../src/companion/native-host/framing.ts";
import { SESSION_KEY_VARIABLE } from "../../../src/core/config/precedence.ts";
import { fakeProgram, type FakeProgram } from "../../helpers/fake-program.ts";
import { KEY_TEXT } from "../../helpers/keys.ts";
import { CHROME_CALLER, decodeFrames, decodeOnlyFrame } from "../../helpers/native-host.ts";
import { VERIFY_REQUEST } from "../../helpers/requests.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { until } from "../../helpers/world/until.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const RESTART_REQUEST = { protocol: 1, destination: "local", verb: "restart" };
/** What the system itself has, for `sh`; no OpenClaw is there. */
const BARE_PATH = "/usr/bin:/bin";

const outDir = mkdtempSync(path.join(tmpdir(), "clawkey-test-"));

beforeAll(async () => {
  const configFile = path.join(ROOT, "vite.companion.config.ts");
  await build({ root: ROOT, configFile, logLevel: "error", build: { outDir, emptyOutDir: true } });
}, 60_000);

afterAll(() => rmSync(outDir, { recursive: true, force: true }));

/** An OpenClaw with an installed gateway, which notes its calls and its environment. */
const openClaw = () =>
  fakeProgram(`env > "$NOTES/environment"; pwd -P > "$NOTES/folder"
case "$*" in
*status*) echo '{"service": {"loaded": true}}' ;;
*restart*) echo '{"ok": true}' ;;
esac`);

type Variables = Record<string, string>;

/** Runs `clawkey install` in a terminal with this environment. */
function installed(env: Variables, ...options: string[]) {
  const home = tempFolder();
  const args = [path.join(outDir, "clawkey.mjs"), "install", "--browser", "chrome", ...options];
  execFileSync(process.execPath, args, { env: { HOME: home, ...env } });
  const folder = path.join(home, ".local/share/clawkey");
  return {
    home,
    launcher: path.join(folder, "clawkey-host"),
    notes: path.join(folder, "installation.json"),
    /** What a browser with this environment gets for an answer. */
    ask: (request: unknown, browserEnv: Variables = {}): unknown => {
      const written = execFileSync(path.join(folder, "clawkey-host"), CHROME_CALLER, {
        env: { HOME: home, PATH: BARE_PATH, ...browserEnv },
        input: encodeFrame(request),
      });
      return decodeOnlyFrame(written);
    },
  };
}

const variablesOf = (program: FakeProgram): Variables =>
  Object.fromEntries(
    program
      .note("environment")!
      .split("\n")
      .map((line) => line.split("=", 2)),
  );

describe("The PATH of whoever installed", () => {
  it("is where the companion finds OpenClaw, and what OpenClaw finds its Node by", () => {
    const program = openClaw();
    const { notes, ask } = installed(program.env);
    const PATH = program.env["PATH"]!;
    expect(JSON.parse(readFileSync(notes, "utf8"))).toMatchObject({ searchPath: PATH });
    expect(ask(RESTART_REQUEST)).toEqual({ ok: true, restarted: true });
    expect(variablesOf(program)).toMatchObject({ PATH });
  });

  it("comes before the browser's own, which may lead to another OpenClaw", () => {
    const [own, other] = [openClaw(), openClaw()];
    const { ask } = installed(own.env);
    ask(RESTART_REQUEST, other.env);
    expect(own.calls()).toEqual(["gateway status --json", "gateway restart --json"]);
    expect(other.calls()).toEqual([]);
  });

  it("had no OpenClaw in it: that is said, and no other is taken", () => {
    const other = openClaw();
    const { ask } = installed({ PATH: BARE_PATH });
    expect(ask(RESTART_REQUEST, other.env)).toEqual({ ok: false, code: "openclaw_missing" });
    expect(other.calls()).toEqual([]);
  });

  it("is the browser's where it was not noted: an older install did not", () => {
    const other = openClaw();
    const { notes, ask } = installed({ PATH: BARE_PATH });
    const { searchPath: _, ...older } = JSON.parse(readFileSync(notes, "utf8")) as Record<string, unknown>;
    writeFileSync(notes, JSON.stringify(older));
    expect(ask(RESTART_REQUEST, other.env)).toEqual({ ok: true, restarted: true });
  });
});

describe("The OpenClaw of whoever installed", () => {
  it("is the one whose gateway restarts, whatever the browser's environment names", () => {
    const program = openClaw();
    const { ask } = installed({ ...program.env, OPENCLAW_STATE_DIR: "/home/you/state" });
    ask(RESTART_REQUEST, { OPENCLAW_STATE_DIR: "/home/you/other", OPENCLAW_CONFIG_PATH: "/home/you/x.json" });
    expect(variablesOf(program)).toMatchObject({ OPENCLAW_STATE_DIR: "/home/you/state" });
    expect(variablesOf(program)).not.toHaveProperty("OPENCLAW_CONFIG_PATH");
  });

  it("is not given a key that stands in the browser's environment", () => {
    const program = openClaw();
    const { ask } = installed(program.env);
    ask(RESTART_REQUEST, { [SESSION_KEY_VARIABLE]: KEY_TEXT });
    expect(variablesOf(program)).not.toHaveProperty(SESSION_KEY_VARIABLE);
  });

  it("is not run in the browser's folder, whose .env it would read", () => {
    const program = openClaw();
    const { ask, launcher } = installed(program.env);
    ask(RESTART_REQUEST);
    expect(program.note("folder")).toBe(path.dirname(launcher));
  });

  it("is that of the profile, which has a gateway of its own", () => {
    const program = openClaw();
    const { ask } = installed(program.env, "--profile", "work");
    ask(RESTART_REQUEST);
    expect(program.calls()).toEqual([
      "--profile work gateway status --json",
      "--profile work gateway restart --json",
    ]);
  });
});

describe("A verify that its browser no longer waits for", () => {
  it("ends with the OpenClaw that it has started", async () => {
    const program = fakeProgram(`[ "$1" = --version ] && echo 2026.9.6 && exit
echo $$ > "$NOTES/self"; exec sleep 60`);
    const { home, launcher } = installed(program.env);
    mkdirSync(path.join(home, ".openclaw"));
    writeFileSync(path.join(home, ".openclaw/.env"), `${SESSION_KEY_VARIABLE}=${KEY_TEXT}\n`);
    const host = spawn(launcher, CHROME_CALLER, { env: { HOME: home, PATH: BARE_PATH } });
    const [chunks, ended] = [[] as Buffer[], once(host, "exit")];
    host.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    host.stdin.write(encodeFrame(VERIFY_REQUEST));
    const pid = await until("the start of openclaw", () => program.note("self"), 10_000);
    host.stdin.end();
    await expect(ended).resolves.toEqual([0, null]);
    expect(existsSync(`/proc/${pid}/exe`)).toBe(false);
    expect(decodeFrames(Buffer.concat(chunks))).toEqual([
      { step: "key" },
      { step: "openclaw" },
      { step: "token" },
      { ok: false, code: "openclaw_unreadable", step: "token" },
    ]);
  });
});

describe("A command that its user ends", () => {
  it.each([
    ["verify", "SIGINT"],
    ["verify", "SIGTERM"],
    ["doctor", "SIGHUP"],
  ] as const)("ends with the OpenClaw that it has started: %s, by %s", async (command, signal) => {
    const program = fakeProgram(`[ "$1" = --version ] && echo 2026.9.6 && exit
sleep 60 & echo $! > "$NOTES/helper"; echo $$ > "$NOTES/self"; wait`);
    const home = tempFolder();
    mkdirSync(path.join(home, ".openclaw"));
    writeFileSync(path.join(home, ".openclaw/.env"), `${SESSION_KEY_VARIABLE}=${KEY_TEXT}\n`);
    const clawkey = spawn(process.execPath, [path.join(outDir, "clawkey.mjs"), command], {
      env: { HOME: home, ...program.env },
      stdio: "ignore",
    });
    const ended = once(clawkey, "exit");
    const pid = await until("the start of openclaw", () => program.note("self"), 10_000);
    clawkey.kill(signal);
    await expect(ended).resolves.toEqual([null, signal]);
    const isGone = (one: string) => !existsSync(`/proc/${one}/exe`);
    await until("the end of openclaw", () => isGone(pid) && isGone(program.note("helper")!), 2_000);
  });
});

describe("On Windows", () => {
  it("variables are found however their names are written", () => {
    const cwd = tempFolder();
    const windows = path.join(cwd, "windows.mjs");
    writeFileSync(windows, `Object.defineProperty(process, "platform", { value: "win32" });\n`);
    const args = ["--import", windows, path.join(outDir, "clawkey.mjs"), "status", "--json"];
    const env = { UserProfile: "C:\\Users\\you" };
    const printed = execFileSync(process.execPath, args, { cwd, env, encoding: "utf8" });
    expect(JSON.parse(printed)).toMatchObject({
      files: { config: { path: "C:\\Users\\you\\.openclaw\\openclaw.json" } },
    });
  });
});
