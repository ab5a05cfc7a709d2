/** Where the companion starts: `clawkey serve ...` from a browser's launcher, anything else from a terminal. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { handInMakePrivate } from "../openclaw/files/private-file.ts";
import { thisSystem } from "../openclaw/this-system.ts";
import { userFolders } from "./install/browsers.ts";
import { companionFolder, readNotes } from "./install/notes.ts";
import { servedInstance } from "./which-openclaw.ts";
import { interruption, writerTo } from "./this-process.ts";

const bundle = fileURLToPath(import.meta.url);
const system = thisSystem();
handInMakePrivate(async (file) => (await import("../openclaw/program/windows-tool.ts")).makePrivate(file));
const [verb, ...rest] = process.argv.slice(2);

if (verb === "serve") {
  const { serve } = await import("./native-host/serve.ts");
  const { endWithBrowser } = await import("./native-host/end-with-browser.ts");
  // The browser's folder may hold a .env, and OpenClaw would read it there.
  process.chdir(path.dirname(bundle));
  // Null where it can't be known: a guess could be a file that the user forbade to write.
  const { notes } = await readNotes(path.dirname(bundle));
  await serve(process.stdin, process.stdout, rest, notes && servedInstance(system, notes), endWithBrowser);
  process.exit(0);
} else {
  const { runCommandLine } = await import("./cli/cli.ts");
  const { shownOn } = await import("../openclaw/words/words.ts");
  process.exitCode = await runCommandLine({
    args: process.argv.slice(2),
    system,
    stdin: process.stdin,
    interrupted: interruption(),
    installation: {
      folders: userFolders(system),
      companionFolder: companionFolder(system),
      node: process.execPath,
      nodeVersion: process.versions.node,
      bundle,
      registry: async (args) => (await import("./install/changes.ts")).systemRegistry(args),
    },
    print: writerTo(process.stdout, shownOn(process.stdout)),
    printError: writerTo(process.stderr, shownOn(process.stderr)),
  });
}
