/** Ctrl-C and its like. What runs in a process group of its own gets none of a terminal's signals. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** @returns is aborted where the user ends this process, which then ends by that signal as it would have without us */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const name of SIGNALS) {
    process.once(name, () => {
      interrupted.abort();
      process.kill(process.pid, name);
    });
  }
  return interrupted.signal;
}
