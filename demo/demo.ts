/**
 * The whole product on one command, without any account: a real browser with the real extension, the companion,
 * a local stand-in for claude.ai and a temporary home. With a display you click; without one it clicks by itself.
 * `--openclaw` asks the real OpenClaw for the plan's usage before and after.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeWorld } from "../test/e2e/world.ts";
import { installOpenClaw, openClawFolder } from "../test/real-openclaw/install.ts";
import { pasteSetupToken, usageWindows, type OpenClaw } from "../test/real-openclaw/openclaw.ts";
import { watchByHand } from "./by-hand.ts";
import { clickThrough } from "./by-itself.ts";
import { quote, step, tell } from "./print.ts";

const STEPS = 6;

const withOpenClaw = process.argv.includes("--openclaw");
const display = process.env["DISPLAY"];

console.log("Clawkey at work. All of it is on this computer: no account, no real key, nothing is sent out.");
step("Start a browser with Clawkey, a stand-in for claude.ai, and a temporary home", STEPS);
await using world = await makeWorld(display ? { display: { name: display } } : {});
const openclaw: OpenClaw = { home: world.home.folder, standin: world.standin };
if (withOpenClaw) {
  await installOpenClaw();
  await pasteSetupToken(openclaw);
  // OpenClaw's own writer strips comments; a user would have written some since.
  await writeFile(world.home.config, commented(await readFile(world.home.config, "utf8")));
}
const before = await readFile(world.home.config, "utf8");
tell("This is OpenClaw's config. It holds no key yet:");
quote(before);
if (withOpenClaw) await showUsage("Before");

step("Install the companion, the small program that writes the key (clawkey install)", STEPS);
await world.home.installCompanion(
  withOpenClaw ? { PATH: [openClawFolder, process.env["PATH"]].join(path.delimiter) } : {},
);
tell("Done, for this browser only.");

await (display ? watchByHand(world) : clickThrough(world, STEPS));

if (withOpenClaw) await showUsage("After");
else sayWhatComesNext();
console.log("\nDone. The temporary home is removed again.");

/** Without an OpenClaw there is nobody who could show the usage; that is no fault, and it ends here. */
function sayWhatComesNext(): void {
  console.log("\nWhat comes next, where an OpenClaw runs:");
  tell("- It takes the key from this file by itself, and its /status shows the 5-hour and weekly limits.");
  tell("- The popup says 'Seen by OpenClaw', with the numbers that OpenClaw itself shows.");
  tell("To watch that here, with the real OpenClaw (650 MB): npm run demo -- --openclaw");
  tell("To use Clawkey with yours: README.md, Install");
}

async function showUsage(when: string): Promise<void> {
  tell(`${when}: asking the real OpenClaw (openclaw status --usage), which takes some seconds ...`);
  const { windows, error } = await usageWindows(openclaw);
  const shown = windows.map(({ label, usedPercent }) => `${label}: ${100 - usedPercent}% left`).join(" · ");
  tell(`${when}: ${shown || error}`);
}

function commented(config: string): string {
  return `// My OpenClaw. Do not touch the agents!\n${config.replace('"local",', '"local", // this machine only')}`;
}
