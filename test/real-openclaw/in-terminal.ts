/** A line that a user pastes into a terminal, and answers what is asked there. */
import { spawn } from "node:child_process";
import path from "node:path";
import words from "../../locales/en.json" with { type: "json" };
import { until } from "../helpers/world/until.ts";
import { openClawFolder } from "./install.ts";
import { openClawEnvironment, type OpenClaw } from "./openclaw.ts";
import { killGroup } from "./run-process.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

const LINE_MS = 150_000;

export interface Terminal {
  cwd: string;
  env: Record<string, string>;
  /** Put before the shell; see `FarMachine`. */
  within: readonly string[];
}

/** One in OpenClaw's home, in the folder where Clawkey was built. */
export const terminalOf = (openclaw: OpenClaw): Terminal => ({
  cwd: ROOT,
  env: {
    ...openClawEnvironment(openclaw),
    PATH: [openClawFolder, process.env["PATH"]].join(path.delimiter),
  },
  within: openclaw.within ?? [],
});

export interface Pasted {
  /** Waits until this stands on the screen. */
  shows(text: string): Promise<unknown>;
  /** All that stood there. Rejects where the line did not end well. */
  ended: Promise<string>;
}

/** Says yes to each question. */
export function paste(line: string, { cwd, env, within }: Terminal): Pasted {
  const [command, ...args] = [...within, "script", "-qefc", `bash -c ${quoted(line)}`, "/dev/null"];
  const child = spawn(command, args, { cwd, env: { TERM: "xterm", ...env }, detached: true });
  const timer = setTimeout(() => killGroup(child.pid!), LINE_MS);
  const answers = [
    { question: "[y/N]", answer: "y", given: 0 },
    // Where OpenClaw has read the pipe itself.
    { question: words.plugin.code_swallowed, answer: /ck1-[\w-]+/.exec(line)?.[0] ?? "", given: 0 },
  ];
  let screen = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      screen += String(chunk);
      for (const one of answers)
        for (; one.given < screen.split(one.question).length - 1; one.given++)
          child.stdin.write(`${one.answer}\n`);
    });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  const ended = closed.then((exit) => {
    clearTimeout(timer);
    if (exit !== 0) throw new Error(`The line ended with ${exit}:\n${screen}`);
    return screen;
  });
  // Whoever waits for words on the screen first must not lose the reason why they don't come.
  ended.catch(() => {});
  return {
    shows: (text) => until(`${text} in a terminal that shows:\n${screen}`, () => screen.includes(text)),
    ended,
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
