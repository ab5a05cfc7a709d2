/** A file that is picked once, in the system's own dialog, and written by the browser itself. */
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CONFIG_WITH_EVERYTHING } from "../helpers/world/home.ts";
import { DESK, look, PHONE } from "./looks.ts";
import { clickAndWait, statusText, waitForText, waitForTone } from "./popup.ts";
import { makeWorld, type World } from "./world.ts";

const KEY = `sk-ant-sid02-${"Picked_-".repeat(12)}`;

/** Byte for byte what a person would have written. */
const CONFIG_WITH_KEY = CONFIG_WITH_EVERYTHING.replace(
  /}\r\n$/,
  `  env: {\r\n    vars: {\r\n      CLAUDE_AI_SESSION_KEY: '${KEY}',\r\n    },\r\n  },\r\n}\r\n`,
);

let world: World;
let folder: string;

const bytesOf = (file: string) => readFileSync(file, "latin1");
const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
const at = (name: string) => path.join(folder, name);

/** A file of the user's alone, with these words in it; whatever stood there is gone. */
async function put(file: string, text: string | Buffer, mode = 0o600): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, text, { mode });
  await chmod(file, mode);
}

/** The step of the welcome page on which a file is picked. */
async function pickingPage(): Promise<Page> {
  const page = await world.browser.open("welcome", "target");
  await page.waitForSelector("#choose-picked", { visible: true });
  await page.click("#choose-picked");
  await page.waitForSelector("#pick", { visible: true });
  return page;
}

async function pick(file: string): Promise<void> {
  const page = await pickingPage();
  await world.pickAndAnswer(page, { button: "#pick", file, answer: "accept" });
  await page.waitForSelector("#export-picked:not([hidden])");
  await page.close();
}

/** A click on Export in the popup, and the page that it opens. */
async function openExport(): Promise<Page> {
  const popup = await world.browser.open("popup");
  const button = await popup.waitForSelector('::-p-aria([name="Export to OpenClaw"][role="button"])');
  await button!.click();
  const page = await world.browser.opened("picked");
  await waitForText(page, "#status", "One more click");
  return page;
}

async function openAllowedExport(): Promise<Page> {
  const page = await openExport();
  await answer(page, "#export", "accept");
  await waitForTone(page, "good");
  return page;
}

/** Clicks what makes the browser ask about the file, and answers all that it asks. */
async function answer(page: Page, button: string, given: "accept" | "refuse"): Promise<void> {
  await answerOnce(page, button, given);
  // Chromium asks whether it may read, gives back what was given on the last visit, and has forgotten the first by then: it
  // allows nothing, and our words say to click again.
  const isWarned = (await page.$eval("#status", (box) => box.getAttribute("data-tone"))) === "warning";
  if (given === "accept" && isWarned) await answerOnce(page, button, given);
}

async function answerOnce(page: Page, button: string, given: "accept" | "refuse"): Promise<void> {
  await page.$eval("#status", (box) => box.setAttribute("data-tone", "asking"));
  const done = "#status:not([data-tone=asking])";
  await world.answerAboutFile(page, { button, answer: given, done });
  await page.waitForSelector(`${done}:not([data-tone=busy])`);
}

const exportAgain = (page: Page, tone: string) => clickAndWait(page, "Export to OpenClaw", tone);

/** Does this once the browser has written the new bytes beside the file, and before they take its place. */
async function meanwhile(page: Page, work: () => Promise<unknown>): Promise<void> {
  await page.exposeFunction("meanwhile", work);
  await page.evaluate(() => {
    const { prototype } = FileSystemWritableFileStream;
    const write = Reflect.get(prototype, "write");
    prototype.write = async function (...data) {
      await write.apply(this, data);
      await (globalThis as unknown as { meanwhile: () => Promise<void> }).meanwhile();
    };
  });
}

beforeAll(async () => {
  world = await makeWorld({ key: () => KEY });
  folder = path.dirname(world.home.config);
  await world.signIn();
  await world.consent();
});

