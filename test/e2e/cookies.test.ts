/** More than one cookie of the session, or one in another form: what the browser has is not always what it seems. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "puppeteer-core";
import { arrives, keyIn, leaveNoPage, press, QUIET_MS, syncedWorld } from "./auto-sync.ts";
import { EXPORT, statusText } from "./popup.ts";
import type { World } from "./world.ts";

describe("Where a sign-out takes the key out of OpenClaw,", () => {
  let world: World;
  let claude: Page;

  beforeAll(async () => {
    world = await syncedWorld({ quick: true });
    const options = await world.browser.open("options");
    await (await options.waitForSelector("input[value=remove]"))!.click();
    await options.waitForSelector("[role=status][data-tone=good]");
    await leaveNoPage(world);
    claude = await world.signIn();
    await arrives(world, (key) => key !== undefined);
    await sleep(QUIET_MS);
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  it("a cookie that claude.ai partitions for itself is followed, and is no sign-out", async () => {
    const before = await keyIn(world);
    world.standin.behaviour.sessionCookie = "partitioned";
    await press(world, claude, "Rotate key");
    const key = await arrives(world, (found) => found !== before);
    expect(key.slice(-4)).toBe(await lastLetters(claude));
    // Longer than an absence takes to count as a sign-out.
    await sleep(QUIET_MS);
    expect(await keyIn(world)).toBe(key);
    const popup = await world.browser.open("popup");
    await popup.waitForFunction(
      (end) => document.querySelector("#key")?.textContent?.endsWith(end),
      {},
      key.slice(-4),
    );
    await leaveNoPage(world);
  });

  it("an older twin of the host alone is not taken in the place of the one in use", async () => {
    world.standin.behaviour.sessionCookie = "host-only";
    await press(world, claude, "Sign in as another account");
    await sleep(QUIET_MS);
    world.standin.behaviour.sessionCookie = "usual";
    const before = await keyIn(world);
    // A later second: the browser counts the cookies' ends in those.
    await press(world, claude, "Sign in as another account");
    const key = await arrives(world, (found) => found !== before);
    expect(key.slice(-4)).toBe(await lastLetters(claude));
  });

  it("two that can't be told apart leave OpenClaw's key alone, and the popup says so", async () => {
    await sleep(QUIET_MS);
    const before = await keyIn(world);
    await claude.browserContext().setCookie({
      name: "sessionKey",
      value: world.standin.signIn(),
      domain: "claude.ai",
      path: "/",
      secure: true,
      httpOnly: true,
      expires: Math.round(Date.now() / 1000) + 300 * 86_400,
    });
    await sleep(QUIET_MS);
    expect(await keyIn(world)).toBe(before);
    const popup = await world.browser.open("popup");
    await popup.waitForSelector("[role=status][data-tone=bad]");
    expect(await statusText(popup)).toContain("can't tell which sign-in claude.ai uses");
    expect(await popup.$(EXPORT)).toBeNull();
  });
});

const lastLetters = (claude: Page): Promise<string> =>
  claude.$eval("code", ({ textContent }) => textContent.slice(-4));
