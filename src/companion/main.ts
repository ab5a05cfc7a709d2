/**
 * Where the companion starts: `clawkey serve ...` from a browser's launcher, anything else from a terminal. It loads the
 * one that is meant, and each of them what its verb needs: whoever starts it waits.
 */
import { fileURLToPath } from "node:url";
import { handInMakePrivate } from "../openclaw/files/private-file.ts";
import { thisSystem } from "../openclaw/this-system.ts";

const bundle = fileURLToPath(import.meta.url);
const system = thisSystem();
handInMakePrivate(async (file) => (await import("../openclaw/program/windows-tool.ts")).makePrivate(file));
const [verb, ...rest] = process.argv.slice(2);

if (verb === "serve") {
  const { serveBrowser } = await import("./native-host/start.ts");
  await serveBrowser(bundle, system, rest);
  process.exit(0);
} else {
  const { runInTerminal } = await import("./cli/start.ts");
  process.exitCode = await runInTerminal(bundle, system, process.argv.slice(2));
}
