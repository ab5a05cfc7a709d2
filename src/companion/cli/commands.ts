/** The verbs: which options each takes, what it does, and what it ends with. A verb loads what it alone needs. */
import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import type { parseArgs, ParseArgsConfig } from "node:util";
import { SessionKey } from "../../core/claude/session-key.ts";
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import { readBounded } from "../../core/messages/text.ts";
import { FileKind, type RemoveReply, type VerifyStep } from "../../core/messages/messages.ts";
import { namesAnother, type System } from "../../openclaw/files/paths.ts";
import { removeKey, setKey, status, verify, type Instance } from "../../openclaw/openclaw.ts";
import { BROWSERS, type BrowserName } from "../install/browsers.ts";
import type { InstallContext } from "../install/install.ts";
import { NOTES_FILE, readNotes } from "../install/notes.ts";
import { surroundings } from "../this-process.ts";
import { instanceFor } from "../which-openclaw.ts";
import { installLines, uninstallLines } from "./report-install.ts";
import {
  doctorJson,
  doctorLines,
  removeLines,
  setLines,
  statusLines,
  stillReadLines,
  verifyLines,
} from "./report.ts";
import { failureText } from "../../openclaw/failure-text.ts";
import { phrase, type Phrase } from "./words.ts";

export interface CommandLine {
  args: string[];
  system: System;
  stdin: Readable & { isTTY?: boolean };
  installation: InstallContext;
  /** The user ends the command: what it has started has to end with it. */
  interrupted: AbortSignal;
  /** @returns why it could not be written, null where it was, or where nobody reads it any more */
  print: (text: string) => Promise<string | null>;
  printError: (text: string) => Promise<string | null>;
}

/** What a command ends with: an exit code, the lines for people, the object for machines. */
export interface Outcome {
  exit: 0 | 1 | 2;
  lines: string[];
  json: { ok: boolean } & Record<string, unknown>;
}

