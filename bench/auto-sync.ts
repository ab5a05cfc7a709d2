/**
 * From the Set-Cookie of a rotation to the renamed file, beside a bare extension whose bare host renames a file
 * with the value in it: no consent, no lock, no check, no comparison, no note.
 */
import { watch } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { CHROME_EXTENSION_ID } from "../src/core/messages/identity.ts";
import { arrives, leaveNoPage, syncedWorld } from "../test/e2e/auto-sync.ts";
import type { Standin } from "../test/helpers/standin/standin.ts";
import { startBareSync } from "../test/helpers/world/bare-sync.ts";
import type { BrowserDriver } from "../test/helpers/world/browser-driver.ts";
import { median } from "./median.ts";

const ROUNDS = 20;

/** In a build whose minutes are seconds: more than three changes in ten of them would be held back. */
const PACE_MS = 3_600;

interface Contestant {
  browser: BrowserDriver;
  standin: Standin;
  id: string;
  file: string;
}

export async function benchAutoSync(): Promise<void> {
  await using bare = await startBareSync();
  await using world = await syncedWorld({ quick: true });
  const { browser, standin, home } = world;
  const clawkey: Contestant = { browser, standin, id: CHROME_EXTENSION_ID, file: home.config };
  const pages = { bare: await signIn(bare), clawkey: await signIn(clawkey) };
  await arrives(world, (key) => key !== undefined);
  await leaveNoPage(world);

  console.log(`auto-sync, Set-Cookie to renamed file (medians of ${ROUNDS}, ms)`);
  for (const worker of ["stopped", "running"] as const) {
    const times = { bare: [] as number[], clawkey: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      times.bare.push(await timeToFile(bare, pages.bare, worker));
      times.clawkey.push(await timeToFile(clawkey, pages.clawkey, worker));
      await sleep(Math.max(0, PACE_MS - (performance.now() - start)));
    }
    const [floor, ours] = [median(times.bare), median(times.clawkey)];
    console.log(
      `  worker ${worker}: bare ${floor.toFixed(0)} · Clawkey ${ours.toFixed(0)} · ratio ${(ours / floor).toFixed(2)}`,
    );
  }
}

async function timeToFile(
  { browser, standin, id, file }: Contestant,
  claude: Page,
  worker: "running" | "stopped",
): Promise<number> {
  if (worker === "stopped") await browser.stopWorker(id);
  else if (!(await browser.workerRuns(id))) throw new Error("the worker should run since the round before");
  const renamed = nextRename(file);
  await press(claude, "Rotate key");
  const set = standin.requests.findLast(({ host, path: page }) => host === "claude.ai" && page === "/");
  return (await renamed) - set!.at;
}

function nextRename(file: string): Promise<number> {
  return new Promise((resolve) => {
    const watcher = watch(path.dirname(file), (event, name) => {
      if (event !== "rename" || name !== path.basename(file)) return;
      resolve(Date.now());
      watcher.close();
    });
  });
}

async function signIn({ browser }: Contestant): Promise<Page> {
  const claude = await browser.claude();
  await press(claude, "Sign in");
  return claude;
}

async function press(claude: Page, name: string): Promise<void> {
  await claude.bringToFront();
  const button = await claude.waitForSelector(`::-p-aria([name="${name}"][role="button"])`);
  await Promise.all([claude.waitForNavigation(), button!.click()]);
}
