/** The command line: reads arguments, runs one command, prints its outcome as text or as one JSON object. */
import { parseArgs } from "node:util";
import { version } from "../../core/version.ts";
import {
  COMMANDS,
  done,
  OPTIONS,
  wrongUsage,
  type CommandLine,
  type Options,
  type Outcome,
} from "./commands.ts";
import { printable, printableJson, whereThrown } from "../../core/messages/text.ts";
import { speakAsWanted, speakEnglish } from "../../openclaw/words/words.ts";
import { phrase } from "./words.ts";

/** As OpenClaw has it: the name becomes part of a folder's. */
const PROFILE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/i;

/** @returns the exit code: 0 done or nothing to do, 1 refused or failed, 2 wrong usage */
export async function runCommandLine(line: CommandLine): Promise<number> {
  const asJson = line.args.includes("--json");
  await (asJson ? speakEnglish() : speakAsWanted(line.system));
  const { exit, lines, json } = await run(line).catch(bug);
  const print = asJson || exit === 0 ? line.print : line.printError;
  const errno = await print(asJson ? printableJson(json) : lines.map((text) => printable(text)).join("\n"));
  if (errno === null) return exit;
  await line.printError(phrase("output_failed", { errno }));
  return exit || 1;
}

async function run(line: CommandLine): Promise<Outcome> {
  if (line.args.some((argument) => argument.includes("sk-ant-"))) return wrongUsage("usage_key_in_argument");
  const parsed = parseOptions(line.args);
  if (!parsed) return wrongUsage("usage_bad_options");
  const { values, positionals } = parsed;
  if (values.version) return done([version], { version });
  const [name, ...rest] = positionals;
  if (values.help) return done(phrase("usage").split("\n"), {});
  if (name === undefined) return wrongUsage("usage");
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return wrongUsage("usage_unknown_command");
  const { target = "config", profile = "default" } = values;
  const allowed: readonly string[] = ["json", ...command.options];
  const isAllowed = Object.keys(values).every((option) => allowed.includes(option));
  if (rest.length > 0 || !isAllowed || !["config", "dotenv"].includes(target))
    return wrongUsage("usage_bad_options");
  if (!PROFILE_NAME.test(profile)) return wrongUsage("usage_bad_profile");
  return command.run(line, values);
}

function parseOptions(args: string[]): { values: Options; positionals: string[] } | undefined {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch {
    return undefined;
  }
}

/** A bug of ours: told in the same form as everything else. */
function bug(error: unknown): Outcome {
  const message = phrase("internal_error");
  const json = { ok: false, code: "internal_error", message };
  return { exit: 1, lines: [message, ...whereThrown(error)], json };
}