export const OPTIONS = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
  target: { type: "string" },
  replace: { type: "boolean" },
  profile: { type: "string" },
  browser: { type: "string", multiple: true },
  "user-data-dir": { type: "string" },
  all: { type: "boolean" },
  "dry-run": { type: "boolean" },
  fix: { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

export type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

interface Command {
  /** Beside `json`. */
  options: readonly (keyof Options)[];
  run(line: CommandLine, options: Options): Promise<Outcome>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  set: { options: ["target", "replace", "profile"], run: runSet },
  remove: { options: ["target", "profile"], run: runRemove },
  status: { options: ["profile"], run: runStatus },
  verify: {
    options: ["profile"],
    run: (line, options) =>
      withInstance(line, options, async (instance) =>
        naming(instance, await verifyAt(instance, line, options)),
      ),
  },
  doctor: { options: ["profile", "fix"], run: runDoctor },
  install: { options: ["browser", "all", "user-data-dir", "profile", "dry-run"], run: runInstall },
  uninstall: { options: ["dry-run"], run: runUninstall },
};

/** A session key is about 130 characters; whatever is longer than this is something else. */
const MAX_KEY_BYTES = 64 * 1024;

export const done = (lines: string[], json: object): Outcome => ({
  exit: 0,
  lines,
  json: { ...json, ok: true },
});

export function wrongUsage(name: Phrase): Outcome {
  const message = phrase(name, { browsers: BROWSERS.join(", ") });
  return { exit: 2, lines: message.split("\n"), json: { ok: false, code: name, message } };
}

function failed(reply: Failure): Outcome {
  const message = failureText(reply);
  return { exit: 1, lines: [message], json: { ...reply, message } };
}

async function runSet(line: CommandLine, options: Options): Promise<Outcome> {
  // Typed at a terminal, the key would stand on the screen and in its scrollback.
  if (line.stdin.isTTY) return wrongUsage("usage_key_expected");
  const input = await readBounded(line.stdin, MAX_KEY_BYTES).catch(() => undefined);
  // Whatever it is, it can't be read.
  if (input === undefined) return wrongUsage("usage_key_expected");
  const parsed = SessionKey.parse(input && new TextDecoder().decode(input));
  if (!parsed.ok) return failed(failure(parsed.code));
  return withInstance(line, options, async (instance) => {
    const { openClawCommands } = await import("../../openclaw/program/ask-openclaw.ts");
    const answers = openClawCommands(instance);
    const setting = { replace: options.replace ? ("any" as const) : undefined, signal: line.interrupted };
    const reply = await setKey(instance, fileOf(options), parsed.key, setting, answers);
    return reply.ok ? done(setLines(reply), reply) : failed(reply);
  });
}

/** Each file by itself: one that can't be cleared keeps no other from it. */
function runRemove(line: CommandLine, options: Options): Promise<Outcome> {
  return withInstance(line, options, async (instance) => {
    const kinds = options.target === undefined ? FileKind.options : [fileOf(options)];
    const files: { [kind in FileKind]?: Result<RemoveReply> } = {};
    for (const kind of kinds) files[kind] = await removeKey(instance, kind);
    const replies = Object.values(files);
    const failures = replies.filter((reply) => !reply.ok);
    const lines = removeLines(replies);
    const [first] = failures;
    if (first) {
      const message = failures.map(failureText).join(" ");
      return { exit: 1, lines, json: { ok: false, code: first.code, message, files } };
    }
    const { effective } = await status(instance, newSalt());
    return done([...lines, ...stillReadLines(effective)], { files, effective });
  });
}

function runStatus(line: CommandLine, options: Options): Promise<Outcome> {
  return withInstance(line, options, async (instance) => {
    const reply = await status(instance, newSalt());
    return done(statusLines(reply), reply);
  });
}

async function verifyAt(instance: Instance, line: CommandLine, options: Options): Promise<Outcome> {
  const { openClawCommands } = await import("../../openclaw/program/ask-openclaw.ts");
  // It takes seconds: whoever watches sees how far it is.
  const onStep = (step: VerifyStep) => {
    if (!options.json) void line.printError(phrase(`verify_${step}`));
  };
  const reply = await verify(instance, openClawCommands(instance), { onStep, signal: line.interrupted });
  return reply.ok ? done(verifyLines(reply), reply) : failed(reply);
}

async function runDoctor(line: CommandLine, options: Options): Promise<Outcome> {
  const { doctor } = await import("../doctor/doctor.ts");
  const { profile, fix } = options;
  const report = await doctor(
    { ...line, profile, verify: (instance) => verifyAt(instance, line, options) },
    { fix },
  );
  const outcome: Outcome = { exit: report.ok ? 0 : 1, lines: doctorLines(report), json: doctorJson(report) };
  return naming(report.instance, outcome);
}

async function runInstall({ system, installation }: CommandLine, options: Options): Promise<Outcome> {
  const { browser: named = [], all, profile, "dry-run": dryRun = false, "user-data-dir": folder } = options;
  const isKnown = named.every((name): name is BrowserName => (BROWSERS as readonly string[]).includes(name));
  // One folder is one browser's.
  if (!isKnown || (folder !== undefined && named.length !== 1)) return wrongUsage("usage_bad_browser");
  if (all && named.length > 0) return wrongUsage("usage_bad_options");
  const { install } = await import("../install/install.ts");
  const { noteShell } = await import("../install/this-shell.ts");
  const result = await install(installation, {
    browsers: all ? BROWSERS : named.length > 0 ? named : "found",
    ownFolder: folder && resolve(system.cwd, folder),
    ...(await noteShell(system, profile)),
    dryRun,
  });
  const lines = installLines(result, dryRun, surroundings(system));
  if (!result.ok) {
    const { changes: _, ...json } = { changes: [], ...result };
    return { exit: 1, lines, json: { ...json, message: lines.join(" ") } };
  }
  const { changes, ...reply } = result;
  const imagined = { dryRun, changes: changes.map(({ do: what, path }) => ({ do: what, path })) };
  return done(lines, { ...reply, ...(dryRun ? imagined : {}) });
}

async function runUninstall(line: CommandLine, { "dry-run": dryRun = false }: Options): Promise<Outcome> {
  const { uninstall } = await import("../install/uninstall.ts");
  const { removed, failed: left } = await uninstall(line.installation, { dryRun });
  const lines = uninstallLines({ removed, failed: left }, dryRun);
  if (left.length === 0) return done(lines, { removed, ...(dryRun ? { dryRun } : {}) });
  const json = { ok: false, code: "uninstall_failed", removed, failed: left, message: lines.join(" ") };
  return { exit: 1, lines, json };
}

/**
 * Where the notes of `install` can't be read, a guess could be another OpenClaw's file: then nothing is done. Doctor
 * says so, and looks at this shell's.
 */
async function withInstance(
  { system, installation }: CommandLine,
  { profile }: Options,
  run: (instance: Instance) => Promise<Outcome>,
): Promise<Outcome> {
  const { notes, problem } = await readNotes(installation.companionFolder);
  if (problem && profile === undefined && !namesAnother(system, {}))
    return failed(
      failure(`installation_${problem}`, { path: join(installation.companionFolder, NOTES_FILE) }),
    );
  return run(instanceFor(system, profile, notes));
}

/** Which OpenClaw was asked, where the outcome itself names no file of it. */
const naming = ({ paths: { config, dotenv } }: Instance, { exit, lines, json }: Outcome): Outcome => ({
  exit,
  lines: [phrase("which", { path: config }), ...lines],
  json: { ...json, openclaw: { config, dotenv } },
});

/** Nobody compares a fingerprint of the command line's, so it gets a salt of its own each time. */
const newSalt = (): string => randomBytes(16).toString("hex");

const fileOf = ({ target }: Options): FileKind => (target === "dotenv" ? "dotenv" : "config");
