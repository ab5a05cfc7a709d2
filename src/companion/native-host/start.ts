/** The native host as this process runs it, for the OpenClaw that `clawkey install` noted beside it. */
import path from "node:path";
import type { System } from "../../openclaw/files/paths.ts";
import { readNotes } from "../install/notes.ts";
import { servedInstance } from "../which-openclaw.ts";
import { endWithBrowser } from "./end-with-browser.ts";
import { serve } from "./serve.ts";

/** @param bundle where this program's first file is @param caller the arguments that the browser passes */
export async function serveBrowser(bundle: string, system: System, caller: readonly string[]): Promise<void> {
  const folder = path.dirname(bundle);
  // The browser's own may hold a .env, and OpenClaw would read it there.
  process.chdir(folder);
  // Null where it can't be known: a guess could be a file that the user forbade to write.
  const { notes } = await readNotes(folder);
  await serve(process.stdin, process.stdout, caller, notes && servedInstance(system, notes), endWithBrowser);
}
