import { describe, expect, onTestFinished } from "vitest";
import { arrives, inodeOf, press, syncedWorld } from "../e2e/auto-sync.ts";
import { keyFingerprint } from "../helpers/standin/recorded-request.ts";
import { test, windowsOf } from "./fixture.ts";
import type { World } from "../e2e/world.ts";
import { startGateway, type Gateway } from "./gateway.ts";
import { pasteSetupToken } from "./openclaw.ts";

/** Each takes the gateway 3 to 17 s. 20 by `npm run test:openclaw`. */
const ROTATIONS = Number(process.env["CLAWKEY_ROTATIONS"] ?? 2);
const EVENTS = 100;

describe("a running gateway beside auto-sync", () => {
  test(
    "has the new key after each rotation, and is left in peace while the key stays",
    async () => {
      await using world = await syncedWorld({ quick: true });
      const openclaw = { home: world.home.folder, standin: world.standin };
      await pasteSetupToken(openclaw);
      const claude = await world.signIn();
      let key = await arrives(world, (found) => found !== undefined);
      const gateway = await startGateway(openclaw);
      onTestFinished(() => gateway.close());

      const tookMs: number[] = [];
      for (let rotation = 0; rotation < ROTATIONS; rotation++) {
        const before = key;
        await press(world, claude, "Rotate key");
        const start = Date.now();
        key = await arrives(world, (found) => found !== before);
        // The windows alone could be the gateway's memory of the old key: the question must have come with the new.
        await expect
          .poll(() => askedAndShown(world, gateway), { timeout: 60_000, interval: 500 })
          .toMatchObject({ key: keyFingerprint(key), usage: windowsOf(world.standin.account()) });
        tookMs.push(Date.now() - start);
      }
      tookMs.sort((a, b) => a - b);
      console.info(
        `${ROTATIONS} rotations reached the gateway within ${tookMs[0]} to ${tookMs.at(-1)} ms, ` +
          `median ${tookMs[Math.floor(tookMs.length / 2)]} ms.`,
      );

      const reloads = gateway.reloads();
      expect(reloads).toBe(ROTATIONS);
      const inode = await inodeOf(world);
      for (let event = 0; event < EVENTS; event++) {
        const button = await claude.waitForSelector(
          '::-p-aria([name="Set the same cookie again"][role="button"])',
        );
        await Promise.all([claude.waitForNavigation(), button!.click()]);
      }
      expect(await gateway.usage()).toMatchObject(windowsOf(world.standin.account()));
      expect(await inodeOf(world)).toBe(inode);
      expect(gateway.reloads()).toBe(reloads);
    },
    ROTATIONS * 70_000 + 200_000,
  );
});

/** What the gateway shows, and the key with which it last asked claude.ai for it. */
async function askedAndShown({ standin }: World, gateway: Gateway) {
  const usage = await gateway.usage();
  const asked = standin.requests.findLast(
    ({ path }) => path.endsWith("/usage") && path.startsWith("/api/org"),
  );
  return { usage, key: asked?.sessionKeyFingerprint };
}
