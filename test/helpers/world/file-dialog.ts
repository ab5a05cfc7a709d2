/** The system's own dialog for files, GTK's, answered with real keys. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import type { Display } from "./display.ts";

/** @param file absolute; the dialog of its own shows no hidden folder, but one can type its name */
export async function pickInDialog(
  display: Pick<Display, "press" | "type">,
  page: Page,
  button: string,
  file: string,
): Promise<void> {
  await page.bringToFront();
  await page.waitForSelector(button, { visible: true });
  await page.click(button);
  await page.waitForFunction(() => !document.hasFocus(), { polling: 50 });
  // The window is there before it takes keys, and completes what is typed for a while.
  await sleep(1_000);
  await display.press("ctrl+l");
  await sleep(300);
  await display.type(file);
  await sleep(700);
  await display.press("alt+o");
}
