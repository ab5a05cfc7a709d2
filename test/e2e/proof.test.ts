/** What the popup shows of OpenClaw's own word. OpenClaw is a small program here; the real one: test/real-openclaw. */
import { existsSync } from "node:fs";
import { chmod, utimes, writeFile } from "node:fs/promises";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  prints,
  printsStatus,
  reportingOpenClaw,
  SCOPE_MISSING,
  UNREACHED,
  WINDOWS,
} from "../helpers/reporting-openclaw.ts";
import type { Standin } from "../helpers/standin/standin.ts";
import { until } from "../helpers/world/until.ts";
import { look, POPUP } from "./looks.ts";
import { clickAndWait, EXPORT, exportAndWait, statusText, waitForText, waitForTone } from "./popup.ts";
import { type World, readyWorld } from "./world.ts";

const SEEN = /Seen by OpenClaw\s+It shows 5h 41% and Week 66%\./;
const OLD_KEY = prints({ error: SCOPE_MISSING });

let world: World;
let popup: Page;

/** Installs the companion again, in a terminal in which this `openclaw` is found. */
async function openPopupWith(openclaw: { env: { PATH?: string } }): Promise<void> {
  await world.home.installCompanion({ PATH: openclaw.env.PATH! });
  popup = await world.browser.open("popup");
  await popup.waitForSelector("#usage-rows li");
}

const placeOf = (selector: string): Promise<number> =>
  popup.$eval(selector, (part) => part.getBoundingClientRect().top);

/** Exports once more, which writes nothing, and waits for OpenClaw's own word. */
async function ask(tone: string): Promise<string> {
  await clickAndWait(popup, "Export to OpenClaw", tone);
  return statusText(popup);
}

beforeAll(async () => {
  world = await readyWorld();
  popup = await world.browser.open("popup");
  await exportAndWait(popup);
  // Long ago: no gateway is waited for.
  await utimes(world.home.config, 0, 0);
});

