/** The mark of how far the user is: which of the four steps are done, and which one it is now. */
import { element, make } from "../../src/extension/ui/dom.ts";
import { message, say } from "../../src/extension/ui/words.ts";

/** @param current from 1 */
export function showProgress(current: number): void {
  const list = element("steps", HTMLElement);
  const items = [...list.children];
  list.ariaLabel = say(message("welcome.step_of", { step: current, steps: items.length }));
  for (const [at, item] of items.entries()) {
    const isDone = at + 1 < current;
    item.classList.toggle("done", isDone);
    item.ariaCurrent = at + 1 === current ? "step" : null;
    const done = make("span", { className: "visually-hidden" }, `${say(message("welcome.step_done"))} `);
    const dot = make("span", { className: "dot", ariaHidden: "true" }, isDone ? "" : String(at + 1));
    item.replaceChildren(...(isDone ? [dot, done] : [dot]), item.querySelector(".word")!);
  }
}
