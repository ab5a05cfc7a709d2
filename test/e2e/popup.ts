import type { Page } from "puppeteer-core";

/** Clicks a button by its accessible name and waits for the status to take this tone. */
export async function clickAndWait(page: Page, name: string, tone: string): Promise<void> {
  const button = await page.waitForSelector(`::-p-aria([name="${name}"][role="button"])`);
  await page.waitForFunction((element) => element.ariaDisabled !== "true", {}, button!);
  await forgetTone(page);
  // Out from under a status that stays at the foot.
  await button!.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await button!.click();
  await waitForTone(page, tone);
}

/** Clicks Export and waits until the key is saved. OpenClaw's own word comes after that, seconds later. */
export async function exportAndWait(page: Page): Promise<void> {
  const button = await page.waitForSelector(EXPORT, { visible: true });
  await forgetTone(page);
  await button!.click();
  const saved = page.waitForFunction(() => {
    const status = document.querySelector<HTMLElement>('[role="status"]');
    return (
      status?.dataset["tone"] !== "before the click" && /aved|already|Seen by/.test(status?.innerText ?? "")
    );
  });
  await saved.catch(async (cause: unknown) => {
    throw new Error(`The status says: ${await statusText(page)}`, { cause });
  });
}

/** The wide button, where a click on it does something. */
export const EXPORT = "#export:not([hidden], [aria-disabled=true])";

/** The tone may be the same before and after: only what a click brings counts. */
const forgetTone = (page: Page): Promise<void> =>
  page.$eval('[role="status"]', (box) => {
    box.setAttribute("data-tone", "before the click");
  });

export async function openDetails(page: Page): Promise<void> {
  await page.waitForSelector("#details", { visible: true });
  await page.$eval("#details", (details) => ((details as HTMLDetailsElement).open = true));
}

export async function waitForTone(page: Page, tone: string, timeout = 30_000): Promise<void> {
  await page.waitForSelector(`[role="status"][data-tone="${tone}"]`, { timeout });
}

/** Until an element's text holds these words, or is of this form. */
export async function waitForText(page: Page, selector: string, words: string | RegExp): Promise<void> {
  const [part, form] = words instanceof RegExp ? ["", words.source] : [words, ""];
  const holds = (where: string, wanted: string, pattern: string) => {
    const text = document.querySelector(where)?.textContent;
    return text !== undefined && text.includes(wanted) && new RegExp(pattern).test(text);
  };
  await page.waitForFunction(holds, {}, selector, part, form);
}

export const statusText = (page: Page): Promise<string> =>
  page.$eval('[role="status"]', (box) => (box as HTMLElement).innerText);

/** Does what makes a page load itself anew, and waits for that: of an extension's page Firefox tells no navigation. */
export async function afterReload(page: Page, work: () => Promise<unknown>): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { isOld: true }));
  await work();
  await page.waitForFunction(() => !("isOld" in globalThis) && document.readyState === "complete");
}

export const reload = (page: Page): Promise<void> =>
  afterReload(page, () => page.evaluate(() => setTimeout(() => location.reload())));
