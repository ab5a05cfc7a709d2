/**
 * Whatever somebody puts in the place of a user's file between a look at it and its opening: nobody waits for it,
 * nothing is written through it, and no lock stays.
 */
import { execFileSync, spawnSync } from "node:child_process";
import type * as Sync from "node:fs";
import type * as Async from "node:fs/promises";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../helpers/keys.ts";
import { fileWith, homeWith, type OpenClawHome } from "../helpers/openclaw-home.ts";
import { INSTALL, userAccount } from "../helpers/user-account.ts";
import type { InstallContext } from "../../src/companion/install/install.ts";

const world = vi.hoisted(() => ({ opening: (_file: unknown): void => {} }));

vi.mock("node:fs/promises", async (importActual) => {
  const { tellingOpenings } = await import("../helpers/openings.ts");
  const actual = await importActual<typeof Async>();
  return tellingOpenings(actual, ["open", "readFile"], (file) => world.opening(file));
});
vi.mock("node:fs", async (importActual) => {
  const { tellingOpenings } = await import("../helpers/openings.ts");
  const actual = await importActual<typeof Sync>();
  return tellingOpenings(actual, ["openSync", "readFileSync"], (file) => world.opening(file));
});

vi.resetModules();
const { removeKey, setKey, status } = await import("../../src/openclaw/openclaw.ts");
const { backupsWithKey } = await import("../../src/openclaw/files/backups.ts");
const { readSources } = await import("../../src/openclaw/files/sources.ts");
const { variablesIn } = await import("../../src/openclaw/files/paths.ts");
const { install } = await import("../../src/companion/install/install.ts");
const { readNotes } = await import("../../src/companion/install/notes.ts");
const { uninstall } = await import("../../src/companion/install/uninstall.ts");
const { checkBrowsers, checkCompanion } = await import("../../src/companion/doctor/check-companion.ts");
const { launcherOf } = await import("../../src/companion/install/launcher.ts");
afterAll(() => void vi.resetModules());
beforeEach(() => void (world.opening = () => {}));

const KEY = sessionKey(KEY_TEXT);
const WITHIN_MS = 2_000;

const THINGS: Record<string, (file: string) => void> = {
  "a pipe": (file) => void execFileSync("mkfifo", [file]),
  "a socket": (file) =>
    void spawnSync(process.execPath, [
      "-e",
      "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))",
      file,
    ]),
  "a link to a pipe": (file) => {
    execFileSync("mkfifo", [`${file}.pipe`]);
    symlinkSync(`${file}.pipe`, file);
  },
  "an endless device": (file) => symlinkSync("/dev/zero", file),
  "a folder": (file) => mkdirSync(file),
};
const NAMES = Object.keys(THINGS);
/** The two that would hold somebody up for ever. */
const ENDLESS = ["a pipe", "an endless device"];

/** @returns whether the thing has been put in the file's place, which it is before that opening of it */
function swapFor(thing: string, file: string, at: number): () => boolean {
  let openings = 0;
  world.opening = (opened) => {
    if (opened !== file || ++openings !== at) return;
    rmSync(file);
    THINGS[thing]!(file);
  };
  return () => openings >= at;
}

const swapped = () =>
  homeWith({ config: fileWith.config(OTHER_KEY_TEXT), dotenv: fileWith.dotenv(OTHER_KEY_TEXT) });

type Verb = (home: OpenClawHome) => Promise<unknown>;
const WRITING: [string, "config" | "dotenv", times: number, Verb][] = [
  // The third opening is the look whether the new file is on the disk.
  ["set", "config", 3, (home) => setKey(home.shell, "config", KEY)],
  ["set", "dotenv", 3, (home) => setKey(home.shell, "dotenv", KEY)],
  ["remove", "config", 2, (home) => removeKey(home.shell, "config")],
  ["remove", "dotenv", 2, (home) => removeKey(home.shell, "dotenv")],
];
const CASES = WRITING.flatMap(([verb, kind, times, act]) =>
  NAMES.flatMap((thing) =>
    Array.from({ length: times }, (_, i): [string, string, string, number, Verb] => [
      verb,
      kind,
      thing,
      i + 1,
      act,
    ]),
  ),
);

