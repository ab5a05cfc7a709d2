/** The commands below `openclaw clawkey`. Each loads what it alone needs. */
import { openSync } from "node:fs";
import { ReadStream } from "node:tty";
import type { PluginApi, PluginCommand } from "../api.ts";
import { shownOn, speakEnglish } from "../../openclaw/words/words.ts";
import type { Place } from "../paths.ts";
import { conclude, refused, type Outcome, type Terminal } from "./outcome.ts";
import { phrase, speakTo, type Phrase } from "../words.ts";

interface Called {
  args: string[];
  options: Record<string, unknown>;
  terminal: Terminal;
}

interface Command {
  name: string;
  /** Beside `--json`. */
  options: [flags: string, description: Phrase][];
  /** How many, at most. */
  args: number;
  run: (called: Called, place: Place, api: PluginApi) => Promise<Outcome>;
}

const COMMANDS: Command[] = [
  {
    name: "pair",
    options: [["--show", "option_show"]],
    args: 1,
    async run({ args: [argument], options, terminal }, place) {
      const { pair } = await import("./pair.ts");
      const show = options["show"] === true;
      return pair(place, { argument, show, stdin: process.stdin, openTerminal }, terminal);
    },
  },
  {
    name: "status",
    options: [],
    args: 0,
    run: async (_, place, api) => (await import("./status.ts")).status(place, api),
  },
  {
    name: "verify",
    options: [],
    args: 0,
    run: async ({ terminal }, place, api) => (await import("./verify.ts")).verify(place, api, terminal),
  },
  {
    name: "forget [browser]",
    options: [["--all", "option_all"]],
    args: 1,
    async run({ args: [browser], options }, place) {
      const isAll = options["all"] === true;
      if (isAll === (browser !== undefined)) return refused("usage_forget", 2);
      return (await import("./forget.ts")).forget(place, browser ?? null);
    },
  },
];

export async function addCommands(root: PluginCommand, place: Place, api: PluginApi): Promise<void> {
  await speakTo(place);
  for (const { name, options, args: most, run } of COMMANDS) {
    const verb = name.split(" ", 1)[0] as "pair" | "status" | "verify" | "forget";
    const command = root.command(name).description(phrase(`describe_${verb}`));
    for (const [flags, description] of options) command.option(flags, phrase(description));
    command
      // By whatever begins so OpenClaw shows no progress of its own, which would read what comes through a pipe.
      .option(verb === "pair" ? "--json [off]" : "--json", phrase("option_json"))
      // So that a code is taken as an argument too, and no help tells people to put it there.
      .allowExcessArguments()
      .action(async (...called) => {
        const { args } = called.at(-1) as { args: string[] };
        const given = called.at(-2) as Record<string, unknown>;
        const { json } = given;
        const asJson = json === true;
        if (asJson) speakEnglish();
        // A code that is made here is told in any case.
        const isQuiet = asJson && given["show"] !== true;
        const terminal = { print, printError: isQuiet ? () => {} : printError };
        const outcome = () =>
          args.length > most || (typeof json === "string" && json !== "off")
            ? Promise.resolve(refused("usage_bad_arguments", 2))
            : run({ args, options: given, terminal }, place, api);
        process.exitCode = await conclude(outcome, { print, printError }, asJson);
      });
  }
}

/** Where people are, whatever stands in the place of the standard input; null without one. */
function openTerminal(): ReadStream | null {
  try {
    return new ReadStream(openSync(process.platform === "win32" ? String.raw`\\.\CONIN$` : "/dev/tty", "r"));
  } catch {
    return null;
  }
}

const print = (text: string): void => void process.stdout.write(`${shownOn(process.stdout)(text)}\n`);
const printError = (text: string): void => void process.stderr.write(`${shownOn(process.stderr)(text)}\n`);
