/** The companion as it is shipped, from `clawkey install` in a terminal to a browser's start of it. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { encodeFrame } from "../../../src/companion/native-host/framing.ts";
import { SESSION_KEY_VARIABLE } from "../../../src/core/config/precedence.ts";
import { builtCompanion } from "../../helpers/built-companion.ts";
import { fakeProgram } from "../../helpers/fake-program.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../helpers/keys.ts";
import { CHROME_CALLER, decodeFrames } from "../../helpers/native-host.ts";
import { VERIFY_REQUEST } from "../../helpers/requests.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { until } from "../../helpers/world/until.ts";

/** What the system itself has, for `sh`; no OpenClaw is there. */
const BARE_PATH = "/usr/bin:/bin";

const outDir = builtCompanion();

/** An OpenClaw that tells its version, and notes how it was asked for that. It can do nothing else. */
const openClaw = () =>
  fakeProgram(`case "$*" in
*--version) env > "$NOTES/environment"; pwd -P > "$NOTES/folder"; echo 2026.9.6 ;;
*) exit 1 ;;
esac`);

type Variables = Record<string, string>;

function homeWithKey(): string {
  const home = tempFolder();
  for (const state of [".openclaw", ".openclaw-work", "state"]) {
    mkdirSync(path.join(home, state));
    writeFileSync(path.join(home, state, ".env"), `${SESSION_KEY_VARIABLE}=${KEY_TEXT}\n`);
  }
  return home;
}

/** Runs `clawkey install` in a terminal with this environment. */
function installed(env: Variables, ...options: string[]) {
  const home = homeWithKey();
  const args = [path.join(outDir, "clawkey.mjs"), "install", "--browser", "chrome", ...options];
  execFileSync(process.execPath, args, { env: { HOME: home, ...env } });
  const folder = path.join(home, ".local/share/clawkey");
  /** Started by a browser with this environment, and asked to verify. */
  const startVerify = (browserEnv: Variables = {}) => {
    const host = spawn(path.join(folder, "clawkey-host"), CHROME_CALLER, {
      env: { HOME: home, PATH: BARE_PATH, ...browserEnv },
    });
    const chunks: Buffer[] = [];
    host.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    host.stdin.write(encodeFrame(VERIFY_REQUEST));
    const frames = once(host, "close").then(([exit]) => {
      expect(exit).toBe(0);
      return decodeFrames(Buffer.concat(chunks));
    });
    return { host, frames };
  };
  const verify = async (browserEnv?: Variables) => (await startVerify(browserEnv).frames).at(-1);
  return { home, folder, startVerify, verify };
}

describe("The companion that a browser starts", () => {
  it("consists of all that was built but the words of other languages, and works without what it was installed from", () => {
    const { folder } = installed({ PATH: BARE_PATH });
    const names = Object.keys(fileTree(outDir)).filter((name) => !name.startsWith("words-"));
    expect(names).toContain("clawkey.mjs");
    expect(Object.keys(fileTree(folder))).toEqual([...names, "clawkey-host", "installation.json"].toSorted());
  });

  it("finds OpenClaw by the PATH of whoever installed, not by the browser's", async () => {
    const [own, other] = [openClaw(), openClaw()];
    const { folder, verify } = installed(own.env);
    await expect(verify(other.env)).resolves.toMatchObject({ ok: false, detail: { step: "token" } });
    expect(own.note("environment")).toContain(`PATH=${own.env["PATH"]}\n`);
    expect(other.calls()).toEqual([]);
    // The browser's folder may hold a .env, and OpenClaw would read it there.
    expect(own.note("folder")).toBe(folder);

    const bare = installed({ PATH: BARE_PATH });
    await expect(bare.verify(other.env)).resolves.toMatchObject({ code: "openclaw_missing" });
    expect(other.calls()).toEqual([]);
  });

  it("asks the OpenClaw of whoever installed, whatever the browser's environment names", async () => {
    const program = openClaw();
    const { home, verify } = installed(
      { ...program.env, OPENCLAW_STATE_DIR: "~/state" },
      "--profile",
      "work",
    );
    await expect(
      verify({
        OPENCLAW_STATE_DIR: path.join(home, "other"),
        OPENCLAW_CONFIG_PATH: "/home/you/x.json",
        [SESSION_KEY_VARIABLE]: OTHER_KEY_TEXT,
      }),
    ).resolves.toMatchObject({ detail: { step: "token" } });
    const environment = program.note("environment")!;
    expect(environment).toContain("OPENCLAW_STATE_DIR=~/state");
    expect(environment).not.toMatch(new RegExp(`OPENCLAW_CONFIG_PATH|${SESSION_KEY_VARIABLE}`));
    expect(program.calls()).toContain("--profile work status --usage --json");
  });

  it("ends with the OpenClaw that it has started once its browser no longer waits", async () => {
    const program = fakeProgram(`[ "$1" = --version ] && echo 2026.9.6 && exit
echo $$ > "$NOTES/self"; exec sleep 60`);
    const { host, frames } = installed(program.env).startVerify();
    const pid = await until("the start of openclaw", () => program.note("self"), 10_000);
    host.stdin.end();
    await expect(frames).resolves.toEqual([
      { step: "key" },
      { step: "openclaw" },
      { step: "token" },
      { ok: false, code: "openclaw_unreadable", detail: { step: "token" } },
    ]);
    expect(existsSync(`/proc/${pid}/exe`)).toBe(false);
  });
});

