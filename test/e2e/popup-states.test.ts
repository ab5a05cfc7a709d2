import { chmod, readFile, rename, symlink, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  babblingCompanion,
  companionOfProtocol,
  companionWithoutNode,
  crashingCompanion,
  foreignCompanion,
  hangingCompanion,
} from "../helpers/world/companions.ts";
import { CONFIG_WITH_EVERYTHING } from "../helpers/world/home.ts";
import { look, POPUP } from "./looks.ts";
import { afterReload, EXPORT, openDetails, statusText, waitForText, waitForTone } from "./popup.ts";
import { BROWSER, makeWorld, type World } from "./world.ts";

const INSTALL = "node dist/clawkey.mjs install";
/** Firefox says of a companion for another extension what it says where there is none. */
const FORBIDDEN = {
  chromium: "The companion does not accept this extension",
  firefox: "The companion is not installed",
};
const LETTERS = "popup_states-";
const sessionKey = () => `sk-ant-sid02-${LETTERS.repeat(8)}`;

let world: World;
let makeKey = sessionKey;
let popup: Page;

async function openPopup(): Promise<Page> {
  popup = await world.browser.open("popup");
  await popup.waitForSelector("[role=status][data-tone]");
  return popup;
}

/** Opens the popup, clicks the main button and waits for the outcome. */
/** Before the click the popup may say something else in the same tone. */
async function exportNow(tone: string, words: string | RegExp): Promise<void> {
  await openPopup();
  await popup.click(EXPORT);
  await waitForText(popup, `[role="status"][data-tone="${tone}"]`, words);
}

async function signInAgain(): Promise<void> {
  const page = await world.browser.claude();
  await page.bringToFront();
  for (const name of ["Sign out", "Sign in"]) {
    const button = await page.$(`::-p-aria([name="${name}"][role="button"])`);
    if (button) await Promise.all([page.waitForNavigation(), button.click()]);
  }
  await page.close();
}

describe("before Clawkey is set up, the popup", () => {
  it("says that it is off", async () => {
    await using fresh = await makeWorld();
    const page = await fresh.browser.open("popup");
    await page.waitForSelector("[role=status][data-tone]");
    expect(await statusText(page)).toContain("Clawkey is off");
    await look(page, "popup-off", POPUP);

    await fresh.consent();
    await fresh.signIn();
    const left = await fresh.browser.open("popup");
    await left.waitForSelector("[role=status][data-tone]");
    expect(await statusText(left)).toContain("One step left");
    await look(left, "popup-setup-left", POPUP);
  });
});

describe("with only the clipboard chosen, the popup", () => {
  it("copies, and leads to the set-up of export by one click", async () => {
    await using fresh = await makeWorld();
    const welcome = await fresh.consent();
    await afterReload(welcome, () => welcome.click("#choose-clipboard"));
    await fresh.signIn();
    const page = await fresh.browser.open("popup");
    await page.waitForSelector('::-p-aria([name="Set up one-click export"][role="button"])', {
      visible: true,
    });
    expect(await page.$(EXPORT)).toBeNull();
    await look(page, "popup-clipboard-only", POPUP);
  });
});

