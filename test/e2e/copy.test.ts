import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { look, POPUP } from "./looks.ts";
import { afterReload, clickAndWait, statusText, waitForText } from "./popup.ts";
import { makeWorld, type World } from "./world.ts";

const KEY = `sk-ant-sid02-${"copy_test-".repeat(10)}`;

let world: World;

beforeAll(async () => {
  world = await makeWorld({ key: () => KEY });
  const welcome = await world.consent();
  await afterReload(welcome, () => welcome.click("#choose-clipboard"));
  await world.signIn();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** What the system's clipboard really holds, found out as a person would: by pasting. */
async function paste(): Promise<string> {
  const page = await world.browser.puppeteer.newPage();
  await page.setContent("<textarea></textarea>");
  await page.bringToFront();
  await page.focus("textarea");
  await page.keyboard.down("Control");
  await page.keyboard.press("KeyV");
  await page.keyboard.up("Control");
  const text = await page.$eval("textarea", ({ value }) => value);
  await page.close();
  return text;
}

async function openPopup(): Promise<Page> {
  const page = await world.browser.open("popup");
  await page.waitForSelector("#copy", { visible: true });
  return page;
}

describe("Copy", () => {
  it.each([
    ["dotenv", `CLAUDE_AI_SESSION_KEY=${KEY}\n`],
    ["posix", ` export CLAUDE_AI_SESSION_KEY='${KEY}'`],
    ["fish", ` set -gx CLAUDE_AI_SESSION_KEY '${KEY}'`],
    ["powershell", `$env:CLAUDE_AI_SESSION_KEY = '${KEY}'`],
    ["json5", `env: { vars: { CLAUDE_AI_SESSION_KEY: "${KEY}" } },\n`],
    [
      "ssh",
      ` printf '%s' '{ env: { vars: { CLAUDE_AI_SESSION_KEY: "${KEY}" } } }' | ssh your-host.invalid 'openclaw config patch --stdin'`,
    ],
    ["raw", KEY],
  ])("puts the key into the clipboard as %s, and remembers the format", async (format, text) => {
    const popup = await openPopup();
    await popup.select("#format", format);
    await clickAndWait(popup, "Copy", "good");
    if (format === "ssh") await look(popup, "popup-copied-ssh", POPUP);
    expect(await paste()).toBe(text);
    const next = await openPopup();
    expect(await next.$eval("#format", (select) => (select as HTMLSelectElement).value)).toBe(format);
    await next.close();
    await popup.close();
  });

  it("says that a clipboard history may keep it", async () => {
    const popup = await openPopup();
    await popup.select("#format", "raw");
    await clickAndWait(popup, "Copy", "good");
    expect(await statusText(popup)).toContain("A clipboard history may keep it");
    await look(popup, "popup-copied", POPUP);
    await popup.close();
  });

  it.each([
    { focus: "kept", left: "" },
    { focus: "lost", left: KEY },
  ])(
    "after 30 seconds with the focus $focus, the clipboard holds what is right: '$left'",
    async ({ focus, left }) => {
      const popup = await openPopup();
      // The half minute, and nothing else, passes in half a second.
      await popup.evaluate(() => {
        const slow = globalThis.setTimeout;
        Object.assign(globalThis, {
          setTimeout: (work: () => void, ms = 0) => slow(work, ms === 30_000 ? 500 : ms),
        });
      });
      await popup.bringToFront();
      await popup.select("#format", "raw");
      await clickAndWait(popup, "Copy", "good");
      if (focus === "lost") {
        await paste();
        await popup.bringToFront();
        await new Promise((resolve) => setTimeout(resolve, 800));
        expect(await statusText(popup)).toContain("Copied");
      } else {
        await waitForText(popup, "#status", "Cleared");
      }
      expect(await paste()).toBe(left);
      await popup.close();
    },
  );
});
