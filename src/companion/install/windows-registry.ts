/** The user's part of the Windows registry, through the system's own `reg.exe`. */
import { execFile } from "node:child_process";
import { windowsTool } from "../../openclaw/files/windows.ts";

/** Runs `reg.exe` with these arguments and answers its exit code; tests put a fake in its place. */
export type RegistryTool = (args: readonly string[]) => Promise<number>;

export const systemRegistry: RegistryTool = (args) =>
  new Promise((resolve) => {
    execFile(windowsTool("reg"), [...args], { windowsHide: true }, (error) => resolve(error ? 1 : 0));
  });

export const keyExists = async (registry: RegistryTool, key: string): Promise<boolean> =>
  (await registry(["query", key])) === 0;

export const setDefaultValue = async (registry: RegistryTool, key: string, value: string): Promise<boolean> =>
  (await registry(["add", key, "/ve", "/t", "REG_SZ", "/d", value, "/f"])) === 0;

export const deleteKey = async (registry: RegistryTool, key: string): Promise<boolean> =>
  (await registry(["delete", key, "/f"])) === 0;
