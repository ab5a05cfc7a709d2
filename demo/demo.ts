/**
 * The whole product on one command, without any account: a real browser with the real extension, the companion,
 * a local stand-in for claude.ai and a temporary home. With a display you click; without one it clicks by itself.
 * `--openclaw` goes the gateway's way with the real OpenClaw, and asks it for the plan's usage before and after.
 */
import { readFile } from "node:fs/promises";
import { makeWorld } from "../test/e2e/world.ts";
import { terminalOf } from "../test/real-openclaw/in-terminal.ts";
import { installOpenClaw } from "../test/real-openclaw/install.ts";
import { usageWindows, type OpenClaw } from "../test/real-openclaw/openclaw.ts";
import { watchByHand } from "./by-hand.ts";
import { clickThrough } from "./by-itself.ts";
import { clickThroughGateway, startDemoGateway } from "./gateway.ts";
import { quote, step, tell } from "./print.ts";

const withOpenClaw = process.argv.includes("--openclaw");
const STEPS = withOpenClaw ? 5 : 6;
const display = process.env["DISPLAY"];

console.log("Clawkey at work. All of it is on this computer: no account, no real key, nothing is sent out.");
step("Start a browser with Clawkey, a stand-in for claude.ai, and a temporary home", STEPS);
await using world = await makeWorld(display ? { display: { name: display } } : {});
const openclaw: OpenClaw = { home: world.home.folder, standin: world.standin };
if (withOpenClaw) await throughGateway();
else await throughCompanion();
console.log("\nDone. The temporary home is removed again.");

async function throughCompanion(): Promise<void> {
  tell("This is OpenClaw's config. It holds no key yet:");
  quote(await readFile(world.home.config, "utf8"));
  step("Install the companion, the small program that writes the key (clawkey install)", STEPS);
  await world.home.installCompanion();
  tell("Done, for this browser only.");
  await (display ? watchByHand(world) : clickThrough(world, STEPS));
  sayWhatComesNext();
}

async function throughGateway(): Promise<void> {
  step("Start the real OpenClaw's gateway, with a setup token and no key", STEPS);
  await installOpenClaw();
  await using running = await startDemoGateway(world, openclaw);
  await showUsage("Before");
  if (display) {
    const { env } = terminalOf(openclaw);
    tell(`On the welcome page choose OpenClaw's gateway, and as its address: ${running.address}`);
    tell(
      `Run its line in this folder, in a terminal of the demo's home: HOME=${env["HOME"]} PATH=${env["PATH"]} bash`,
    );
    await watchByHand(world);
  } else await clickThroughGateway(world, openclaw, running, STEPS);
  await showUsage("After");
}

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