describe("the popup", () => {
  beforeAll(async () => {
    world = await makeWorld({ key: () => makeKey() });
    await world.home.installCompanion();
    await world.setUp();
  });

  /** Every test leaves a working companion, an untouched config and a good key behind. */
  afterEach(async () => {
    await popup.close();
    await world.home.uninstallCompanion();
    await world.home.installCompanion();
    await chmod(world.home.config, 0o600);
    await unlink(world.home.config);
    await writeFile(world.home.config, CONFIG_WITH_EVERYTHING, { mode: 0o600 });
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  it("asks to sign in where nobody is signed in", async () => {
    await openPopup();
    expect(await statusText(popup)).toContain("Sign in to claude.ai");
    expect(await popup.$(EXPORT)).toBeNull();
    await look(popup, "popup-signed-out", POPUP);
  });

  it("is ready with the masked key, its expiry and the file, and what OpenClaw has", async () => {
    await world.signIn();
    await openPopup();
    await waitForTone(popup, "due");
    await waitForText(popup, "#openclaw", /^no key yet$/);
    await look(popup, "popup-due", POPUP);
    await openDetails(popup);
    const shown = await popup.$eval("#facts", (facts) => (facts as HTMLElement).innerText);
    expect(shown).toContain("sk-ant-sid02-••••tes-");
    expect(shown).toMatch(/in 28 days \(.+\)/);
    expect(shown).toContain(world.home.config);
    expect(await popup.content()).not.toContain(sessionKey());
    await look(popup, "popup-details", POPUP);
  });

  it("says that the key is saved, and where there is nobody to ask about it", async () => {
    await exportNow("good", /Saved for OpenClaw\s*No openclaw program was found\./);
    expect(await popup.$eval("#openclaw", (cell) => cell.textContent)).toBe("this key");
    await look(popup, "popup-saved", POPUP);
    await popup.close();
    await openPopup();
    expect(await statusText(popup)).toMatch(/OpenClaw is up to date\s+Exported at /);
    expect(await popup.$(".primary:not([hidden])")).toBeNull();
    await look(popup, "popup-up-to-date", POPUP);
  });

  it("writes nothing the second time", async () => {
    await exportNow("good", "Saved for OpenClaw");
    await popup.click("#export");
    await waitForText(popup, "#status", "already");
    await look(popup, "popup-unchanged", POPUP);
  });

  it("says when a higher source hides what was saved", async () => {
    await writeFile(world.home.dotenv, `CLAUDE_AI_SESSION_KEY=sk-ant-sid01-${"stale".repeat(10)}\n`);
    await exportNow("warning", world.home.dotenv);
    expect(await popup.$eval("#openclaw", (cell) => cell.textContent)).toBe("another key");
    await look(popup, "popup-not-effective", POPUP);
    await unlink(world.home.dotenv);
  });

  it("shows progress while the companion works, and gives up on one that hangs", async () => {
    await hangingCompanion(world.home);
    await openPopup();
    await popup.click(EXPORT);
    await waitForTone(popup, "busy");
    await look(popup, "popup-working", POPUP);
    await waitForTone(popup, "bad", 20_000);
    expect(await statusText(popup)).toContain("The companion did not answer in time");
    await look(popup, "popup-companion-hanging", POPUP);
  });

  it.each([
    ["missing", () => world.home.uninstallCompanion(), "The companion is not installed"],
    ["forbidden", () => foreignCompanion(world.home), FORBIDDEN[BROWSER]],
    ["crashing", () => crashingCompanion(world.home), "The companion stopped without an answer"],
    ["babbling", () => babblingCompanion(world.home), "The companion stopped without an answer"],
    ["nodeless", () => companionWithoutNode(world.home), "The companion finds no Node"],
    ["too-old", () => companionOfProtocol(world.home, 0), "The companion is older than this extension"],
  ])(
    "tells a %s companion apart, before a click and after it, and gives the command",
    async (name, breakIt, words) => {
      await breakIt();
      await openPopup();
      await waitForTone(popup, "bad");
      expect(await statusText(popup)).toContain(words);
      await popup.click(EXPORT);
      await popup.waitForSelector(EXPORT);
      expect(await statusText(popup)).toContain(words);
      expect(await statusText(popup)).toContain(INSTALL);
      await look(popup, `popup-companion-${name}`, POPUP);
    },
  );

  it("tells a companion that is newer than itself", async () => {
    await companionOfProtocol(world.home, 2);
    await exportNow("bad", "This extension is older than the companion");
    await look(popup, "popup-companion-too-new", POPUP);
  });

  it.each([
    ["read-only", () => chmod(world.home.config, 0o444), "is read-only"],
    ["broken", () => writeFile(world.home.config, "{\n  gateway: {\n"), "is broken at line 3"],
    ["not-object", () => writeFile(world.home.config, "[]"), "does not hold an object"],
    ["env-text", () => writeFile(world.home.config, "{ env: 'x' }"), "env is not an object"],
    ["vars-list", () => writeFile(world.home.config, "{ env: { vars: [] } }"), "env.vars is not an object"],
    ["symlink", () => makeSymlink(), "is a symbolic link"],
  ])("refuses a %s config with the reason, and leaves its bytes alone", async (name, breakIt, words) => {
    await breakIt();
    const before = await readFile(world.home.config);
    await openPopup();
    await waitForTone(popup, "bad");
    expect(await statusText(popup)).toContain(words);
    await popup.click(EXPORT);
    await popup.waitForSelector(EXPORT);
    expect(await statusText(popup)).toContain(words);
    expect(await readFile(world.home.config)).toEqual(before);
    await look(popup, `popup-config-${name}`, POPUP);
  });

  it("respects OpenClaw's read-only mode", async () => {
    await world.home.installCompanion({ OPENCLAW_CONFIG_READONLY: "1" });
    await exportNow("bad", "OpenClaw's config is set to read-only");
    await look(popup, "popup-openclaw-read-only", POPUP);
  });

  it("replaces what is no session key only after a click of its own, which names it", async () => {
    const foreign = '{ env: { vars: { CLAUDE_AI_SESSION_KEY: "op://Private/claude" } } } // mine\n';
    await writeFile(world.home.config, foreign);
    const words = "openclaw.json holds a reference to a vault or a variable, not a session key";
    await openPopup();
    await waitForTone(popup, "warning");
    expect(await statusText(popup)).toContain(words);
    await popup.click(EXPORT);
    await popup.waitForSelector(EXPORT);
    expect(await statusText(popup)).toContain(words);
    expect(await readFile(world.home.config, "utf8")).toBe(foreign);
    await look(popup, "popup-key-place-taken", POPUP);
    await popup.locator('::-p-aria([name="Replace it"][role="button"])').click();
    await waitForTone(popup, "good");
    expect(await readFile(world.home.config, "utf8")).toBe(foreign.replace("op://Private/claude", makeKey()));
  });

  it("does not write to another file than the one that was confirmed", async () => {
    const other = path.join(world.home.folder, "other.json");
    await writeFile(other, "{}");
    await world.home.installCompanion({ OPENCLAW_CONFIG_PATH: other });
    await exportNow("bad", "would now write to another file");
    expect(await readFile(other, "utf8")).toBe("{}");
    await look(popup, "popup-other-file", POPUP);
  });

  it.each([
    ["oauth-token", `sk-ant-oat01-${"x".repeat(90)}`, "This is an OAuth token"],
    ["api-key", `sk-ant-api03-${"x".repeat(90)}`, "This is an API key"],
    ["admin-key", `sk-ant-admin01-${"x".repeat(90)}`, "This is an admin key"],
    ["malformed", "not-a-key", "This is not a claude.ai session key"],
  ])("refuses a wrong kind of secret in the cookie: %s", async (name, secret, words) => {
    makeKey = () => secret;
    await signInAgain();
    await openPopup();
    expect(await statusText(popup)).toContain(words);
    expect(await popup.$(EXPORT)).toBeNull();
    await look(popup, `popup-secret-${name}`, POPUP);
    makeKey = sessionKey;
    await signInAgain();
  });

  it("notices that the browser's permission was withdrawn behind its back", async () => {
    const page = await world.browser.open("options");
    await page.evaluate(() => chrome.permissions.remove({ origins: ["https://claude.ai/*"] }));
    await openPopup();
    expect(await statusText(popup)).toContain("The browser's permission for claude.ai is gone");
    await look(popup, "popup-permission-gone", POPUP);
  });
});

async function makeSymlink(): Promise<void> {
  const elsewhere = path.join(world.home.folder, "elsewhere.json");
  await rename(world.home.config, elsewhere);
  await symlink(elsewhere, world.home.config);
}
