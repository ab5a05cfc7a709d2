/** What a screen reader says: of the popup's parts, and of what comes into `role="status"` once nothing more is on its way. */
import type { Page, SerializedAXNode } from "puppeteer-core";
import { expect, it } from "vitest";
import { prints, reportingOpenClaw, WINDOWS } from "../helpers/reporting-openclaw.ts";
import { EXPORT, reload, waitForTone } from "./popup.ts";
import { wordsOf } from "./reword.ts";
import { makeWorld, readyWorld } from "./world.ts";

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

const NAMED = ["region", "heading", "meter", "button", "combobox", "DisclosureTriangle"];

/** In the order in which they are read. */
const named = ({ role, name = "", children = [] }: SerializedAXNode): [role: string, name: string][] => [
  ...(NAMED.includes(role) ? [[role, name] as [string, string]] : []),
  ...children.flatMap(named),
];

it("in Arabic each part has its Arabic name, in the popup's order, and nothing that only turns a line", async () => {
  await using world = await makeWorld({ language: "ar" });
  await world.home.installCompanion();
  await world.setUp();
  await (await world.signIn()).close();
  const popup = await world.browser.open("popup");
  await popup.waitForSelector("#usage [role=meter]");
  await waitForTone(popup, "due");

  const { texts } = wordsOf("ar");
  const words = (key: string) => texts.get(key)!;
  const tree = await popup.accessibility.snapshot({ interestingOnly: false });
  expect(named(tree!)).toEqual([
    ["heading", "Clawkey"],
    ["button", words("action.open_options")],
    ["region", words("usage.title")],
    ["meter", words("usage.five_hours")],
    ["meter", words("usage.week")],
    ["meter", "Haiku"],
    ["heading", words("popup.due_none")],
    ["button", words("action.export")],
    ["button", words("action.copy")],
    ["combobox", words("popup.format")],
    ["DisclosureTriangle", words("popup.details")],
  ]);

  const spoken = await popup.$$eval("[aria-label], [aria-valuetext]", (parts) =>
    parts.flatMap(({ ariaLabel, ariaValueText }) => [ariaLabel ?? "", ariaValueText ?? ""]),
  );
  const levels = spoken.filter((text) => text.includes("%"));
  expect(levels).toHaveLength(3);
  const first = words("usage.used").replace("{percent}", "41%");
  expect(levels[0]).toMatch(
    new RegExp(`^${words("usage.read_out").replace("{told}", first).replace("{next}", ".+")}$`),
  );
  for (const text of spoken) expect(text).not.toMatch(/[\u061C\u200E\u200F\u2066-\u2069]/);
});
