/** This process: what it knows of its system, and how its user ends it. */
import { existsSync } from "node:fs";
import { homedir, release } from "node:os";
import type { Writable } from "node:stream";
import { variablesIn, type Environment, type System } from "../openclaw/files/paths.ts";

export const thisSystem = (): System => ({
  env: ownEnvironment(process.env, process.platform),
  platform: process.platform,
  homedir: homeFolder(),
  cwd: workingFolder(),
  exists: existsSync,
  variablesIn,
});

/**
 * Windows finds a variable however its name is written, and calls the search path `Path`. A copy of the environment
 * is a plain object and no longer does, so names are written in capitals there, as all that we look for are.
 */
export function ownEnvironment(env: Environment, platform: NodeJS.Platform): Environment {
  if (platform !== "win32") return { ...env };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]));
}

/** What people overlook about the terminal that they are in. */
export interface Surroundings {
  viaSudo: boolean;
  /** Linux on Windows. */
  inWsl: boolean;
}

export const surroundings = ({ env, platform }: System, kernel = release()): Surroundings => ({
  viaSudo: env["SUDO_UID"] !== undefined,
  inWsl: platform === "linux" && (env["WSL_DISTRO_NAME"] !== undefined || /microsoft/i.test(kernel)),
});

/**
 * Ctrl-C and its like. What runs in a process group of its own gets none of a terminal's signals.
 * @returns is aborted where the user ends this process, which then ends by that signal as it would have without us
 */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(name, () => {
      interrupted.abort();
      process.kill(process.pid, name);
    });
  }
  return interrupted.signal;
}

/**
 * A way to write lines to standard output, say.
 * @returns of each call why it could not be written; null where it was, or where nobody reads any more, as behind `head`
 */
export function writerTo(stream: Writable): (text: string) => Promise<string | null> {
  // Told to each call. Unheard, it would end the process with a stack trace.
  stream.on("error", () => {});
  return (text) =>
    new Promise((resolve) => {
      stream.write(`${text}\n`, (error) => {
        const { code = "" } = (error ?? {}) as NodeJS.ErrnoException;
        resolve(!error || READER_GONE.includes(code) ? null : code);
      });
    });
}

const READER_GONE = ["EPIPE", "EOF", "ERR_STREAM_DESTROYED"];

/** The folder that we were started in may be gone by now. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return homeFolder();
  }
}

/** A user whom the system does not know, in a container say, has none: then nothing is found, and nothing can be written. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "/";
  }
}
