/** The verbs about the key: set, remove, status, verify. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { SessionKey } from "../../core/claude/session-key.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import { FileKind, type RemoveReply, type VerifyStep } from "../../core/messages/messages.ts";
import { readBounded } from "../../core/messages/text.ts";
import { namesAnother } from "../../openclaw/files/paths.ts";
import { removeKey, setKey, status, verify, type Instance } from "../../openclaw/openclaw.ts";
import { NOTES_FILE, readNotes } from "../install/notes.ts";
import { askingOf, instanceFor } from "../which-openclaw.ts";
import {
  done,
  failed,
  naming,
  wrongUsage,
  type CommandLine,
  type Options,
  type Outcome,
} from "./commands.ts";
import { removeLines, setLines, statusLines, stillReadLines, verifyLines } from "./report.ts";
import { failureText } from "../../openclaw/words/failure-text.ts";
import { phrase } from "./words.ts";

/** A session key is about 130 characters; whatever is longer than this is something else. */
const MAX_KEY_BYTES = 64 * 1024;

export async function runSet(line: CommandLine, options: Options): Promise<Outcome> {
  // Typed at a terminal, the key would stand on the screen and in its scrollback.
  if (line.stdin.isTTY) return wrongUsage("usage_key_expected");
  const input = await readBounded(line.stdin, MAX_KEY_BYTES).catch(() => undefined);
  // Whatever it is, it can't be read.
  if (input === undefined) return wrongUsage("usage_key_expected");
  const parsed = SessionKey.parse(input && new TextDecoder().decode(input));
  if (!parsed.ok) return failed(failure(parsed.code));
  return withInstance(line, options, async (instance) => {
    const setting = { replace: options.replace ? ("any" as const) : undefined, signal: line.interrupted };
    const reply = await setKey(instance, fileOf(options), parsed.key, setting, askingOf(instance));
    return reply.ok ? done(setLines(reply), reply) : failed(reply);
  });
}

/** Each file by itself: one that can't be cleared keeps no other from it. */
export function runRemove(line: CommandLine, options: Options): Promise<Outcome> {
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

export function runStatus(line: CommandLine, options: Options): Promise<Outcome> {
  return withInstance(line, options, async (instance) => {
    const reply = await status(instance, newSalt());
    return done(statusLines(reply), reply);
  });
}

export function runVerify(line: CommandLine, options: Options): Promise<Outcome> {
  return withInstance(line, options, async (instance) =>
    naming(instance, await verifyAt(instance, line, options)),
  );
}

export async function verifyAt(instance: Instance, line: CommandLine, options: Options): Promise<Outcome> {
  // It takes seconds: whoever watches sees how far it is.
  const onStep = (step: VerifyStep) => {
    if (!options.json) void line.printError(phrase(`verify_${step}`));
  };
  const reply = await verify(instance, await askingOf(instance)(), { onStep, signal: line.interrupted });
  return reply.ok ? done(verifyLines(reply), reply) : failed(reply);
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

/** Nobody compares a fingerprint of the command line's, so it gets a salt of its own each time. */
const newSalt = (): string => randomBytes(16).toString("hex");

const fileOf = ({ target }: Options): FileKind => (target === "dotenv" ? "dotenv" : "config");
