/** The verbs: which options each takes, and where it stands. A verb loads what it alone needs. */
import type { Readable } from "node:stream";
import type { parseArgs, ParseArgsConfig } from "node:util";
import type { Failure } from "../../core/messages/failures.ts";
import type { System } from "../../openclaw/files/paths.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import { BROWSERS } from "../install/browsers.ts";
import type { InstallContext } from "../install/install.ts";
import { failureText } from "../../openclaw/words/failure-text.ts";
import { list } from "../../openclaw/words/words.ts";
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

const key = () => import("./key-commands.ts");
const setup = () => import("./setup-commands.ts");

export const COMMANDS: Readonly<Record<string, Command>> = {
  set: { options: ["target", "replace", "profile"], run: async (...given) => (await key()).runSet(...given) },
  remove: { options: ["target", "profile"], run: async (...given) => (await key()).runRemove(...given) },
  status: { options: ["profile"], run: async (...given) => (await key()).runStatus(...given) },
  verify: { options: ["profile"], run: async (...given) => (await key()).runVerify(...given) },
  doctor: { options: ["profile", "fix"], run: async (...given) => (await setup()).runDoctor(...given) },
  install: {
    options: ["browser", "all", "user-data-dir", "profile", "dry-run"],
    run: async (...given) => (await setup()).runInstall(...given),
  },
  uninstall: { options: ["dry-run"], run: async (...given) => (await setup()).runUninstall(...given) },
};

export const done = (lines: string[], json: object): Outcome => ({
  exit: 0,
  lines,
  json: { ...json, ok: true },
});

export function wrongUsage(name: Phrase): Outcome {
  const message = phrase(name, { browsers: list(BROWSERS) });
  return { exit: 2, lines: message.split("\n"), json: { ok: false, code: name, message } };
}

export function failed(reply: Failure): Outcome {
  const message = failureText(reply);
  return { exit: 1, lines: [message], json: { ...reply, message } };
}

/** Which OpenClaw was asked, where the outcome itself names no file of it. */
export const naming = ({ paths: { config, dotenv } }: Instance, { exit, lines, json }: Outcome): Outcome => ({
  exit,
  lines: [phrase("which", { path: config }), ...lines],
  json: { ...json, openclaw: { config, dotenv } },
});
