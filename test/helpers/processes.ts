/** Processes to own a lock or a temp file: one that lives as long as the test, and one that is gone. */
import { spawn, spawnSync } from "node:child_process";
import { onTestFinished } from "vitest";

export function liveProcess(): number {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  if (child.pid === undefined) throw new Error("sleep did not start");
  return child.pid;
}

export function deadProcess(): number {
  return spawnSync("true").pid;
}

/** One that has ended while its parent looks away: the system keeps its number, and it can still be signalled. */
export function unnoticedEnd(): number {
  // The shell becomes a program that never asks after its children.
  const script = "(true & echo child $!; exec sleep 60 >&2) & echo parent $!";
  const printed = spawnSync("sh", ["-c", script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).stdout;
  const idOf = (who: string) => Number(new RegExp(`${who} (\\d+)`).exec(printed)?.[1]);
  onTestFinished(() => void process.kill(idOf("parent"), "SIGKILL"));
  return idOf("child");
}
