/** Auto-sync with a picked file: it opens to a click alone, so all that is left is to ask for it. */
import { expect, it } from "vitest";
import { syncStatus } from "../../../../src/extension/ui/sync-status.ts";
import { badgeOf } from "../../../../src/extension/ui/toolbar.ts";
import { CONFIG, PICKED } from "../../../helpers/fake-openclaw.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { DAY_MS, FIRST, home, HOUR_MS, SECOND, settled, signedIn } from "../../../helpers/sync-world.ts";

it("a new key asks for the click with badge and words, once, and touches nothing", async () => {
  const { world, browser, openClaw } = await signedIn({ place: PICKED });
  expect(browser.shown).toEqual({ phase: "asks", question: "click_needed", path: "openclaw.json" });
  await world.pass(DAY_MS);
  await browser.openPopup();
  expect(openClaw.asked).toEqual([]);
  expect(browser.stored.history).toMatchObject([{ by: "sync", result: "click_needed", times: 1 }]);

  useEnglish();
  const badge = badgeOf(browser.stored, world.now());
  expect(badge).toMatchObject({ text: "!", tone: "warning" });
  expect(badge.title).toContain("A new key is waiting for your click");
  expect(syncStatus(browser.shown!)).toMatchObject({ tone: "warning" });
});

it("the click answers it, and the next key asks anew", async () => {
  const { world, browser, openClaw } = await signedIn({ place: PICKED });
  await browser.click();
  await settled();
  expect(openClaw.keys.get(PICKED.id)).toBe(FIRST);
  expect(browser.shown).toMatchObject({ phase: "in_step" });
  await world.pass(HOUR_MS);
  await browser.wake();
  expect(browser.shown).toMatchObject({ phase: "in_step" });

  await browser.signIn(SECOND);
  expect(browser.shown).toMatchObject({ phase: "asks", question: "click_needed" });
  expect(openClaw.keys.get(PICKED.id)).toBe(FIRST);
});

it("another account is named as such: that question comes first", async () => {
  const { world, browser } = await signedIn({ place: PICKED });
  await browser.click();
  world.organizationsOf = (key) => [key === SECOND ? "other" : "robin"];
  await browser.signIn(SECOND);
  expect(browser.shown).toMatchObject({ phase: "asks", question: "other_account" });
});

it("a sign-out takes nothing out of it, whatever was chosen, and is shown", async () => {
  const { world, browser, openClaw } = await signedIn({ place: PICKED, onSignOut: "remove" });
  await browser.click();
  await browser.signOut();
  await world.pass(HOUR_MS);
  expect(openClaw.asked.filter(({ verb }) => verb === "remove")).toEqual([]);
  expect(browser.shown).toMatchObject({ phase: "signed_out", exported: true });
});

it("a sign-out takes the key out of the companion's file, and leaves one that was picked before alone", async () => {
  const { world, browser, openClaw } = home({ place: PICKED, onSignOut: "remove" });
  await browser.signIn(FIRST);
  await browser.click();
  await browser.choose({ target: "companion", file: CONFIG });
  expect(openClaw.keys.get(CONFIG.id)).toBe(FIRST);
  await browser.signOut();
  await world.pass(HOUR_MS);
  expect(openClaw.keys.has(CONFIG.id)).toBe(false);
  expect(openClaw.keys.get(PICKED.id)).toBe(FIRST);
});
