/** This process: what it knows of its system, and how its user ends it. */
import { release } from "node:os";
import type { Writable } from "node:stream";
import type { System } from "../openclaw/files/paths.ts";

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

type Stream = Writable & { isTTY?: boolean };

/**
 * A way to write lines to standard output, say.
 * @param open gives the stream, which is asked for with the first line: Node is slow to make one
 * @param shownOn makes of a text what the stream is to get
 * @returns of each call why it could not be written; null where it was, or where nobody reads any more, as behind `head`
 */
export function writerTo(
  open: () => Stream,
  shownOn: (stream: Stream) => (text: string) => string,
): (text: string) => Promise<string | null> {
  let opened: Stream | undefined;
  return (text) =>
    new Promise((resolve) => {
      // Told to each call. Unheard, it would end the process with a stack trace.
      const stream = (opened ??= open().on("error", () => {}));
      stream.write(`${shownOn(stream)(text)}\n`, (error) => {
        const { code = "" } = (error ?? {}) as NodeJS.ErrnoException;
        resolve(!error || READER_GONE.includes(code) ? null : code);
      });
    });
}

const READER_GONE = ["EPIPE", "EOF", "ERR_STREAM_DESTROYED"];