it.each(CASES)(
  "%s in the %s is not held up by %s at opening %i, and its lock goes",
  async (_, kind, thing, at, act) => {
    const home = swapped();
    const file = home.paths[kind as "config" | "dotenv"];
    const isSwapped = swapFor(thing, file, at);
    const reply = await act(home);
    expect(isSwapped()).toBe(true);
    if (at < 3) expect(reply).toMatchObject({ ok: false, code: "file_not_regular", detail: { path: file } });
    expect(existsSync(`${file}.lock`)).toBe(false);
  },
  WITHIN_MS,
);

const READING: [string, file: (home: OpenClawHome) => string, (home: OpenClawHome) => unknown][] = [
  ["status: the config", ({ paths }) => paths.config, (home) => status(home.shell, "0".repeat(32))],
  ["status: the .env", ({ paths }) => paths.dotenv, (home) => status(home.shell, "0".repeat(32))],
  ["a source", ({ paths }) => paths.dotenv, (home) => readSources(home.shell)],
  ["the variables that move OpenClaw", ({ paths }) => paths.dotenv, ({ paths }) => variablesIn(paths.dotenv)],
  [
    "a backup",
    ({ paths }) => paths.config,
    ({ paths }) => backupsWithKey({ ...paths, config: paths.config.slice(0, -5) }),
  ],
];

it.each(READING.flatMap(([what, file, act]) => ENDLESS.map((thing) => [what, thing, file, act] as const)))(
  "Nobody who reads %s waits for %s",
  async (what, thing, fileIn, read) => {
    const home = swapped();
    const file = fileIn(home);
    const bak = `${file.slice(0, -5)}.bak`;
    const target = what === "a backup" ? bak : file;
    if (what === "a backup") symlinkSync(file, bak);
    const isSwapped = swapFor(thing, target, 1);
    await read(home);
    expect(isSwapped()).toBe(true);
  },
  WITHIN_MS,
);

const INSTALLED: [
  string,
  file: (context: InstallContext) => string,
  (context: InstallContext) => Promise<unknown>,
][] = [
  ["install: the notes", notesOf, (context) => install(context, INSTALL)],
  ["install: the launcher", launcher, (context) => install(context, INSTALL)],
  ["install: the host manifest", manifest, (context) => install(context, INSTALL)],
  ["uninstall: the notes", notesOf, uninstall],
  ["doctor: the notes", notesOf, ({ companionFolder }) => readNotes(companionFolder)],
  ["doctor: the launcher", launcher, (context) => checkCompanion(context)],
  [
    "doctor: the host manifest",
    manifest,
    async (context) => {
      const { notes } = await readNotes(context.companionFolder);
      return checkBrowsers(context, notes!.hosts, { ...context, ...context.folders });
    },
  ],
];

function notesOf({ companionFolder }: InstallContext): string {
  return path.join(companionFolder, "installation.json");
}
function launcher({ companionFolder }: InstallContext): string {
  return launcherOf(companionFolder, "linux");
}
function manifest({ folders }: InstallContext): string {
  return path.join(folders.config, "google-chrome/NativeMessagingHosts/clawkey.host.json");
}

it.each(INSTALLED.flatMap(([what, file, act]) => ENDLESS.map((thing) => [what, thing, file, act] as const)))(
  "Nobody waits in %s for %s",
  async (_, thing, fileIn, act) => {
    const { context } = userAccount("linux", ["chrome"]);
    expect(await install(context, INSTALL)).toMatchObject({ ok: true });
    const isSwapped = swapFor(thing, fileIn(context), 1);
    await act(context);
    expect(isSwapped()).toBe(true);
  },
  WITHIN_MS,
);
