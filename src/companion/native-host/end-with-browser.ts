/** No process of ours outlives its browser, whatever it is doing: waiting for a lock, stuck in a file, calculating. */
import { Worker } from "node:worker_threads";

/** From the browser's end of the pipe to ours. What runs may end by itself meanwhile, and leave nothing behind. */
const GRACE_MS = 500;

const LOOK_MS = 100;

/** Not by an exit: that waits for every file that Node is still in the middle of opening. */
const kill = () => process.kill(process.pid, "SIGKILL");

/** @param gone the browser has; standard input is read by nobody else from now on, but for its end */
export function endWithBrowser(gone: AbortSignal): void {
  gone.addEventListener("abort", () => setTimeout(kill, GRACE_MS));
  // Windows knows no way to look at a pipe without waiting for it.
  if (process.platform === "win32") return;
  const watch = new Worker(WATCH, { eval: true, workerData: { graceMs: GRACE_MS, lookMs: LOOK_MS } });
  // Without it a browser's end is still seen, between two calculations.
  watch.once("error", () => {}).unref();
}

/** In a thread of its own, because one that calculates sees nothing. The pipe is set not to wait, by Node itself. */
const WATCH = `
  const { readSync } = require("node:fs");
  const { workerData: { graceMs, lookMs } } = require("node:worker_threads");
  const look = setInterval(() => {
    if (isOpen()) return;
    clearInterval(look);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), graceMs);
  }, lookMs);

  function isOpen() {
    try {
      return readSync(0, Buffer.alloc(1024)) > 0;
    } catch (error) {
      return error.code === "EAGAIN";
    }
  }
`;
