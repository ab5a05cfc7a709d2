/** How often an hour wakes the worker while nothing happens: a minute of the quick build is an hour. */
import { setTimeout as sleep } from "node:timers/promises";
import { TargetType } from "puppeteer-core";
import { arrives, QUIET_MS, syncedWorld } from "../test/e2e/auto-sync.ts";

const HOUR_MS = 60_000;
const HOURS = 1;

export async function* benchIdle(): AsyncGenerator<string> {
  await using world = await syncedWorld({ quick: true });
  await world.signIn();
  await arrives(world, (key) => key !== undefined);
  await sleep(QUIET_MS);
  await world.browser.stopWorker();
  let starts = 0;
  world.browser.puppeteer.on("targetcreated", (target) => {
    if (target.type() === TargetType.SERVICE_WORKER) starts++;
  });
  await sleep(HOURS * HOUR_MS + 5_000);
  yield `Wake-ups in an idle hour: ${starts}\n`;
}