beforeEach(async () => {
  Object.assign(world.standin.behaviour, { claudeApi: "open" });
  await popup.close();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("the popup", () => {
  it("shows after an export what OpenClaw itself shows, and on the way there how far it is", async () => {
    await openPopupWith(reportingOpenClaw({ gateway: `sleep 1; ${prints({ windows: WINDOWS })}` }));
    await exportAndWait(popup);
    const place = await placeOf("#export");
    await waitForText(popup, "#status", "Step 5 of 6: the gateway.");
    expect(await statusText(popup)).toMatch(/Exporting to OpenClaw …\s+Saved\. Step 5/);
    expect(await popup.$eval("#status progress", ({ value, max }) => [value, max])).toEqual([4, 6]);
    expect(await popup.$(EXPORT)).not.toBeNull();
    await look(popup, "proof-asking", POPUP);
    await waitForTone(popup, "good");
    expect(await statusText(popup)).toMatch(SEEN);
    // Nothing has moved, and the focus is where the click left it.
    expect(await placeOf("#export")).toBe(place);
    expect(await popup.evaluate(() => document.activeElement?.id)).toBe("export");
    await look(popup, "proof-after-export", POPUP);
  });

  it("shows it by the command line where no gateway runs", async () => {
    await openPopupWith(reportingOpenClaw({ gateway: UNREACHED }));
    expect(await ask("good")).toMatch(/Seen by OpenClaw[^]+No gateway runs right now/);
    await look(popup, "proof-by-command", POPUP);
  });

  it.each<
    [string, Parameters<typeof reportingOpenClaw>[0], Standin["behaviour"]["claudeApi"], string, string]
  >([
    [
      "gateway-old-version",
      { version: "echo OpenClaw 2026.8.2", gateway: OLD_KEY },
      "open",
      "warning",
      "A running gateway has the old key until you restart it",
    ],
    [
      "not-needed",
      { token: printsStatus({ windows: WINDOWS }) },
      "open",
      "neutral",
      "You don't need the key",
    ],
    ["rate-limited", { token: printsStatus({ error: "HTTP 429: x" }) }, "open", "warning", "asked too often"],
    [
      "no-token",
      { token: `echo '{"usage":{"providers":[]}}'` },
      "open",
      "bad",
      "OpenClaw is not signed in to Claude",
    ],
    ["cloudflare", {}, "cloudflare", "bad", "A bot check blocks claude.ai"],
    ["place-refused", {}, "refused", "bad", "claude.ai is not available from this place"],
    ["gateway-old-key", { gateway: OLD_KEY }, "open", "bad", "The running gateway does not use this key"],
    [
      "gateway-reload-off",
      { gateway: OLD_KEY, reloadMode: `echo '"off"'` },
      "open",
      "bad",
      "gateway.reload.mode is off",
    ],
    [
      "gateway-unasked",
      { gateway: UNREACHED, port: `echo '{"port":{"status":"busy"}}'` },
      "open",
      "bad",
      "can't be asked",
    ],
  ])("names the broken step: %s", async (name, answers, claudeApi, tone, words) => {
    await openPopupWith(reportingOpenClaw(answers));
    world.standin.behaviour.claudeApi = claudeApi;
    expect(await ask(tone)).toContain(words);
    await look(popup, `proof-${name}`, POPUP);
  });

  it("says so where there is no OpenClaw, and keeps the export's own success", async () => {
    await openPopupWith({ env: { PATH: "/usr/bin:/bin" } });
    await exportAndWait(popup);
    await waitForText(popup, "#status", "No openclaw program was found");
    expect(await statusText(popup)).toMatch(/OpenClaw already has this key[^]+No openclaw program was found/);
    expect(await popup.$eval("#status", (box) => box.getAttribute("data-tone"))).toBe("good");
    await look(popup, "proof-no-openclaw", POPUP);
  });

  it("has room for the longest words below an export", async () => {
    await openPopupWith(reportingOpenClaw({ token: `echo '{"usage":{"providers":[]}}'` }));
    await exportAndWait(popup);
    await waitForTone(popup, "bad");
    expect(await statusText(popup)).toMatch(/not signed in to Claude[^]+OpenClaw already has this key\./);
    await look(popup, "proof-no-token-after-export", POPUP);
  });

  it("takes no more of an export's words away for them than where it was written", async () => {
    await writeFile(world.home.config, "{}");
    await chmod(world.home.config, 0o644);
    await openPopupWith({ env: { PATH: "/usr/bin:/bin" } });
    // What the companion says of the missing key makes the status grow, and moves the button.
    await waitForTone(popup, "warning");
    await exportAndWait(popup);
    await waitForText(popup, "#status", "No openclaw program was found");
    const text = await statusText(popup);
    expect(text).toContain("Others could read the file before; now only you can.");
    expect(text).not.toContain("Written to");
  });

  it("warns beside it that OpenClaw reads another organization than this browser is on", async () => {
    const { organizations } = world.standin.account();
    const uuid = "11111111-2222-4333-8444-555555555555";
    organizations.push({ ...structuredClone(organizations[0]!), uuid, name: "Amber Lane ".repeat(9) });
    await openPopupWith(reportingOpenClaw());
    await popup.evaluate(async (value) => {
      const active = { domain: ".claude.ai", name: "lastActiveOrg", secure: true, value };
      await chrome.cookies.set({ ...active, url: "https://claude.ai/" });
      await chrome.storage.session.clear();
    }, uuid);
    await popup.close();
    await openPopupWith(reportingOpenClaw());
    await exportAndWait(popup);
    await waitForTone(popup, "warning");
    const text = await statusText(popup);
    expect(text).toMatch(SEEN);
    expect(text).toContain("numbers above are of Amber Lane Amber Lane");
    await look(popup, "proof-other-organization", POPUP);
    organizations.pop();
  });

  it("ends OpenClaw's work when it is closed before the answer", async () => {
    const openclaw = reportingOpenClaw({ token: `echo $$ > "$NOTES/self"; sleep 60` });
    await openPopupWith(openclaw);
    await popup.click(EXPORT);
    await waitForTone(popup, "busy");
    const pid = await until("the question", () => openclaw.note("self"));
    await popup.close();
    await until("the end of the question", () => !existsSync(`/proc/${pid}`), 5_000);
    popup = await world.browser.open("popup");
  });
});