describe("A native host whose browser goes ends within a second,", () => {
  /** Runs in the host, before anything of ours. */
  const CALCULATES = `import crypto from "node:crypto"; import { syncBuiltinESMExports } from "node:module";
    crypto.createHash = () => { process.stderr.write("busy"); for (;;); }; syncBuiltinESMExports();`;
  const IS_STUCK = `import { open } from "node:fs"; open(process.env.FIFO, "r", () => {}); process.stderr.write("busy");`;

  it.each([
    ["waiting for OpenClaw's lock", "process.stderr.write('busy');"],
    ["waiting for it, and stuck in a file that can't be opened", IS_STUCK],
    ["calculating without an end", CALCULATES],
  ])("%s, and leaves the files alone", async (_, before) => {
    const { home, folder } = installed({ PATH: BARE_PATH });
    const [first, fifo] = [path.join(home, "first.mjs"), path.join(home, "fifo")];
    writeFileSync(first, before);
    execFileSync("mkfifo", [fifo]);
    const dotenv = path.join(home, ".openclaw/.env");
    writeFileSync(
      `${dotenv}.lock`,
      JSON.stringify({ pid: process.pid, createdAt: new Date().toISOString() }),
    );
    const files = fileTree(path.dirname(dotenv));
    const args = ["--import", first, path.join(folder, "clawkey.mjs"), "serve", ...CHROME_CALLER];
    const host = spawn(process.execPath, args, { env: { HOME: home, FIFO: fifo } });
    const fileId = createHash("sha256").update(dotenv).digest("hex").slice(0, 32);
    const request = { protocol: 1, verb: "set", file: "dotenv", fileId, key: OTHER_KEY_TEXT };
    host.stdin.write(encodeFrame(request));
    await once(host.stderr, "data");
    // Long enough for the watch to have begun.
    await sleep(500);
    const ended = once(host, "exit");
    const started = performance.now();
    host.stdin.end();
    await ended;
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(fileTree(path.dirname(dotenv))).toEqual(files);
  });
});

describe("At the edges of the program", () => {
  const clawkey = path.join(outDir, "clawkey.mjs");

  /** @param line for `bash`, with `clawkey` for the program. @returns the program's own exit code, and all that was said */
  function shell(line: string) {
    const HOME = homeWithKey();
    const script = `clawkey() { "${process.execPath}" "${clawkey}" "$@"; }; ${line}`;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
      cwd: HOME,
      env: { HOME, PATH: BARE_PATH, KEY: KEY_TEXT },
      encoding: "utf8",
    });
    return { exit: status, said: stdout + stderr };
  }

  it.each<[line: string, exit: number]>([
    ["echo $KEY | clawkey set", 0],
    ["clawkey set < /dev/null", 1],
    ["clawkey remove", 0],
    ["clawkey status", 0],
    ["clawkey verify", 1],
    ["clawkey doctor", 1],
    ["clawkey install --browser chrome", 0],
    ["clawkey uninstall", 0],
    ["clawkey --help", 0],
    ["clawkey nonsense", 2],
  ])("who reads no more changes nothing of how it ends: %s", (line, exit) => {
    for (const form of ["", " --json"]) {
      const command = line.replace(/(clawkey \S+)/, `$1${form}`);
      // The readers are gone before anything is said.
      expect(shell(`${command} > >(exec <&-) 2> >(exec <&-)`), command).toEqual({ exit, said: "" });
    }
  });

  it("`clawkey set | head -c0` sets the key, and succeeds", () => {
    const line = "echo $KEY | clawkey set | head -c0; echo ${PIPESTATUS[1]}; cat ~/.openclaw/openclaw.json";
    expect(shell(line).said).toMatch(
      `0\n{\n  "env": {\n    "vars": {\n      "${SESSION_KEY_VARIABLE}": "${KEY_TEXT}"`,
    );
  });

  const WITHOUT_HOME = encodeURIComponent(
    `import os from "node:os"; import { syncBuiltinESMExports } from "node:module";
    os.homedir = () => { throw new Error("uv_os_homedir"); }; syncBuiltinESMExports();`,
  );

  const INTERNAL = /internal_error|hit a bug|\n +at |Error:/;

  it.each<[what: string, line: string, exit: number, words: RegExp]>([
    ["standard input is closed", "clawkey set <&-", 1, /not a claude\.ai session key/],
    ["standard input is a folder", "clawkey set < /", 1, /not a claude\.ai session key/],
    ["standard input can only be written to", "clawkey set 0> /dev/null", 2, /on standard input/],
    ["standard output is closed", "clawkey status >&-", 0, /^$/],
    ["standard error is closed", "clawkey nonsense 2>&-", 2, /^$/],
    ["everything is closed", "clawkey status <&- >&- 2>&-", 0, /^$/],
    ["standard output is full", "clawkey status > /dev/full", 1, /Can't write the output \(ENOSPC\)\./],
    ["standard output is full, for a program", "clawkey remove --json > /dev/full", 1, /\(ENOSPC\)/],
    ["standard error is full", "clawkey nonsense 2> /dev/full", 2, /^$/],
    [
      "the folder that it was started in is gone",
      "mkdir $HOME/x; cd $HOME/x; rmdir $HOME/x; clawkey status",
      0,
      /openclaw/,
    ],
    [
      "the system knows no home for this user",
      `unset HOME; NODE_OPTIONS="--import=data:text/javascript,${WITHOUT_HOME}" clawkey status`,
      0,
      /\n\/\.openclaw\/openclaw\.json/,
    ],
  ])("no bug is reported where %s", (_, line, exit, words) => {
    const ended = shell(line);
    expect(ended.said).not.toMatch(INTERNAL);
    expect(ended).toEqual({ exit, said: expect.stringMatching(words) });
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
    const clawkey = spawn(process.execPath, [path.join(outDir, "clawkey.mjs"), command], {
      env: { HOME: homeWithKey(), ...program.env },
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
