import { spawnSync } from "node:child_process";
import { windowsTool } from "../files/windows.ts";

const TOOL = { stdio: "ignore", windowsHide: true, timeout: 5_000 } as const;

/**
 * Ends a program with all that it started, without asking it.
 * @param pid of one that leads a process group of its own; Windows has none, and knows who started whom
 */
export function endWithHelpers(pid: number, platform: NodeJS.Platform = process.platform): void {
  if (platform !== "win32") return kill(-pid);
  // Ended alone, the shell that Windows needs for a `.cmd` would leave OpenClaw behind.
  const args = ["/pid", String(pid), "/T", "/F"];
  // Waited for: this process may end next, and Windows would end the tool with it.
  const { error } = spawnSync(windowsTool("taskkill"), args, TOOL);
  if (error) kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
