/** The windows on the page: a bar for each, read out once with its name and number. */
import { make, withElement } from "../../src/extension/ui/dom.ts";
import { message, percent, say, textOf } from "../../src/extension/ui/words.ts";
import type { WindowView, WindowViews } from "./window-views.ts";

export const windowItems = ({ large, slim }: Pick<WindowViews, "large" | "slim">): HTMLElement[] => [
  ...large.map(largeItem),
  ...slim.map(slimItem),
];

function largeItem(window: WindowView): HTMLElement {
  const { below, verdict } = window;
  const lines = make("span", { className: "below" }, make("span", {}, below ? say(below) : ""));
  if (verdict) lines.append(make("span", { className: "verdict", ariaHidden: "true" }, say(verdict)));
  return item("window", window, nameOf(window), usedOf(window), ...bar(window), lines);
}

const slimItem = (window: WindowView): HTMLElement =>
  item(
    "window slim",
    window,
    nameOf(window),
    ...bar(window),
    make("span", { className: "used", ariaHidden: "true" }, make("b", {}, shareOf(window))),
  );

function item(className: string, { tone }: WindowView, ...children: HTMLElement[]): HTMLElement {
  const made = make("li", { className }, ...children);
  if (tone) made.dataset["tone"] = tone;
  return made;
}

/** Without a bar nothing else tells it to a screen reader. */
const isTold = (window: WindowView): "true" | null => (window.percent === null ? null : "true");

function nameOf(window: WindowView): HTMLElement {
  const name = textOf(window.name);
  return make("bdi", { className: "name", ariaHidden: isTold(window), title: name }, name);
}

const shareOf = (window: WindowView): string =>
  window.percent === null ? (window.amount ?? "") : percent(window.percent);

function usedOf(window: WindowView): HTMLElement {
  const share = make("b", {}, shareOf(window));
  const words =
    window.percent === null
      ? withElement("usage.spent", "amount", share)
      : withElement("usage.used", "percent", share);
  return make("span", { className: "used", ariaHidden: isTold(window) }, ...words);
}

/** None where there is no share to show: an empty bar would say that nothing is used. */
function bar(window: WindowView): HTMLElement[] {
  if (window.percent === null) return [];
  const fill = make("span", { className: "fill" });
  fill.style.setProperty("--used", String(window.percent));
  const meter = {
    className: "meter",
    role: "meter",
    ariaLabel: textOf(window.name),
    ariaValueMin: "0",
    ariaValueMax: "100",
    ariaValueNow: String(window.percent),
    ariaValueText: valueText(window, window.percent),
  };
  return [make("span", meter, fill, ...mark(window))];
}

function mark({ gone }: WindowView): HTMLElement[] {
  if (gone === null) return [];
  const made = make("span", { className: "pace" });
  made.style.setProperty("--time", String(gone));
  return [made];
}

function valueText({ gone, verdict }: WindowView, used: number): string {
  const parts = [
    message("usage.used", { percent: percent(used) }),
    ...(gone === null ? [] : [message("usage.gone_time", { percent: percent(gone) })]),
    ...(verdict ? [verdict] : []),
  ];
  return say(parts.reduce((told, next) => message("usage.read_out", { told, next })));
}
