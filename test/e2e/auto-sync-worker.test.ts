/** The worker's life: stopped at any moment, it comes back and finishes; left alone, it sleeps. Both mostly wait. */
import { watch } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TargetType } from "puppeteer-core";
import { it } from "vitest";
import { arrives, inodeOf, press, QUIET_MS, syncedWorld } from "./auto-sync.ts";
import type { World } from "./world.ts";

/** From before the worker has started to after it has noted all. */
const STOPS_MS = [0, 20, 40, 60, 80, 100, 130, 160, 200, 300];

it.concurrent("writes each key exactly once, at whatever moment the worker was stopped", async ({
  expect,
}) => {
  await using world = await syncedWorld({ quick: true });
  const claude = await world.signIn();
  let key = await arrives(world, (found) => found !== undefined);
  await sleep(QUIET_MS);

  let insideOfASync = 0;
  for (const stopMs of STOPS_MS) {
    const before = key;
    await using writes = countWrites(world);
    await press(world, claude, "Rotate key");
    await sleep(stopMs);
    const runs = await world.browser.workerRuns();
    await world.browser.stopWorker();
    if (runs && writes.count() === 0) insideOfASync++;
    key = await arrives(world, (found) => found !== before, 60_000);
    await sleep(QUIET_MS);
    expect(writes.count(), `stopped after ${stopMs} ms`).toBe(1);
    expect(await claude.$eval("code", (code) => code.textContent)).toBe(`…${key.slice(-4)}`);
  }
  console.info(`${insideOfASync} of ${STOPS_MS.length} stops came between the worker's start and the write.`);
  expect(insideOfASync).toBeGreaterThan(0);
}, 300_000);

it.concurrent("starts for nothing but its alarm where no cookie changes", async ({ expect }) => {
  await using world = await syncedWorld({ quick: true });
  await world.signIn();
  await arrives(world, (key) => key !== undefined);
  await sleep(QUIET_MS);
  await world.browser.stopWorker();
  const inode = await inodeOf(world);

  let starts = 0;
  world.browser.puppeteer.on("targetcreated", (target) => {
    if (target.type() === TargetType.SERVICE_WORKER) starts++;
  });
  // An hour of this build is a minute.
  await sleep(65_000);
  expect(starts).toBe(1);
  expect(await inodeOf(world)).toBe(inode);
});

/** Every replacement of the config, told by its inode. */
function countWrites({ home }: World) {
  let renames = 0;
  const watcher = watch(path.dirname(home.config), (event, name) => {
    if (event === "rename" && name === path.basename(home.config)) renames++;
  });
  return {
    count: () => renames,
    async [Symbol.asyncDispose]() {
      watcher.close();
    },
  };
}
