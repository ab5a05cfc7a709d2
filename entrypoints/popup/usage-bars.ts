/** The section about the plan, on the page: a bar for each window, and words beside each bar. */
import type { UsageRow, UsageView } from "./usage-view.ts";
import { message, say } from "../../src/extension/ui/words.ts";

/** @param box gets the rows, or what kept them away */
export function showUsage(box: HTMLElement, { rows, failure }: UsageView): void {
  box.replaceChildren(failure ? paragraph(say(failure)) : list(rows));
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function list(rows: UsageRow[]): HTMLElement {
  const element = document.createElement("ul");
  element.append(...rows.map(item));
  return element;
}

function item({ label, percent, nearlyFull, resets }: UsageRow): HTMLElement {
  const element = document.createElement("li");
  if (nearlyFull) element.dataset["tone"] = "bad";
  const used = say(message("usage.percent", { percent }));
  const name = span("label", label);
  name.title = label;
  // Read out once: the bar has the name and the number.
  for (const shown of [name, span("percent", used)]) {
    shown.ariaHidden = "true";
    element.append(shown);
  }
  name.after(bar(label, percent));
  element.append(span("resets", resets ? say(resets) : ""));
  return element;
}

function bar(label: string, percent: number): HTMLElement {
  const filled = span("filled", "");
  filled.style.inlineSize = `${percent}%`;
  const meter = span("bar", "");
  meter.role = "meter";
  meter.ariaLabel = label;
  meter.ariaValueMin = "0";
  meter.ariaValueMax = "100";
  meter.ariaValueNow = String(percent);
  meter.ariaValueText = say(message("usage.used", { percent }));
  meter.append(filled);
  return meter;
}

function span(className: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
