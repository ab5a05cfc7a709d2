import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConsoleMessage } from "puppeteer-core";
import { expect, it } from "vitest";
import { reportingOpenClaw } from "../helpers/reporting-openclaw.ts";
import { crashingCompanion } from "../helpers/world/companions.ts";
import { filesWith } from "./canary.ts";
import { clickAndWait, exportAndWait, waitForTone } from "./popup.ts";
import { BROWSER, makeWorld } from "./world.ts";

/** Another run, at the same time on the same machine, has another. */
const CANARY = `CaNaRy-${randomBytes(12).toString("hex")}_`;
const KEY = `sk-ant-sid02-${CANARY.repeat(3)}`;

/** Where each browser keeps its cookies, the one place that is not ours. */
const COOKIE_STORE = { chromium: "Default/Network/Cookies", firefox: "cookies.sqlite" };

/** As it stands in a file of UTF-8, and in one of UTF-16 (browsers store strings so). */
const NEEDLES = [Buffer.from(CANARY), Buffer.from(CANARY, "utf16le")];

const holdsCanary = (bytes: Buffer): boolean => NEEDLES.some((needle) => bytes.includes(needle));

/**
 * Command lines of all processes, over and over, until told to stop: a companion lives for 100 ms.
 * @param companion in whose command lines this stands
 */
function watchCommandLines(companion: string): () => { seen: number; leaks: string[] } {
  const leaks: string[] = [];
  let seen = 0;
  const timer = setInterval(() => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`);
        if (line.includes(companion)) seen++;
        if (holdsCanary(line)) leaks.push(line.toString());
        if (holdsCanary(readFileSync(`/proc/${pid}/environ`)))
          leaks.push(`environment of ${line.toString()}`);
      } catch {
        // The process is gone.
      }
    }
  }, 5);
  return () => {
    clearInterval(timer);
    return { seen, leaks };
  };
}

it("leaves the key in the target alone: not in storage, profile, console, stderr, command lines or temp files", async () => {
  await using world = await makeWorld({ key: () => KEY, autoSync: true });
  const { browser, home } = world;
  const spoken: string[] = [];
  browser.puppeteer.on("targetcreated", async (target) => {
    const page = await target.page();
    page?.on("console", (message: ConsoleMessage) => spoken.push(message.text()));
    page?.on("pageerror", (error) => spoken.push(String(error)));
    // Firefox's event page speaks on the browser's own output, which is looked at below.
    const worker = BROWSER === "chromium" ? await target.worker() : null;
    worker?.on("console", (message: ConsoleMessage) => spoken.push(message.text()));
  });
  const stopWatching = watchCommandLines(path.join(home.folder, ".local/share/clawkey"));
  const openclaw = reportingOpenClaw();
  await home.installCompanion(openclaw.env);
  await world.setUp();
  await world.signIn();

  // The way that works, the same again, and ways that fail.
  const popup = await browser.open("popup");
  await exportAndWait(popup);
  await exportAndWait(popup);
  // The companion asks claude.ai with the key, and OpenClaw about it.
  await waitForTone(popup, "good");
  expect(openclaw.calls()).toContain("gateway call usage.status --json");
  await popup.waitForSelector("#usage [role=meter]");
  expect(await popup.content()).not.toContain(CANARY);
  await crashingCompanion(home);
  await clickAndWait(popup, "Export to OpenClaw", "bad");
  expect(await popup.content()).not.toContain(CANARY);
  await home.uninstallCompanion();
  const options = await browser.open("options");
  await options.waitForSelector("[role=status][data-tone=bad]");

  const stored = await options.evaluate(async () => ({
    local: await chrome.storage.local.get(),
    session: await chrome.storage.session.get(),
    databases: await indexedDB.databases(),
    page: [localStorage.length, sessionStorage.length],
  }));
  expect(JSON.stringify(stored)).not.toContain(CANARY);
  expect(Object.keys(stored.local).toSorted()).toEqual([
    "asked",
    "consent",
    "history",
    "lastExport",
    "owner",
    "put",
    "salt",
    "settings",
    "state",
    "written",
  ]);
  expect(Object.keys(stored.session)).toEqual(["usage"]);
  expect(stored).toMatchObject({ databases: [], page: [0, 0] });

  const { seen, leaks } = stopWatching();
  expect(seen, "the watcher saw the companion at work").toBeGreaterThan(0);
  expect(leaks).toEqual([]);
  expect(spoken.join("\n")).not.toContain(CANARY);
  await browser.puppeteer.close();
  expect(browser.output()).not.toContain(CANARY);

  const cookieStore = path.join(home.profile, COOKIE_STORE[BROWSER]);
  // All that this run has made, the home among it.
  const found = await filesWith(CANARY, tmpdir());
  expect(found.filter((file) => !file.startsWith(cookieStore))).toEqual([home.config]);
});
