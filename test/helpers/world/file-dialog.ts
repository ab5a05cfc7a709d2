/** Chromium's two questions about a file, answered with real keys and a real pointer: which one, and may it be edited. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import type { Display } from "./display.ts";

/**
 * Picks a file in the system's own dialog, GTK's.
 * @param file absolute; the dialog shows no hidden folder by itself, but one can type its name
 */
export async function pickInDialog(
  display: Pick<Display, "press" | "type">,
  page: Page,
  button: string,
  file: string,
): Promise<void> {
  await clickInFront(page, button);
  await hasLostFocus(page, 30_000);
  // The window is there before it takes keys, and completes what is typed for a while.
  await sleep(1_000);
  await display.press("ctrl+l");
  await sleep(300);
  await display.type(file);
  await sleep(700);
  await display.press("alt+o");
}

/** The same, and answers whether it may be edited, which is asked right behind it. */
export async function pickAndAnswer(
  display: Pick<Display, "press" | "type">,
  page: Page,
  { button, file, answer }: { button: string; file: string; answer: "accept" | "refuse" },
): Promise<void> {
  await pickInDialog(display, page, button, file);
  // Between the two the page has the focus for a moment.
  await sleep(1_000);
  await hasLostFocus(page, 5_000);
  await sleep(700);
  await answerDialog(display, answer);
}

/** Of the bubble below the address: the window stands where no window manager moves it. */
const IN_BUBBLE = { accept: 278, refuse: 371 } as const;

/** As many questions as the browser may have about one file, and one more. */
const MOST_QUESTIONS = 4;

/**
 * Clicks a button that asks for the permission to edit a file, and answers every question that comes: for a file that was
 * kept, the browser may ask in a dialog and in a bubble, and for reading and writing by themselves.
 * @param done selects what is on the page once all are answered
 */
export async function answerAboutFile(
  display: Pick<Display, "press" | "click">,
  page: Page,
  { button, answer, done }: { button: string; answer: "accept" | "refuse"; done: string },
): Promise<void> {
  await clickInFront(page, button);
  for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
    // A dialog keeps the focus, the bubble gives it back.
    await page.bringToFront();
    const isDialog = await hasLostFocus(page, 1_500);
    await sleep(700);
    if (await page.$(done)) return;
    if (isDialog) await answerDialog(display, answer);
    else await display.click(290, IN_BUBBLE[answer]);
    await sleep(500);
  }
}

const answerDialog = (display: Pick<Display, "press">, answer: "accept" | "refuse"): Promise<void> =>
  display.press(...(answer === "accept" ? ["Tab", "Return"] : ["Escape"]));

async function clickInFront(page: Page, button: string): Promise<void> {
  await page.bringToFront();
  await page.waitForSelector(button, { visible: true });
  await page.click(button);
}

const hasLostFocus = (page: Page, timeout: number): Promise<boolean> =>
  page
    .waitForFunction(() => !document.hasFocus(), { polling: 50, timeout })
    .then(
      () => true,
      () => false,
    );
