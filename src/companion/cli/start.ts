/** The command line as this process runs it: its arguments, its three streams, the user who may interrupt it. */
import type { System } from "../../openclaw/files/paths.ts";
import { shownOn } from "../../openclaw/words/words.ts";
import { userFolders } from "../install/browsers.ts";
import { companionFolder } from "../install/folder.ts";
import { interruption, writerTo } from "../this-process.ts";
import { runCommandLine } from "./cli.ts";

/** @param bundle where this program's first file is @returns the exit code */
export const runInTerminal = (bundle: string, system: System, args: string[]): Promise<number> =>
  runCommandLine({
    args,
    system,
    get stdin() {
      return process.stdin;
    },
    interrupted: interruption(),
    installation: {
      folders: userFolders(system),
      companionFolder: companionFolder(system),
      node: process.execPath,
      nodeVersion: process.versions.node,
      bundle,
      registry: async (query) => (await import("../install/changes.ts")).systemRegistry(query),
    },
    print: writerTo(() => process.stdout, shownOn),
    printError: writerTo(() => process.stderr, shownOn),
  });
