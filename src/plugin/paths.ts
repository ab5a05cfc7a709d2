/** Where the plugin's own files are: in a folder of their own, below OpenClaw's state folder. */
import path from "node:path";
import type { OpenClawPaths } from "../openclaw/files/paths.ts";

/** OpenClaw's files, and its state folder, which it names itself. */
export interface Paths extends OpenClawPaths {
  state: string;
}

/** The gateway's process, and OpenClaw's files. */
export interface Place {
  paths: Paths;
  /** Read and written. */
  environment: NodeJS.ProcessEnv;
  /** OpenClaw's version. */
  openclaw: () => string;
}

export type OwnFile = "pending" | "pairings" | "key" | "numbers" | "reading";

export const ownFolder = (state: string): string => path.join(state, "clawkey");

export const ownFile = (state: string, name: OwnFile): string => path.join(ownFolder(state), `${name}.json`);
