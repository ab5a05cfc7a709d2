import type { Page } from "puppeteer-core";

/** Clicks a button by its accessible name and waits for the status to take this tone. */
export async function clickAndWait(page: Page, name: string, tone: string): Promise<void> {
  const button = await page.waitForSelector(`::-p-aria([name="${name}"][role="button"])`);
  await page.waitForFunction((element) => !(element as HTMLButtonElement).disabled, {}, button!);
  // The tone may be the same before and after: only what the click brings counts.
  await page.$eval('[role="status"]', (box) => {
    box.setAttribute("data-tone", "before the click");
  });
  await button!.click();
  await waitForTone(page, tone);
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
