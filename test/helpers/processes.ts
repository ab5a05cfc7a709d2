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
