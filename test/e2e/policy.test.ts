/** What an administrator has fixed for Clawkey, in real browsers: narrower, in sight, and never a consent. */
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { DESK, look } from "./looks.ts";
import { openDetails, waitForText } from "./popup.ts";
import { makeWorld } from "./world.ts";

const FIXED = "Set by your organization";

/** Chromium asks its policies for an extension once that runs; a page that is open then follows. */
const waitUntilFixed = (page: Page, control: string) =>
  page.waitForFunction(
    (selector) => document.querySelector<HTMLButtonElement>(selector)?.disabled,
    { timeout: 30_000 },
    control,
  );

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (part) => (part as HTMLElement).innerText);

it("lets the key go where an administrator allows it, by the user's clicks alone, and nowhere else", async () => {
  await using world = await makeWorld({ policy: { target: "companion", allowAutoSync: false } });
  await world.home.installCompanion();
  const page = await world.browser.welcome();
  await waitUntilFixed(page, "#auto-sync");
  expect(await textOf(page, "#choice-sync")).toContain(FIXED);
  await world.consent();
  const allowed = await page.$$eval(".way:not(:disabled)", (ways) =>
    ways.map(({ id }) => id).filter((id) => id.startsWith("choose-")),
  );
  expect(allowed).toEqual(["choose-companion"]);
  expect(await textOf(page, "#choose-gateway")).toContain(FIXED);
  await look(page, "policy-ways", DESK);
  // The address of another way leads nowhere.
  const again = await world.browser.open("welcome", "gateway");
  await again.waitForSelector("#step-target:not([hidden])");
  await again.close();

  await world.signIn();
  await page.bringToFront();
  await world.clickAndAnswer(page, "#choose-companion", "accept");
  await page.waitForSelector("#found:not([hidden])");
  await page.click('input[value="config"]');
  await page.click("#export");
  await page.waitForSelector("#step-proof:not([hidden])");
  const popup = await world.browser.open("popup");
  await popup.waitForSelector("#status[data-tone=good]");
  expect(await popup.$("#copying:not([hidden])")).toBeNull();
  await openDetails(popup);
  expect(await textOf(popup, "#target")).toBe(world.home.config);
  const options = await world.browser.open("options");
  await waitForText(options, "#report", "policy key to companion only, no auto-sync");
  for (const control of ["#change-target", "#auto-sync"])
    expect(await options.$(`${control}:disabled`), control).not.toBeNull();
  expect(await textOf(options, "#openclaw")).toContain(FIXED);
  await look(options, "policy-options", DESK);
});

it("keeps the key in where an administrator says so, and says what of the policy it could not read", async () => {
  const address = "http://127.0.0.1:18999";
  await using world = await makeWorld({
    policy: { target: "moon", gatewayAddress: address, allowKey: false },
  });
  const page = await world.browser.welcome();
  await waitUntilFixed(page, "#grade-key");
  expect(await page.$("#grade-numbers:checked")).not.toBeNull();
  await look(page, "policy-consent", DESK);
  await world.consent("numbers");
  const field = await page.waitForSelector("#address:disabled");
  expect(await field!.evaluate((input) => (input as HTMLInputElement).value)).toBe(address);
  const options = await world.browser.open("options");
  await waitForText(options, "#report", "policy one gateway only, no key, WARNING: 1 ignored");
  expect(await options.$("#change-grade:disabled")).not.toBeNull();
});
