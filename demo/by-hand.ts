import { watch } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { World } from "../test/e2e/world.ts";
import { quote, tell } from "./print.ts";
import { showChange } from "./show-change.ts";

const TOUR = [
  "Your turn, in the browser's window:",
  "- On the welcome page, read, decide, and follow its steps.",
  "- Open https://claude.ai, which is a stand-in here, and sign in.",
  "- Click Clawkey in the toolbar, then Export to OpenClaw.",
  "- With 'Keep OpenClaw up to date by itself' ticked, try Rotate key at claude.ai: no click is needed any more.",
  "Each change of OpenClaw's config is shown here. Close the browser to end.",
];

/** Leaves the clicking to the user, tells every change of the config, and ends with the browser. */
export async function watchByHand({ browser, home }: World): Promise<void> {
  console.log();
  for (const line of TOUR) tell(line);
  let last = await readFile(home.config, "utf8");
  const watcher = watch(path.dirname(home.config), () => void tellChange());
  const tellChange = async () => {
    const now = await readFile(home.config, "utf8").catch(() => last);
    if (now === last) return;
    tell("OpenClaw's config changed:");
    quote(showChange(last, now));
    last = now;
  };
  await new Promise((resolve) => browser.puppeteer.once("disconnected", resolve));
  watcher.close();
}
