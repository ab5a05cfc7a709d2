import { watch } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { World } from "../test/e2e/world.ts";
import { showChange } from "./show-change.ts";

/** Leaves the clicking to the user, tells every change of the config, and ends with the browser. */
export async function watchByHand({ browser, home }: World, say: (text: string) => void): Promise<void> {
  say(
    "Your turn, in the browser window: agree on the welcome page, open claude.ai (it is a stand-in), sign in,",
  );
  say(
    "then click Clawkey in the toolbar and Export to OpenClaw. With 'Keep OpenClaw up to date by itself' ticked,",
  );
  say("each new key goes there without a click: try Rotate key. Close the browser to end.");
  let last = await readFile(home.config, "utf8");
  const watcher = watch(path.dirname(home.config), () => void tellChange());
  const tellChange = async () => {
    const now = await readFile(home.config, "utf8").catch(() => last);
    if (now !== last) say(`openclaw.json changed:\n\n${showChange(last, now)}\n`);
    last = now;
  };
  await new Promise((resolve) => browser.puppeteer.once("disconnected", resolve));
  watcher.close();
}
