/** The command line: reads arguments, runs one operation, prints its result as text or as one JSON object. */
import type { Failure } from "../../core/messages/failures.ts";
import { version } from "../../core/messages/identity.ts";
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { parseArgs, type ParseArgsConfig } from "node:util";
import type { FileKind, VerifyStep } from "../../core/messages/messages.ts";
import { SessionKey } from "../../core/claude/session-key.ts";
import { readBounded } from "../../core/messages/text.ts";
import { BROWSERS, type BrowserName } from "../install/browsers.ts";
import { readInstallation } from "../install/notes.ts";
import { doctor } from "../doctor/doctor.ts";
import { doctorJson, doctorLines } from "../doctor/report.ts";
import { install, type InstallContext } from "../install/install.ts";
import { installLines } from "../install/report.ts";
import { uninstall } from "../install/uninstall.ts";
import { removeKey, setKey, status, verify, type Instance } from "../../openclaw/openclaw.ts";
import { variablesToRemember, type System } from "../../openclaw/files/paths.ts";
import { removeLines, setLines, statusLines, verifyLines } from "./report.ts";
import { openClawCommands } from "../../openclaw/program/commands.ts";
import { examinedInstance, servedInstance, shellInstance } from "../install/which-openclaw.ts";
import { failureText, phrase, type Phrase } from "./words.ts";

export interface CommandLine {
  args: string[];
  system: System;
  stdin: Readable & { isTTY?: boolean };
  installation: InstallContext;
  /** The user ends the command: what it has started has to end with it. */
  interrupted: AbortSignal;
  print(text: string): void;
  printError(text: string): void;
}

/** What a command ends with: an exit code, the lines for people, the object for machines. */
interface Result {
  exit: 0 | 1 | 2;
  lines: string[];
  json: { ok: boolean } & Record<string, unknown>;
}

