/**
 * A rotation, and a click, to the renamed file: beside a bare extension whose bare host renames a file with the value in
 * it, without consent, lock, check, comparison or note. What safety alone costs has a row of its own.
 */
import { watch } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { CHROME_EXTENSION_ID } from "../src/core/messages/identity.ts";
import { arrives, leaveNoPage, pressButton, syncedWorld } from "../test/e2e/auto-sync.ts";
import { EXPORT, reload } from "../test/e2e/popup.ts";
import type { Standin } from "../test/helpers/standin/standin.ts";
import { startBareSync } from "../test/helpers/world/bare-sync.ts";
import type { BrowserDriver } from "../test/helpers/world/browser-driver.ts";
import { CONFIG_WITH_EVERYTHING } from "../test/helpers/world/home.ts";
import { compete, type Result } from "./contest.ts";
import { paced } from "./pace.ts";

const ROUNDS = 10;

interface Contestant {
  browser: BrowserDriver;
  standin: Standin;
  id: string;
  file: string;
  claude: Page;
}

export async function* benchExport(): AsyncGenerator<Result> {
  await using bareFloor = await startBareSync("bare");
  await using safeFloor = await startBareSync("safe");
  await using world = await syncedWorld({ quick: true });
  const { browser, standin, home } = world;
  const [bare, safe] = [await signedIn(bareFloor), await signedIn(safeFloor)];
  const own = { browser, standin, id: CHROME_EXTENSION_ID, file: home.config };
  const turn = paced();
  await turn();
  const clawkey = await signedIn(own);
  await arrives(world, (key) => key !== undefined);
  await leaveNoPage(world);

  for (const worker of ["stopped", "running"] as const)
    yield await compete({
      title: `Set-Cookie to renamed file, worker ${worker}`,
      rounds: ROUNDS,
      contestants: {
        "bare extension, bare host": () => rotated(bare, worker),
        "the same, with lock, fsyncs and a second look": () => rotated(safe, worker),
        Clawkey: async () => {
          await turn();
          return rotated(clawkey, worker);
        },
      },
    });

  const page = await bare.browser.puppeteer.newPage();
  await page.goto(`chrome-extension://${bare.id}/page.html`);
  const popup = await browser.open("popup");
  yield await compete({
    title: "Click to renamed file",
    rounds: ROUNDS,
    contestants: {
      "bare page, bare host": () => clicked(page, "button", bare.file),
      "Clawkey's popup, Export": async () => {
        // As if another browser had written since: every click has something to do.
        await writeFile(own.file, CONFIG_WITH_EVERYTHING, { mode: 0o600 });
        await reload(popup);
        return clicked(popup, EXPORT, own.file);
      },
    },
  });
}

async function rotated(
  { browser, standin, id, file, claude }: Contestant,
  worker: "running" | "stopped",
): Promise<number> {
  if (worker === "stopped") await browser.stopWorker(id);
  else if (!(await browser.workerRuns(id))) throw new Error("the worker should run since the round before");
  const renamed = nextRename(file);
  await pressButton(claude, "Rotate key");
  const set = standin.requests.findLast(({ host, path: page }) => host === "claude.ai" && page === "/");
  return (await renamed) - set!.at;
}

async function clicked(page: Page, selector: string, file: string): Promise<number> {
  await page.bringToFront();
  const button = await page.waitForSelector(selector, { visible: true });
  const renamed = nextRename(file);
  const start = Date.now();
  await button!.click();
  return (await renamed) - start;
}

function nextRename(file: string): Promise<number> {
  return new Promise((resolve) => {
    const watcher = watch(path.dirname(file), (event, name) => {
      if (event !== "rename" || name !== path.basename(file)) return;
      resolve(Date.now());
      watcher.close();
    });
  });
}

async function signedIn(own: Omit<Contestant, "claude">): Promise<Contestant> {
  const claude = await own.browser.claude();
  await pressButton(claude, "Sign in");
  return { ...own, claude };
}