beforeEach(async () => {
  for (const page of await world.browser.ownPages()) await page.close();
  for (const name of readdirSync(folder)) await rm(at(name));
  await put(world.home.config, CONFIG_WITH_EVERYTHING);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("A file that is picked once", () => {
  it("gets the key with a click, and not a byte besides; the second time nothing is written", async () => {
    const { config } = world.home;
    await pick(config);
    const page = await openExport();
    await look(page, "picked-ready", DESK);
    await look(page, "picked-ready-narrow", PHONE);
    await page.setViewport(null);
    expect(bytesOf(config)).toBe(CONFIG_WITH_EVERYTHING);

    await answer(page, "#export", "accept");
    await waitForTone(page, "good");
    expect(await statusText(page)).toContain("openclaw.json");
    expect(await page.$eval("main", (main) => main.innerText)).toContain("openclaw status --usage");
    expect([bytesOf(config), modeOf(config)]).toEqual([CONFIG_WITH_KEY, "600"]);
    expect(readdirSync(folder)).toEqual(["openclaw.json"]);
    await look(page, "picked-done", DESK);
    await page.setViewport(null);

    const { ino, mtimeNs } = statSync(config, { bigint: true });
    await exportAgain(page, "good");
    expect(await statusText(page)).toContain("already has this key");
    expect(statSync(config, { bigint: true })).toMatchObject({ ino, mtimeNs });
  });

  it("is .env as well, exported to right where it was picked, with its mode kept", async () => {
    const { dotenv } = world.home;
    await put(dotenv, "# mine\nA='1' # one\n", 0o640);
    const page = await pickingPage();
    await world.pickAndAnswer(page, { button: "#pick", file: dotenv, answer: "accept" });
    await (await page.waitForSelector("#export-picked:not([hidden])"))!.click();
    await page.waitForSelector("#step-proof:not([hidden])");
    // A button under the pointer is lighter.
    await page.mouse.move(0, 0);
    await look(page, "welcome-picked-done", DESK);
    expect(bytesOf(dotenv)).toBe(`# mine\nA='1' # one\nCLAUDE_AI_SESSION_KEY=${KEY}\n`);
    expect(modeOf(dotenv)).toBe("640");
  });

  it("is asked for anew when the page was closed, stays as it is after a no, and is written after a yes", async () => {
    const { config } = world.home;
    await pick(config);
    const first = await openAllowedExport();
    await first.close();
    await put(config, CONFIG_WITH_EVERYTHING);

    const page = await openExport();
    await answer(page, "#export", "refuse");
    await waitForTone(page, "warning");
    expect(await statusText(page)).toContain("The browser does not let Clawkey use openclaw.json");
    expect(bytesOf(config)).toBe(CONFIG_WITH_EVERYTHING);

    await answer(page, "#export", "accept");
    await waitForTone(page, "good");
    expect(bytesOf(config)).toBe(CONFIG_WITH_KEY);
  });

  it("is refused at the pick where it can't be OpenClaw's, or can't be edited, with its bytes as they were", async () => {
    const { config } = world.home;
    await symlink("openclaw.json", at(".env"));
    await put(at("package.json"), "{}");
    const page = await pickingPage();
    await look(page, "welcome-pick", DESK);
    await page.setViewport(null);
    const refused = async (file: string, words: string) => {
      const before = bytesOf(file);
      await page.$eval("#status", (box) => box.replaceChildren());
      await world.pickFile(page, "#pick", file);
      await waitForText(page, "#status", words);
      expect(bytesOf(file), words).toBe(before);
    };
    await refused(at(".env"), "The browser can't find .env");
    await refused(at("package.json"), "package.json is not one of OpenClaw's files");
    for (const [text, words] of [
      ["{ a: 1\n  b: 2 }", "openclaw.json is broken at line 2, column 3"],
      ["[1]", "openclaw.json does not hold an object"],
      [Buffer.from("{ a: 1 }", "utf16le"), "openclaw.json is not UTF-8 text"],
      [`{ a: "${"x".repeat(2 * 1024 * 1024)}" }`, "openclaw.json is too large"],
    ] as const) {
      await put(config, text);
      await refused(config, words);
    }
    expect(lstatSync(at(".env")).isSymbolicLink()).toBe(true);
  });

  it("is left as it is where something is in the way of an export, and that is said", async () => {
    const { config } = world.home;
    await pick(config);
    const page = await openAllowedExport();
    const refused = async (words: string, tone = "bad") => {
      const before = bytesOf(config);
      await exportAgain(page, tone);
      expect(await statusText(page)).toContain(words);
      expect(bytesOf(config), words).toBe(before);
      expect(readdirSync(folder).filter((name) => name.endsWith(".crswap"))).toEqual([]);
    };
    await put(config, CONFIG_WITH_EVERYTHING, 0o400);
    await refused("openclaw.json is read-only");
    expect(modeOf(config)).toBe("400");
    await put(config, "{ a: ");
    await refused("openclaw.json is broken");
    await put(config, "{ env: { vars: { CLAUDE_AI_SESSION_KEY: '${VAULT}' } } }");
    await refused("a reference to a vault or a variable", "warning");

    await put(at("elsewhere.json"), CONFIG_WITH_EVERYTHING);
    await rm(config);
    await symlink("elsewhere.json", config);
    await refused("The browser can't find openclaw.json");
    expect(lstatSync(config).isSymbolicLink()).toBe(true);
    await rm(config);
    await exportAgain(page, "bad");
    expect(await statusText(page)).toContain("The browser can't find openclaw.json");
    expect(readdirSync(folder)).toEqual(["elsewhere.json"]);
  });

  it("keeps what somebody else writes meanwhile, in its place or by a new file", async () => {
    const { config } = world.home;
    await pick(config);
    const page = await openAllowedExport();
    const others = [
      () => writeFile(config, "{ theirs: 1 }"),
      async () => {
        await writeFile(at("theirs.tmp"), "{ theirs: 2 }");
        await rename(at("theirs.tmp"), config);
      },
      () => rm(config),
    ];
    await meanwhile(page, async () => others.shift()!());
    for (const theirs of ["{ theirs: 1 }", "{ theirs: 2 }", null]) {
      await put(config, CONFIG_WITH_EVERYTHING);
      await exportAgain(page, "bad");
      expect(await statusText(page)).toContain("openclaw.json changed during the write");
      expect(readdirSync(folder)).toEqual(theirs === null ? [] : ["openclaw.json"]);
      if (theirs !== null) expect(bytesOf(config)).toBe(theirs);
    }
  });

  it("is not lost with the page: closing it in the middle asks first, and leaves the old file alone", async () => {
    const { config } = world.home;
    await pick(config);
    const page = await openAllowedExport();
    await put(config, CONFIG_WITH_EVERYTHING);
    let asked = "";
    page.on("dialog", async (dialog) => {
      asked = dialog.type();
      await dialog.accept();
    });
    await meanwhile(page, () => new Promise(() => {}));
    await page.click("#export");
    await page.waitForSelector('[role="status"][data-tone="busy"]');
    await expect.poll(() => readdirSync(folder)).toContain("openclaw.json.crswap");
    const closed = new Promise((resolve) => page.once("close", resolve));
    await page.close({ runBeforeUnload: true });
    await closed;
    expect(asked).toBe("beforeunload");
    await expect.poll(() => readdirSync(folder)).toEqual(["openclaw.json"]);
    expect(bytesOf(config)).toBe(CONFIG_WITH_EVERYTHING);
  });

  it("is forgotten with a click, and with it the way to it", async () => {
    await pick(world.home.config);
    const options = await world.browser.open("options");
    const kept = () =>
      options.evaluate(async () => {
        const opening = indexedDB.open("picked");
        await new Promise((resolve) => (opening.onsuccess = resolve));
        const counting = opening.result.transaction("handles").objectStore("handles").count();
        await new Promise((resolve) => (counting.onsuccess = resolve));
        opening.result.close();
        const { settings } = await chrome.storage.local.get<{ settings: object }>("settings");
        return { handles: counting.result, settings };
      });
    const before = await kept();
    expect(before.settings).toMatchObject({ target: "picked", picked: { path: "openclaw.json" } });
    await (await options.waitForSelector("#forget-file", { visible: true }))!.click();
    await options.waitForSelector("#forget-file[hidden]");
    expect(await kept()).toMatchObject({
      handles: before.handles - 1,
      settings: { target: null, picked: null },
    });
  });

  it("loses the key at withdrawal after one click; where that fails it is named, and consent has ended in any case", async () => {
    const { config, dotenv } = world.home;
    await put(dotenv, "A=1\n");
    for (const file of [dotenv, config]) {
      await pick(file);
      await (await openAllowedExport()).close();
    }
    expect(bytesOf(config)).toBe(CONFIG_WITH_KEY);

    const options = await world.browser.open("options");
    await (await options.waitForSelector("#withdraw", { visible: true }))!.click();
    await options.click("#withdraw-confirm");
    const page = await world.browser.opened("picked");
    await waitForText(page, "#status", "Consent is withdrawn");
    expect(await statusText(page)).toContain("openclaw.json may still hold the key");
    await look(page, "picked-withdrawn", DESK);
    await page.setViewport(null);
    const left = await page.evaluate(async () => {
      const { origins } = await chrome.permissions.getAll();
      return { origins, stored: await chrome.storage.local.get(), kept: await indexedDB.databases() };
    });
    expect(left).toEqual({ origins: [], stored: {}, kept: [] });

    await rm(dotenv);
    const buttons = () =>
      page.$$eval("#buttons > :not([hidden])", (all) => all.map((one) => one.textContent));
    expect(await buttons()).toEqual(["Remove the key from .env", "Remove the key from openclaw.json"]);
    await answer(page, "#buttons > :nth-child(2)", "accept");
    await waitForText(page, "#status", "The browser can't find .env");
    expect(await statusText(page)).toContain("Delete CLAUDE_AI_SESSION_KEY there");
    await answer(page, "#buttons > :last-child", "refuse");
    await waitForText(page, "#status", "openclaw.json may still hold the key");
    expect(bytesOf(config)).toBe(CONFIG_WITH_KEY);
    await answer(page, "#buttons > :last-child", "accept");
    await waitForText(page, "#status", "The key was removed from openclaw.json");
    expect(bytesOf(config)).toBe(CONFIG_WITH_EVERYTHING);
    expect(await buttons()).toEqual(["Remove the key from .env"]);
    expect(await page.evaluate(() => chrome.storage.local.get<object>())).toEqual({});
  });
});
