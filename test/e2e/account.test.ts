/** Another account signs in: its key is the user's whole account, and goes nowhere without a click. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { OTHER_ACCOUNT } from "../helpers/standin/account.ts";
import { until } from "../helpers/world/until.ts";
import { arrives, badgeOn, keyIn, leaveNoPage, press, QUIET_MS, syncedWorld } from "./auto-sync.ts";
import { look, POPUP } from "./looks.ts";
import { exportAndWait, statusText, waitForText } from "./popup.ts";
import { readyWorld } from "./world.ts";

it("auto-sync waits with another account's key until the click, and goes on by itself where the first comes back", async () => {
  await using world = await syncedWorld({ quick: true });
  const claude = await world.signIn();
  const first = await arrives(world, (key) => key !== undefined);
  await sleep(QUIET_MS);

  await press(world, claude, "Sign in as another account");
  await sleep(QUIET_MS);
  expect(await keyIn(world)).toBe(first);
  // Back to the first account.
  await press(world, claude, "Sign in as another account");
  const again = await arrives(world, (key) => key !== first);

  for (const button of ["Sign out", "Sign in", "Sign in as another account"])
    await press(world, claude, button);
  await sleep(QUIET_MS);
  const before = await keyIn(world);
  const popup = await world.browser.open("popup");
  await waitForText(popup, "#status", `This key belongs to ${OTHER_ACCOUNT}`);
  expect(await statusText(popup)).toContain("Another claude.ai account is signed in");
  await look(popup, "popup-other-account", POPUP);
  await until("the question on the badge", async () => (await badgeOn(popup)).text === "?");
  expect(await keyIn(world)).toBe(before);

  await exportAndWait(popup);
  const theirs = await keyIn(world);
  expect([first, again, before]).not.toContain(theirs);
  expect(await popup.$eval("#usage-owner", ({ textContent }) => textContent)).toContain(OTHER_ACCOUNT);
  await until("the badge to be gone", async () => (await badgeOn(popup)).text === "");
  const stored = await popup.evaluate(async () => JSON.stringify(await chrome.storage.local.get()));
  for (const email of [undefined, OTHER_ACCOUNT]) {
    const [organization] = world.standin.account(email).organizations;
    expect(stored).not.toContain(organization!.uuid);
    expect(stored).not.toContain(organization!.name);
  }
  // The last export counts from now on.
  await sleep(QUIET_MS);
  await leaveNoPage(world);
  await press(world, claude, "Rotate key");
  await arrives(world, (key) => key !== theirs);
});

it("the popup follows a key that claude.ai hands out with its answer", async () => {
  await using world = await readyWorld();
  const popup = await world.browser.open("popup");
  await exportAndWait(popup);
  const exported = (await keyIn(world))!;
  await waitForText(popup, "#openclaw", /^this key$/);
  await popup.waitForSelector("#usage:not([aria-busy=true]) li");
  await popup.evaluate(() => chrome.storage.session.clear());
  await popup.close();

  world.standin.behaviour.handsOutKey = true;
  const after = await world.browser.open("popup");
  await waitForText(after, "#openclaw", /^an older key$/);
  expect(await after.$eval("#key", ({ textContent }) => textContent)).not.toContain(exported.slice(-4));
  await after.waitForSelector("#usage:not([aria-busy=true]) li");
  await exportAndWait(after);
  await waitForText(after, "#openclaw", /^this key$/);
  expect(await after.$eval("#key", ({ textContent }) => textContent)).toContain(
    (await keyIn(world))!.slice(-4),
  );
});
