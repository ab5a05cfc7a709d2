/** What a screen reader says: what comes into `role="status"`, once nothing more of it is on its way. */
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { prints, reportingOpenClaw, WINDOWS } from "../helpers/reporting-openclaw.ts";
import { EXPORT, reload, waitForTone } from "./popup.ts";
import { readyWorld } from "./world.ts";

interface Heard {
  said: string[];
  /** Ten minutes pass, and each clock of the page strikes. */
  passTime: () => void;
}

/** Loads the popup anew, with an ear at its status, and with its clocks in the test's hand. */
async function listen(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    const said: string[] = [];
    const clocks: (() => void)[] = [];
    let passed = 0;
    globalThis.setInterval = ((strike: () => void) => clocks.push(strike)) as typeof setInterval;
    globalThis.Date = class extends Date {
      constructor(...at: []) {
        super(...(at.length > 0 ? at : ([Date.now() + passed] as unknown as [])));
      }
    } as DateConstructor;
    const hear = () => {
      const box = document.querySelector('[role="status"]');
      if (!box || box.ariaBusy === "true") return;
      const heard = box.cloneNode(true) as HTMLElement;
      for (const silent of heard.querySelectorAll("[aria-hidden=true]")) silent.remove();
      const lines = Array.from(heard.children, ({ textContent }) => textContent.trim());
      const text = lines.filter((line) => line !== "").join(" / ");
      if (text !== said.at(-1)) said.push(text);
    };
    document.addEventListener("DOMContentLoaded", () => {
      const changes = { subtree: true, childList: true, characterData: true };
      new MutationObserver(hear).observe(document.querySelector('[role="status"]')!, changes);
    });
    const passTime = () => {
      passed += 600_000;
      for (const strike of clocks) strike();
    };
    Object.assign(globalThis, { said, passTime } satisfies Heard);
  });
  await reload(page);
}

const said = (page: Page): Promise<string[]> => page.evaluate(() => (globalThis as unknown as Heard).said);

it("from what is due to the proof each state is said, no step on the way, and no time that passes", async () => {
  await using world = await readyWorld();
  const openclaw = reportingOpenClaw({ gateway: `sleep 1; ${prints({ windows: WINDOWS })}` });
  await world.home.installCompanion({ PATH: openclaw.env["PATH"]! });
  const popup = await world.browser.open("popup");
  await listen(popup);
  await popup.waitForSelector("#usage [role=meter]");
  await popup.waitForSelector(EXPORT, { visible: true });
  await waitForTone(popup, "due");
  const before = (await said(popup)).length;

  await popup.click(EXPORT);
  await waitForTone(popup, "good");
  const all = await said(popup);
  expect(all.slice(before - 1)).toEqual([
    expect.stringMatching(/^OpenClaw has no key yet \//),
    expect.stringMatching(/^Exporting to OpenClaw … \//),
    expect.stringMatching(/^Seen by OpenClaw \/ It shows 5h 41% and Week 66%\./),
  ]);

  const resets = () => popup.$eval("#usage-rows", (rows) => rows.textContent);
  const earlier = await resets();
  await popup.evaluate(() => (globalThis as unknown as Heard).passTime());
  await popup.waitForFunction(
    (old) => document.querySelector("#usage-rows")!.textContent !== old,
    {},
    earlier,
  );
  expect(await said(popup)).toEqual(all);
});
