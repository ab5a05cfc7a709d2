/** Words that have no room: cut off, sticking out, or beyond the window. */
import type { Page } from "puppeteer-core";

/** @returns one line for each */
export const wordsWithoutRoom = (page: Page): Promise<string[]> => page.evaluate(findWithoutRoom);

/** Runs in the page, and so holds all that it needs. */
function findWithoutRoom(): string[] {
  const faults: string[] = [];
  const nameOf = ({ localName, id, className }: Element) =>
    `${localName}${id && `#${id}`}${className && `.${className}`}`;
  const root = document.documentElement;

  if (root.scrollWidth > innerWidth)
    faults.push(`the page is ${root.scrollWidth - innerWidth} px wider than its window`);

  // Half a pixel is rounding.
  const isWider = (element: Element) => element.scrollWidth > element.clientWidth + 1;
  const isHigher = (element: Element) => element.scrollHeight > element.clientHeight + 1;
  const isHidden = (overflow: string) => overflow === "hidden" || overflow === "clip";

  for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
    const style = getComputedStyle(element);
    const isForEarsOnly = element.clientWidth <= 1 || style.clipPath === "inset(50%)";
    if (isForEarsOnly || !element.checkVisibility({ visibilityProperty: true })) continue;
    const hides =
      (isHidden(style.overflowX) && isWider(element)) || (isHidden(style.overflowY) && isHigher(element));
    // Shortened words have their full text in a title.
    if (hides && element.closest("[title]:not([title=''])") === null)
      faults.push(`${nameOf(element)} cuts off its words`);
    if (element.matches("button") && isWider(element))
      faults.push(`the words stick out of ${nameOf(element)}`);
  }

  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (words.nextNode()) {
    const parent = words.currentNode.parentElement!;
    const text = words.currentNode.textContent!.trim();
    if (text === "" || parent.closest("option, script, style, .visually-hidden")) continue;
    range.selectNodeContents(words.currentNode);
    const { left, right, width } = range.getBoundingClientRect();
    const scrolls = parent.closest("pre, .scrolls, [title]:not([title=''])");
    if (width > 0 && !scrolls && (left < -1 || right > innerWidth + 1))
      faults.push(`"${text.slice(0, 40)}" leaves the window`);
  }
  return faults;
}