const OPTIONS = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
  target: { type: "string" },
  profile: { type: "string" },
  browser: { type: "string", multiple: true },
  "user-data-dir": { type: "string" },
  all: { type: "boolean" },
  "dry-run": { type: "boolean" },
  fix: { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

type OptionName = keyof typeof OPTIONS;
type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

interface Command {
  options: readonly OptionName[];
  run(line: CommandLine, options: Options): Promise<Result>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  set: { options: ["target", "profile"], run: runSet },
  remove: { options: ["target", "profile"], run: runRemove },
  status: { options: ["profile"], run: runStatus },
  verify: { options: ["profile"], run: runVerify },
  doctor: { options: ["profile", "fix"], run: runDoctor },
  install: { options: ["browser", "all", "user-data-dir", "profile", "dry-run"], run: runInstall },
  uninstall: { options: ["dry-run"], run: runUninstall },
};

/** As OpenClaw has it: the name becomes part of a folder's. */
const PROFILE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/i;

/** A session key is about 130 characters; whatever is longer than this is something else. */
const MAX_KEY_BYTES = 64 * 1024;

/** @returns the exit code: 0 done or nothing to do, 1 refused or failed, 2 wrong usage */
export async function runCommandLine(line: CommandLine): Promise<number> {
  const asJson = line.args.includes("--json");
  const result = await dispatch(line).catch(bug);
  if (asJson) line.print(JSON.stringify(result.json));
  else if (result.exit === 0) line.print(result.lines.join("\n"));
  else line.printError(result.lines.join("\n"));
  return result.exit;
}

/** A bug of ours: told in the same form as everything else, and without its text, which could hold anything. */
function bug(error: unknown): Result {
  const message = phrase("internal_error");
  const where = error instanceof Error ? (error.stack ?? "").split("\n").slice(1) : [];
  return { exit: 1, lines: [message, ...where], json: { ok: false, code: "internal_error", message } };
}

async function dispatch(line: CommandLine): Promise<Result> {
  const parsed = parseOptions(line.args);
  if (!parsed) return usage("usage_bad_options");
  const { values, positionals } = parsed;
  if (values.version) return done([version], { version });
  const [name, ...rest] = positionals;
  if (values.help) return done([phrase("usage")], {});
  if (name === undefined) return usage("usage");
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return usage("usage_unknown_command");
  const allowed: readonly string[] = ["json", ...command.options];
  if (rest.some((argument) => argument.startsWith("sk-ant-"))) return usage("usage_key_in_argument");
  if (rest.length > 0 || !Object.keys(values).every((option) => allowed.includes(option)))
    return usage("usage_bad_options");
  if (values.profile !== undefined && !PROFILE_NAME.test(values.profile)) return usage("usage_bad_profile");
  return command.run(line, values);
}

async function runSet(line: CommandLine, options: Options): Promise<Result> {
  const target = fileKind(options.target);
  if (!target) return usage("usage_bad_options");
  // Typed at a terminal, the key would stand on the screen and in its scrollback.
  if (line.stdin.isTTY) return usage("usage_key_expected");
  const input = await readBounded(line.stdin, MAX_KEY_BYTES);
  const parsed = SessionKey.parse(input && new TextDecoder().decode(input));
  if (!parsed.ok) return failed({ ok: false, code: parsed.code });
  const reply = await setKey(placeOf(line, options), target, parsed.key);
  return reply.ok ? done(setLines(reply, target), { ...reply }) : failed(reply);
}

async function runRemove(line: CommandLine, options: Options): Promise<Result> {
  const target = fileKind(options.target);
  if (!target) return usage("usage_bad_options");
  const reply = await removeKey(placeOf(line, options), target);
  return reply.ok ? done(removeLines(reply), { ...reply }) : failed(reply);
}

async function runStatus(line: CommandLine, options: Options): Promise<Result> {
  // Nobody compares a fingerprint of the command line's, so it gets a salt of its own each time.
  const reply = await status(placeOf(line, options), randomBytes(16).toString("hex"));
  return done(statusLines(reply), { ...reply });
}

async function runVerify(line: CommandLine, options: Options): Promise<Result> {
  return verifyAt((await examined(line, options)).place, line, options);
}

async function verifyAt(place: Instance, line: CommandLine, options: Options): Promise<Result> {
  // It takes seconds: whoever watches sees how far it is.
  const onStep = (step: VerifyStep) => !options.json && line.printError(phrase(`verify_${step}`));
  const reply = await verify(place, openClawCommands(place), { onStep, signal: line.interrupted });
  return reply.ok ? done(verifyLines(reply), { ...reply }) : failed(reply);
}

async function runInstall(line: CommandLine, options: Options): Promise<Result> {
  const browsers = options.browser ?? [];
  const { all, "dry-run": dryRun, "user-data-dir": dataFolder } = options;
  if (!browsers.every((name): name is BrowserName => (BROWSERS as readonly string[]).includes(name))) {
    return usage("usage_bad_browser");
  }
  if (all && browsers.length > 0) return usage("usage_bad_options");
  // One data folder is one browser's, and Firefox has profiles instead.
  if (dataFolder !== undefined && (browsers.length !== 1 || browsers[0] === "firefox"))
    return usage("usage_bad_browser");
  const result = await install(line.installation, {
    browsers: all ? "all" : browsers.length > 0 ? browsers : "found",
    userDataFolder: dataFolder && resolve(line.system.cwd, dataFolder),
    variables: variablesToRemember(line.system),
    profile: options.profile,
    searchPath: line.system.env["PATH"],
    dryRun,
  });
  if (!result.ok) {
    const message = phrase(result.code, result.detail);
    return { exit: 1, lines: [message], json: { ...result, message } };
  }
  return done(installLines(result, dryRun), { ...result, ...(dryRun ? { dryRun } : {}) });
}

async function runUninstall(line: CommandLine, { "dry-run": dryRun }: Options): Promise<Result> {
  const removed = await uninstall(line.installation, { dryRun });
  const lines = removed.map((place) => phrase(dryRun ? "would_uninstall" : "uninstalled", { place }));
  const json = { removed, ...(dryRun ? { dryRun } : {}) };
  return done(removed.length === 0 ? [phrase("nothing_installed")] : lines, json);
}

async function runDoctor(line: CommandLine, options: Options): Promise<Result> {
  const { place, served } = await examined(line, options);
  const { installation, interrupted } = line;
  const report = await doctor(
    {
      installation,
      place,
      served,
      profile: options.profile,
      interrupted,
      verify: () => verifyAt(place, line, options),
    },
    { fix: options.fix },
  );
  return { exit: report.ok ? 0 : 1, lines: doctorLines(report), json: doctorJson(report) };
}

const placeOf = ({ system }: CommandLine, { profile }: Options): Instance => shellInstance(system, profile);

/** What is looked at, and what the browsers' companion serves, where it is installed. */
async function examined({ system, installation }: CommandLine, { profile }: Options) {
  const notes = await readInstallation(installation.companionFolder);
  const served = typeof notes === "string" ? null : notes;
  return {
    place: examinedInstance(system, profile, served),
    served: served && servedInstance(system, served),
  };
}

function fileKind(target: string | undefined): FileKind | undefined {
  return target === undefined || target === "config" ? "config" : target === "dotenv" ? "dotenv" : undefined;
}

function parseOptions(args: string[]): { values: Options; positionals: string[] } | undefined {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch {
    return undefined;
  }
}

const done = (lines: string[], json: Record<string, unknown>): Result => ({
  exit: 0,
  lines,
  json: { ...json, ok: true },
});

function failed(failure: Failure): Result {
  const message = failureText(failure);
  return { exit: 1, lines: [message], json: { ...failure, message } };
}

function usage(name: Phrase): Result {
  const message = phrase(name);
  return { exit: 2, lines: [message], json: { ok: false, code: name, message } };
}
